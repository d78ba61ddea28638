"""
Decoding: what stands in a code, read in any order and never judged.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from dastern_core.kernel import Currency, InvalidInputError, Money
from dastern_core.khqr import (
    Account,
    Individual,
    KhqrError,
    Merchant,
    crc,
    decode,
    encode,
    money,
)

Row = dict[str, Any]

HEAD = "00020101021129070003a@b520459995303"
TAIL = "5802KH5901N6001C"


def closed(body: str) -> str:
    """
    End a payload with its checksum.
    """
    return body + "6304" + crc(body + "6304")


def test_decoding_gives_the_account_back(
    valid_row: Row, account: Callable[[Row], Account], moment: Callable[[Row], datetime]
) -> None:
    """
    Decode of encode is the identity, and so is encode of decode.
    """
    decoded = decode(valid_row["qr"])

    assert account(valid_row) == decoded
    assert valid_row["qr"] == encode(decoded, now=moment(valid_row))


def test_every_code_that_the_sdk_holds_for_valid_is_readable(decode_row: Row) -> None:
    """
    A payer can be shown what a scanned code says even where encoding would refuse it.
    """
    if decode_row["sdk_verify"] is not True:
        return
    decoded = decode(decode_row["qr"])
    expected = decode_row["sdk_decode"]

    assert expected["bakongAccountID"] == decoded.bakong_account_id
    assert expected["merchantName"] == decoded.merchant_name
    assert expected["billNumber"] == decoded.bill_number


def test_the_last_of_two_payees_counts() -> None:
    """
    Of 29 and 30 the later one says whom the code pays, as in the SDK.
    """
    individual, merchant = "29070003a@b", "30160003c@d0101x0200"
    rest = f"5204599953031165802KH59{'01N'}6001C"
    first = decode(closed(f"000201{individual}5802KH{merchant}{rest}"))
    second = decode(closed(f"000201{merchant}5802KH{individual}{rest}"))

    assert (Merchant, "c@d") == (type(first), first.bakong_account_id)
    assert (Individual, "a@b") == (type(second), second.bakong_account_id)


def test_emoji_count_two() -> None:
    """
    Values beyond U+FFFF come back whole.
    """
    decoded = decode(closed(f"{HEAD}1165802KH5904😀😀6001C"))

    assert "😀😀" == decoded.merchant_name


@pytest.mark.parametrize(
    ("body", "code", "tag"),
    [
        ("", "payload_format_indicator_tag_required", "00"),
        (f"{HEAD}1165802KH59006001C", "merchant_name_required", "59"),
        (f"{HEAD}116{TAIL}6203abc", "malformed_tlv", "62"),
        (f"{HEAD}116{TAIL}62-1", "malformed_tlv", "62"),
        (f"{HEAD}116{TAIL}6001D", "duplicate_tag", "60"),
        (f"{HEAD}116{TAIL}00", "malformed_tlv", "00"),
        (f"00020152045999530311658{'02KH'}5901N6001C", "merchant_type_required", "29"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(body: str, code: str, tag: str) -> None:
    """
    The SDK hangs on some of these; ours names the place.
    """
    with pytest.raises(KhqrError) as caught:
        decode(body)

    assert (code, tag) in [(one.code, one.tag) for one in caught.value.problems]


@pytest.mark.parametrize("wrong", [None, b"0002", 5])
def test_what_is_not_text_is_refused(wrong: Any) -> None:  # noqa: ANN401 - any object at all
    """
    The error is a declared one.
    """
    with pytest.raises(KhqrError, match="payload is not text"):
        decode(wrong)


def test_money_is_read_exactly_or_refused() -> None:
    """
    A scanned amount becomes money only where it is one.
    """
    static = decode(closed(f"{HEAD}116{TAIL}"))
    dollars = decode(closed(f"{HEAD}84054041.50{TAIL}"))
    wrong = decode(closed(f"{HEAD}84054051,000{TAIL}"))
    euros = decode(closed(f"{HEAD}97854011{TAIL}"))

    assert money(static) is None
    assert Money(minor=150, currency=Currency.USD) == money(dollars)
    assert "1,000" == wrong.amount
    with pytest.raises(InvalidInputError, match="amount is not a number"):
        money(wrong)
    with pytest.raises(KhqrError, match="currency is neither"):
        money(euros)
