"""
Encoding: byte for byte the official SDK's, and stricter where that one is wrong.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from dastern_core.kernel import Currency, InvalidInputError, Money
from dastern_core.khqr import Account, Individual, KhqrError, Merchant, encode, md5

Row = dict[str, Any]
MakeAccount = Callable[[Row], Account]
Moment = Callable[[Row], datetime]

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)


def shop(**fields: Any) -> Individual:  # noqa: ANN401 - any field of a KHQR
    """
    Make an individual's account with some fields.
    """
    return Individual(
        **{"bakong_account_id": "a@b", "merchant_name": "N", "merchant_city": "C", **fields}
    )


def problems(account: Account, *, now: datetime = NOW) -> list[tuple[str, str]]:
    """
    Give code and field of each problem of an account.
    """
    with pytest.raises(KhqrError) as caught:
        encode(account, now=now)
    return [(one.code, one.field) for one in caught.value.problems]


@pytest.mark.rule("PAY-16")
@pytest.mark.rule("PAY-19")
@pytest.mark.rule("PAY-22")
@pytest.mark.rule("PAY-26")
@pytest.mark.rule("PAY-27")
@pytest.mark.rule("PAY-28")
@pytest.mark.rule("C37")
@pytest.mark.rule("B066")
def test_a_payload_and_its_md5_are_the_sdks(
    valid_row: Row, account: MakeAccount, moment: Moment
) -> None:
    """
    The same account gives the same bytes, in the SDK's order of tags.
    """
    payload = encode(account(valid_row), now=moment(valid_row))

    assert (valid_row["qr"], valid_row["md5"]) == (payload, md5(payload))


@pytest.mark.rule("PAY-23")
@pytest.mark.rule("PAY-24")
@pytest.mark.rule("PAY-29")
def test_the_first_problem_is_the_sdks(
    invalid_row: Row, account: MakeAccount, moment: Moment
) -> None:
    """
    What the SDK refuses is refused, and the first problem carries its number.
    """
    with pytest.raises(KhqrError) as caught:
        encode(account(invalid_row), now=moment(invalid_row))
    first = caught.value.problems[0]

    assert invalid_row["error_code"] == first.sdk_code


def test_what_the_sdk_should_refuse_is_refused(
    quirks_row: Row, account: MakeAccount, moment: Moment
) -> None:
    """
    The SDK's mistakes are errors that name a field which the caller gave.
    """
    made = account(quirks_row)
    with pytest.raises(KhqrError) as caught:
        encode(made, now=moment(quirks_row))

    assert all(getattr(made, one.field) for one in caught.value.problems)


@pytest.mark.rule("PAY-20")
def test_a_dynamic_code_carries_its_creation_and_expiration() -> None:
    """
    Both moments have thirteen digits of milliseconds.
    """
    actual = encode(shop(amount=1, expiration_timestamp=LATER), now=NOW)

    assert "01021229" in actual
    assert "9934001317672256000000113176722650000063" in actual


@pytest.mark.rule("PAY-21")
def test_a_static_code_does_not_change_with_time() -> None:
    """
    Without an amount neither the clock nor an expiration shows, so its MD5 stays.
    """
    one = encode(shop(expiration_timestamp=LATER), now=NOW)
    other = encode(shop(), now=NOW + timedelta(days=365))

    assert one == other
    assert "010211" in one


def test_an_expiration_at_the_creation_is_allowed() -> None:
    """
    Only an expiration before the creation is refused.
    """
    assert encode(shop(amount=1, expiration_timestamp=NOW), now=NOW)
    assert [("expiration_timestamp_in_the_past", "expiration_timestamp")] == problems(
        shop(amount=1, expiration_timestamp=NOW - timedelta(milliseconds=1))
    )


@pytest.mark.parametrize(
    ("expiration", "code"),
    [
        ("tomorrow", "expiration_timestamp_required"),
        (float("nan"), "expiration_timestamp_required"),
        ([1], "expiration_timestamp_required"),
        ("1.5e12", "expiration_timestamp_length_invalid"),
        pytest.param(10**5000, "expiration_timestamp_length_invalid", id="huge"),
        (-(10**11), "expiration_timestamp_in_the_past"),
    ],
)
def test_an_expiration_that_is_no_moment_is_refused(expiration: object, code: str) -> None:
    """
    No number is no expiration; another number has the wrong length.
    """
    assert [(code, "expiration_timestamp")] == problems(
        shop(amount=1, expiration_timestamp=expiration)
    )


def test_every_problem_is_reported_at_once() -> None:
    """
    The caller learns everything that is wrong, in the SDK's order.
    """
    account = Merchant(
        bakong_account_id="nobody",
        merchant_name="",
        merchant_id="",
        acquiring_bank="b" * 33,
        merchant_category_code="12a",
        currency=840,
        union_pay_merchant="7",
        amount="-1",
        bill_number="b" * 26,
        language_preference="km",
    )
    expected = [
        "bakong_account_id_invalid",
        "merchant_id_required",
        "acquiring_bank_length_invalid",
        "invalid_merchant_category_code",
        "upi_account_information_invalid_currency",
        "transaction_amount_invalid",
        "merchant_name_required",
        "bill_number_length_invalid",
        "merchant_name_alternate_language_required",
        "expiration_timestamp_required",
    ]

    assert expected == [code for code, _ in problems(account)]


def test_an_alternate_name_needs_its_language() -> None:
    """
    The SDK answers with a broken code; ours is an error.
    """
    assert [("language_preference_required", "language_preference")] == problems(
        shop(merchant_name_alternate_language="ហាង")
    )


@pytest.mark.parametrize(
    "wrong", [True, 1.5, 2**53, Decimal("sNaN"), Decimal("1.5"), "\ud800", b"bytes", ["list"]]
)
def test_what_is_not_text_is_refused(wrong: object) -> None:
    """
    Whole numbers stand for their digits; anything else is no text.
    """
    assert [("not_text", "bill_number")] == problems(shop(bill_number=wrong))


def test_the_part_that_overflows_its_template_is_named() -> None:
    """
    Two digits of length hold 99, so that four full parts of tag 62 are too many.
    """
    full = "x" * 25
    account = shop(bill_number=full, store_label=full, terminal_label=full, mobile_number="1" * 9)

    assert [("template_too_long", "terminal_label")] == problems(account)


def test_a_number_stands_for_its_digits() -> None:
    """
    A bill's number may be given as a whole number, written with or without a point.
    """
    assert shop(bill_number=12345) == shop(bill_number="12345") == shop(bill_number=12345.0)


def test_money_must_be_in_the_accounts_currency() -> None:
    """
    Dollars never become riel.
    """
    fifty_cents = Money(minor=50, currency=Currency.USD)

    assert "0.50" == shop(amount=fifty_cents, currency=Currency.USD).amount
    assert ("transaction_amount_invalid", "amount") in problems(shop(amount=fifty_cents))


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (1, "USD", "1"),
        (1.0, "USD", "1"),
        ("1.", "USD", "1.00"),
        (".5", "USD", "0.50"),
        ("05", "USD", "05"),
        ("05.5", "USD", "5.50"),
        (Decimal("1E+2"), "USD", "100"),
        (Decimal("1.5"), "USD", "1.50"),
        ("0100.00", "KHR", "100"),
        ("-0.00", "KHR", None),
        (0.0, "USD", None),
    ],
)
def test_an_amount_is_written_as_the_sdk_writes_it(
    amount: object, currency: str, expected: str | None
) -> None:
    """
    A decimal point gives exactly two places of a dollar, and none of a riel.
    """
    assert expected == shop(amount=amount, currency=currency).amount


@pytest.mark.rule("PAY-24")
@pytest.mark.parametrize("currency", list(Currency))
@pytest.mark.parametrize(
    "amount",
    [
        "10.005", 0.1 + 0.2, -1, 1e21, float("inf"), Decimal("NaN"), Decimal("1E+999999"),
        Decimal("1E-999999"), True, {"$js": "NaN"}, ".", "1 000", "១០", 10**13, "0.0.0",
    ],
)  # fmt: skip
def test_an_inexact_amount_is_never_rounded(amount: object, currency: Currency) -> None:
    """
    It is an error, whatever its type.
    """
    account = shop(amount=amount, currency=currency, expiration_timestamp=LATER)

    assert [("transaction_amount_invalid", "amount")] == problems(account)


def test_an_unknown_currency_is_kept_and_refused() -> None:
    """
    A scanned code's currency can be shown, never charged.
    """
    assert 978 == shop(currency=978).currency
    assert [("unsupported_currency", "currency")] == problems(shop(currency=978, amount=1))[:1]
    assert [("unsupported_currency", "currency")] == problems(shop(currency={"$js": "NaN"}))


def test_a_naive_now_is_refused() -> None:
    """
    A creation time without a zone could be hours off.
    """
    with pytest.raises(InvalidInputError, match="now has no time zone"):
        encode(shop(), now=NOW.replace(tzinfo=None))
