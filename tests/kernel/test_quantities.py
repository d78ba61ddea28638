"""
Quantities: amounts as prescriptions print them, kept exact.
"""

from fractions import Fraction

import pytest

from dastern_core.kernel import (
    InvalidInputError,
    Quantity,
    ascii_digits,
    decimal_text,
    parse_amount,
)


def test_khmer_digits_become_ascii_digits() -> None:
    """
    Only the ten digits change.
    """
    actual = ascii_digits("០១២៣៤៥៦៧៨៩ គ្រាប់ ½")
    expected = "0123456789 គ្រាប់ ½"

    assert expected == actual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", Fraction(1)),
        (" 10 ", Fraction(10)),
        ("0", Fraction(0)),
        ("0.5", Fraction(1, 2)),
        ("2,5", Fraction(5, 2)),
        ("½", Fraction(1, 2)),
        ("1½", Fraction(3, 2)),
        ("1 ¼", Fraction(5, 4)),
        ("¾", Fraction(3, 4)),
        ("⅓", Fraction(1, 3)),
        ("2⅔", Fraction(8, 3)),
        ("⅛", Fraction(1, 8)),
        ("1/2", Fraction(1, 2)),
        ("1 1/2", Fraction(3, 2)),
        ("3 \u2044 4", Fraction(3, 4)),
        ("11/2", Fraction(11, 2)),
        ("១½", Fraction(3, 2)),
        ("១២,៥", Fraction(25, 2)),
    ],
)
def test_an_amount_is_read_as_it_is_printed(text: str, expected: Fraction) -> None:
    """
    Whole, decimal, vulgar, mixed and Khmer numbers are read exactly; "1½" is 1.5.
    """
    actual = parse_amount(text)

    assert expected == actual


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "-1",
        "1-2",
        "1.",
        ".5",
        "1e3",
        "1/0",
        "1 2",
        "½1",
        "½½",
        "1.5½",
        "1/2/3",
        "one",
        "1_000",
        "\u0661",
        "1" * 33,
        "nan",
    ],
)
def test_anything_else_is_no_amount(text: str) -> None:
    """
    Negative numbers, fractions over zero, words and foreign digits are refused.
    """
    with pytest.raises(InvalidInputError) as caught:
        parse_amount(text, field="doses.morning")
    expected = ["doses.morning"]

    assert expected == [fault.field for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Fraction(0), "0"),
        (Fraction(3), "3"),
        (Fraction(100), "100"),
        (Fraction(3, 2), "1.5"),
        (Fraction(1, 8), "0.125"),
        (Fraction(1, 20), "0.05"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(1, 10**7), "0.0000001"),
        (Fraction(10**30 + 1, 10), "1" + "0" * 29 + ".1"),
        (Fraction(1, 3), "1/3"),
        (Fraction(1, 6), "1/6"),
    ],
)
def test_an_amount_is_written_exactly(amount: Fraction, expected: str) -> None:
    """
    A decimal is written without exponent or rounding; what has none stays a fraction.
    """
    actual = decimal_text(amount)

    assert expected == actual


def test_a_quantity_prints_amount_and_unit() -> None:
    """
    Half a tablet prints as 0.5 tablet.
    """
    actual = str(Quantity(value=Fraction(1, 2), unit="tablet"))
    expected = "0.5 tablet"

    assert expected == actual


@pytest.mark.parametrize(("value", "unit"), [(Fraction(-1, 2), "tablet"), (Fraction(1), "")])
def test_a_quantity_is_not_negative_and_has_a_unit(value: Fraction, unit: str) -> None:
    """
    A negative amount and an empty unit are refused.
    """
    with pytest.raises(ValueError, match=r"value|unit"):
        Quantity(value=value, unit=unit)


@pytest.mark.parametrize("value", [Fraction(-1), 0.5, 1])
def test_a_quantity_is_exact_and_not_negative(value: Fraction) -> None:
    """
    A float dose, even one that is exact, and a negative one are refused.
    """
    with pytest.raises(InvalidInputError, match="value is not an exact amount"):
        Quantity(value=value, unit="tablet")


def test_a_quantity_says_what_it_counts() -> None:
    """
    A blank unit is a fault.
    """
    with pytest.raises(InvalidInputError, match="unit is blank"):
        Quantity(value=Fraction(1), unit=" ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0,125", Fraction(1, 8)), ("1,5", Fraction(3, 2)), ("1.000", Fraction(1))],
)
def test_a_decimal_comma_is_read(text: str, expected: Fraction) -> None:
    """
    As in French, where nothing else can be meant.
    """
    assert expected == parse_amount(text)


def test_a_comma_that_may_part_thousands_is_refused() -> None:
    """
    1,000 is a thousand to some and one to others: the reader is asked.
    """
    with pytest.raises(InvalidInputError, match=r"Write 1000 or 1\.000"):
        parse_amount("1,000")
