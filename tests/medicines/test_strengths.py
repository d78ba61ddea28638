"""
Strengths: how much of a substance one unit of a medicine holds.
"""

from fractions import Fraction

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.medicines import NamedStrength, Strength, parse_strength, split_strength


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("500mg", "500 mg"),
        ("1 G", "1 g"),
        ("0,9 %", "0.9%"),
        ("500/125 mg", "500/125 mg"),
        ("125MG / 5ml", "125 mg/5 ml"),
        ("20 mg/ml", "20 mg/1 ml"),
        ("1,5 MUI", "1.5 MIU"),
        ("250 µg", "250 mcg"),
    ],
)
@pytest.mark.rule("OCR-16")
def test_canonical_text(text: str, canonical: str) -> None:
    """
    A strength has one spelling, however it is printed.
    """
    assert str(parse_strength(text)) == canonical


@pytest.mark.parametrize("text", ["", "mg", "500", "500 mg tab", "500 mgs", "-5 mg"])
def test_refuses_other_text(text: str) -> None:
    """
    Anything but a number and a unit is refused with the field's name.
    """
    with pytest.raises(InvalidInputError) as refused:
        parse_strength(text, field="medications[0].strength")

    assert [fault.field for fault in refused.value.faults] == ["medications[0].strength"]


@pytest.mark.parametrize(
    ("text", "name", "strength", "printed"),
    [
        ("Butylscopolamine 10mg", "Butylscopolamine", "10 mg", "10mg"),
        ("Amoxicillin (500 mg) cap", "Amoxicillin cap", "500 mg", "500 mg"),
        ("Paracetamol susp. 120mg/5ml", "Paracetamol susp.", "120 mg/5 ml", "120mg/5ml"),
    ],
)
@pytest.mark.rule("OCR-16")
def test_splits_a_name_from_its_strength(text: str, name: str, strength: str, printed: str) -> None:
    """
    What stands before and after the strength is the name.
    """
    expected = NamedStrength(name=name, strength=parse_strength(strength), printed=printed)

    assert expected == split_strength(text)


def test_a_name_alone() -> None:
    """
    A name without a strength stays whole, and a number without a unit is part of it.
    """
    expected = NamedStrength(name="Vitamin B12", strength=None, printed="")

    assert expected == split_strength("Vitamin  B12")


def test_needs_an_amount() -> None:
    """
    A strength of nothing is refused.
    """
    with pytest.raises(ValueError, match="amounts"):
        Strength(amounts=(), unit="mg")

    assert str(Strength(amounts=(Fraction(1, 2),), unit="mg")) == "0.5 mg"
