"""
Contents: how much of each substance one unit of a medicine holds.
"""

from fractions import Fraction

import pytest

from dastern_core.medicines import contents, converted, identify, split_strength
from dastern_core.medicines.formulary import FORMULARY


def held(text: str) -> list[tuple[str, Fraction | None, Fraction | None]]:
    """
    Give name, amount and volume of each content of a printed name with its strength.
    """
    naming = identify(text, formulary=FORMULARY)
    found = contents(naming, split_strength(text).strength)
    return [(one.substance.name, one.amount, one.per_ml) for one in found]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("Paracetamol 1 g", [1000]),
        ("Levothyroxine 0.1 mg", [100]),
        ("Spiramycine 3 MIU", [3_000_000]),
        ("Bactrim 400/80 mg", [400, 80]),
        ("Bactrim 80/400 mg", [400, 80]),
        ("Cotrimoxazole 960 mg", [800, 160]),
        ("Augmentin 1 g", [875, 125]),
        ("codeine + paracetamol 500/30 mg", [30, 500]),
        ("Bactrim 240 mg", [None, None]),
        ("insulin + aspirin 10/75 mg", [None, 75]),
        ("Coveram 5/10 mg", [5, 10]),
        ("Coveram 10/5 mg", [10, 5]),
        # What is not sure is not told.
        ("Coveram 15 mg", [None, None]),
        ("Augmentin 700 mg", [None, None]),
        ("Neurobion 500 mg", [None, None, None]),
        ("Augmentin 875/125 IU", [None, None]),
        ("Paracetamol 500 IU", [None]),
        ("Paracetamol 500/65 mg", [None]),
        ("Clotrimazole 1%", [None]),
        ("Paracetamol", [None]),
        ("Paracetamol 10 mg/2 kg", [None]),
    ],
)
def test_a_unit_holds(text: str, amounts: list[int | None]) -> None:
    """
    Amounts in the substance's own unit, and None where strength or order is not sure.
    """
    assert amounts == [amount for _, amount, _ in held(text)]


def test_a_syrup_holds_by_volume() -> None:
    """
    The amount is in that many millilitres.
    """
    assert held("Paracetamol 120 mg/5 ml") == [("paracetamol", Fraction(120), Fraction(5))]


def test_a_combined_syrup_holds_by_volume() -> None:
    """
    A known strength fits in any volume.
    """
    assert held("Bactrim 480 mg/10 ml") == [
        ("sulfamethoxazole", Fraction(400), Fraction(10)),
        ("trimethoprim", Fraction(80), Fraction(10)),
    ]


@pytest.mark.parametrize(
    ("amount", "unit", "to", "expected"),
    [
        (1, "kg", "mg", Fraction(10**6)),
        (250, "mcg", "mg", Fraction(1, 4)),
        (1, "MIU", "IU", Fraction(10**6)),
        (1, "l", "ml", Fraction(1000)),
        (1, "mg", "ml", None),
        (1, "tablet", "tablet", None),
    ],
)
def test_an_amount_in_another_unit(
    amount: int, unit: str, to: str, expected: Fraction | None
) -> None:
    """
    Only what measures the same is converted.
    """
    assert expected == converted(Fraction(amount), unit, to=to)
