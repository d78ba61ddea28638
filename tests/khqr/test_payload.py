"""
Payload values: tidied when made, whatever a caller or a scanner gives.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from dastern_core.kernel import Currency, InvalidInputError
from dastern_core.khqr import Individual, Merchant


@pytest.mark.parametrize("empty", [None, "", 0, False, 0.0])
def test_empty_values_are_dropped(empty: Any) -> None:  # noqa: ANN401 - any empty value
    """
    They become the defaults, as in the SDK.
    """
    names = {"merchant_city", "currency", "amount", "bill_number", "merchant_category_code"}
    plain = Individual(bakong_account_id="a@b", merchant_name="N")

    assert plain == Individual(
        bakong_account_id="a@b", merchant_name="N", **dict.fromkeys(names, empty)
    )
    assert ("Phnom Penh", "5999") == (plain.merchant_city, plain.merchant_category_code)


@pytest.mark.parametrize("given", [840, "840", "USD", Currency.USD, 840.0])
def test_a_currency_has_several_spellings(given: Any) -> None:  # noqa: ANN401 - any of them
    """
    Numbers, names and the kernel's own value mean the same.
    """
    account = Individual(bakong_account_id="a@b", merchant_name="N", currency=given)

    assert Currency.USD is account.currency


@pytest.mark.parametrize(
    "given",
    [
        1767225600000,
        1767225600000.0,
        Decimal("1767225600000.0"),
        "1767225600000",
        " 01767225600000 ",
        datetime(2026, 1, 1, tzinfo=UTC),
    ],
)
def test_an_expiration_is_kept_in_milliseconds(given: Any) -> None:  # noqa: ANN401 - any of them
    """
    An instant, a number and its digits mean the same.
    """
    account = Merchant(
        bakong_account_id="a@b",
        merchant_name="N",
        merchant_id="1",
        acquiring_bank="B",
        amount=1,
        expiration_timestamp=given,
    )

    assert 1767225600000 == account.expiration_timestamp


def test_a_naive_expiration_is_refused() -> None:
    """
    It could be hours off.
    """
    naive = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(InvalidInputError, match="expiration_timestamp has no time zone"):
        Individual(bakong_account_id="a@b", merchant_name="N", amount=1, expiration_timestamp=naive)
