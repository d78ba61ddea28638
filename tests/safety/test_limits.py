"""
Limits: the most of a substance for one person, by age and weight.
"""

from fractions import Fraction

import attrs
import pytest

from dastern_core.medicines import ChildLimit, DoseLimit, Substance
from dastern_core.medicines.formulary import FORMULARY
from dastern_core.safety import Patient
from dastern_core.safety.limits import limit_for

PARACETAMOL = FORMULARY.substance("paracetamol")
UNLIMITED = attrs.evolve(PARACETAMOL, adult=None, child=None)
BARE_CHILD = ChildLimit(single_per_kg=Fraction(10))


def person(age: str | None = None, weight: int | None = None) -> Patient:
    """
    Give a patient.
    """
    return Patient(
        age_years=None if age is None else Fraction(age),
        weight_kg=None if weight is None else Fraction(weight),
    )


@pytest.mark.parametrize(
    ("patient", "single", "daily"),
    [
        (person(), 1000, 4000),
        (person("16"), 1000, 4000),
        (person("15", 20), 300, 1200),
        (person("15", 90), 1000, 4000),
    ],
)
def test_limits_by_age_and_weight(patient: Patient, single: int, daily: int) -> None:
    """
    A child's are by weight and never above an adult's; an unknown age is an adult's.
    """
    limit = limit_for(PARACETAMOL, patient).limit

    assert (
        DoseLimit(single=Fraction(single), daily=Fraction(daily), min_interval_hours=Fraction(4))
        == limit
    )


@pytest.mark.parametrize(
    ("substance", "patient", "missing"),
    [
        (UNLIMITED, person(), "has no maximum dose in our data"),
        (
            attrs.evolve(PARACETAMOL, adult=None),
            person(),
            "has no maximum dose for adults in our data",
        ),
        (
            attrs.evolve(PARACETAMOL, child=None),
            person("15", 20),
            "has no maximum dose below 16 years in our data",
        ),
        (PARACETAMOL, person("0.01", 3), "has no maximum dose below 1 months in our data"),
        (
            PARACETAMOL,
            person("5"),
            "is limited by weight in a child, and the weight is not given",
        ),
    ],
)
def test_why_a_limit_is_not_known(substance: Substance, patient: Patient, missing: str) -> None:
    """
    The reason completes a sentence.
    """
    assert missing == limit_for(substance, patient).missing


@pytest.mark.parametrize(
    ("child", "adult", "expected"),
    [
        (BARE_CHILD, None, DoseLimit(single=Fraction(100))),
        (
            BARE_CHILD,
            DoseLimit(daily=Fraction(60)),
            DoseLimit(single=Fraction(60), daily=Fraction(60)),
        ),
        (ChildLimit(daily_per_kg=Fraction(7)), None, DoseLimit(daily=Fraction(70))),
    ],
)
def test_a_label_that_tells_only_a_part(
    child: ChildLimit, adult: DoseLimit | None, expected: DoseLimit
) -> None:
    """
    What is not told stays open; at once never more than in a day.
    """
    substance = attrs.evolve(PARACETAMOL, child=child, adult=adult)

    assert expected == limit_for(substance, person("5", 10)).limit
