"""
Canonical bytes: one spelling, and a declared error for what has none.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dastern_core.kernel import InvalidInputError, canonical_bytes


class Colour(Enum):
    """
    Any enumeration.
    """

    RED = "red"


class Name(StrEnum):
    """
    An enumeration whose members are text.
    """

    FIRST = "first"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, b"null"),
        (True, b"true"),
        (0, b"0"),
        (-(2**53) + 1, b"-9007199254740991"),
        ('ថ្នាំ\n\u001f"\\', '"ថ្នាំ\\n\\u001f\\"\\\\"'.encode()),
        (Fraction(1, 3), b'"1/3"'),
        (Fraction(4, 2), b'"2"'),
        (UUID("01890a5d-ac96-774b-bcce-b302099a8057"), b'"01890a5d-ac96-774b-bcce-b302099a8057"'),
        (date(2026, 6, 5), b'"2026-06-05"'),
        (datetime(2026, 6, 5, 1, tzinfo=UTC), b'"2026-06-05T01:00:00.000000+00:00"'),
        (Colour.RED, b'"red"'),
        ({Name.FIRST: ()}, b'{"first":[]}'),
        ([1, [2, {}]], b"[1,[2,{}]]"),
    ],
)
def test_each_kind_of_value_has_one_spelling(value: object, expected: bytes) -> None:
    """
    Every allowed kind is spelled as RFC 8785 spells it, or as a string.
    """
    actual = canonical_bytes(value)

    assert expected == actual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.50", b'"1.5"'),
        ("1E+2", b'"100"'),
        ("0.000", b'"0"'),
        ("-0", b'"0"'),
        ("-12.340", b'"-12.34"'),
        ("1000", b'"1000"'),
        ("1E-64", b'"0.' + b"0" * 63 + b'1"'),
    ],
)
def test_equal_decimals_are_spelled_alike(text: str, expected: bytes) -> None:
    """
    A decimal loses its exponent and trailing zeros, so that equal numbers hash alike.
    """
    actual = canonical_bytes(Decimal(text))

    assert expected == actual


def test_keys_are_sorted_by_utf16_code_units() -> None:
    """
    A key beyond the basic plane comes before U+FB33, as RFC 8785's own example has it.
    """
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "ö": 7}

    actual = canonical_bytes(value)

    assert '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\U0001f600":5,"\ufb33":3}'.encode() == actual


def test_the_zone_of_an_instant_does_not_matter() -> None:
    """
    One instant told in two zones has one spelling.
    """
    instant = datetime(2026, 6, 15, 0, 30, tzinfo=UTC)

    actual = canonical_bytes(instant.astimezone(ZoneInfo("Asia/Phnom_Penh")))

    assert canonical_bytes(instant) == actual


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (1.5, "value"),
        (2**53, "value"),
        (b"bytes", "value"),
        (bytearray(b"bytes"), "value"),
        ({"a": [0, {1, 2}]}, "value.a[1]"),
        ({1: "a"}, "value"),
        (Decimal("NaN"), "value"),
        (Decimal("-Infinity"), "value"),
        (Decimal("1E+65"), "value"),
        (Decimal("1E-65"), "value"),
        (datetime(2026, 6, 5, 1), "value"),  # noqa: DTZ001 - a naive time is what is refused
        (datetime(1, 1, 1, tzinfo=UTC), "value"),
        (datetime(9999, 12, 31, tzinfo=UTC), "value"),
        ("\ud800", "value"),
        ({"\udfff": 1}, "value"),
    ],
)
def test_a_value_without_a_spelling_is_refused(value: object, field: str) -> None:
    """
    What has no canonical spelling raises the declared error and names its place.
    """
    with pytest.raises(InvalidInputError) as caught:
        canonical_bytes(value)

    assert [field] == [fault.field for fault in caught.value.faults]


def test_a_value_that_holds_itself_is_refused() -> None:
    """
    A value without end is a declared error, not a recursion error.
    """
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(InvalidInputError, match="deeper than 32 levels"):
        canonical_bytes(endless)


def test_a_value_may_be_as_deep_as_promised() -> None:
    """
    Thirty-two levels are spelled out.
    """
    value: object = 1
    for _ in range(32):
        value = [value]

    actual = canonical_bytes(value)
    expected = b"[" * 32 + b"1" + b"]" * 32

    assert expected == actual


def test_an_endless_fraction_has_no_spelling() -> None:
    """
    A fraction of thousands of digits is refused before it is written out.
    """
    with pytest.raises(InvalidInputError, match="no canonical spelling"):
        canonical_bytes(Fraction(10**5000))
