"""
Regimens: one medicine as it is to be taken, every dose an instant.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import InvalidInputError, Period, Quantity
from dastern_core.safety import Patient, PlannedDose, regimens_of
from dastern_core.safety.regimens import MOST_DOSES
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    Dosage,
    EventTiming,
    MealRelation,
    Repeat,
    Timing,
    parse_sig,
)
from dastern_core.testing.samples import NOW, sample_prescription, sample_regimen

PRESCRIPTION = sample_prescription(1, active=True)
MONTH = Period(start=NOW - timedelta(days=1), end=NOW + timedelta(days=30))


def test_a_prescription_laid_out() -> None:
    """
    A regimen a line, named by prescription and row, whole where the window holds it all.
    """
    first, second = regimens_of(PRESCRIPTION, daily_clock=CAMBODIA_CLOCK, window=MONTH)

    assert (f"{PRESCRIPTION.id}/1", f"{PRESCRIPTION.id}/2") == (first.ref, second.ref)
    assert ("Paracetamol", "500 mg", 21, True) == (
        first.name,
        first.strength,
        len(first.doses),
        first.complete,
    )


@pytest.mark.parametrize(
    "window",
    [
        Period(start=NOW, end=NOW + timedelta(days=30)),
        Period(start=NOW - timedelta(days=1), end=NOW + timedelta(days=3)),
    ],
)
def test_a_part_of_a_course_is_told_as_a_part(window: Period) -> None:
    """
    So that its supply is not held against it.
    """
    regimens = regimens_of(PRESCRIPTION, daily_clock=CAMBODIA_CLOCK, window=window)

    assert [False, False] == [one.complete for one in regimens]


def test_a_course_runs_from_its_start() -> None:
    """
    Not from the window's, where that is earlier.
    """
    (regimen, _) = regimens_of(PRESCRIPTION, daily_clock=CAMBODIA_CLOCK, window=MONTH)

    assert Period(start=datetime(2026, 6, 14, 17, tzinfo=UTC), end=MONTH.end) == regimen.during


def test_meals_and_ranges_are_kept() -> None:
    """
    The side of the meal, the most of a range, and no side for a plain slot.
    """
    after = parse_sig("1 à 2 cp matin après repas").dosages
    plain = Dosage(timing=Timing(repeat=Repeat(when=(EventTiming.MORN,))), doses=after[0].doses)
    medication = attrs.evolve(PRESCRIPTION.medications[0], dosages=(*after, plain))
    prescription = attrs.evolve(PRESCRIPTION, medications=(medication,))
    (regimen,) = regimens_of(
        prescription,
        daily_clock=CAMBODIA_CLOCK,
        window=Period(start=NOW - timedelta(days=1), end=NOW),
    )

    assert {
        (Quantity(value=Fraction(2), unit="tablet"), MealRelation.AFTER),
        (Quantity(value=Fraction(2), unit="tablet"), None),
    } == {(dose.quantity, dose.meal) for dose in regimen.doses}


def test_so_many_doses_at_most() -> None:
    """
    The work of a check is bounded.
    """
    dose = PlannedDose(at=NOW, quantity=None)
    with pytest.raises(InvalidInputError, match="Lay out at most 100000 doses"):
        attrs.evolve(sample_regimen("A"), doses=(dose,) * (MOST_DOSES + 1))


@pytest.mark.parametrize("fields", [{"age_years": Fraction(-1)}, {"weight_kg": Fraction(0)}])
def test_a_patient_has_a_weight_and_an_age(fields: dict[str, Fraction]) -> None:
    """
    Neither is negative.
    """
    with pytest.raises(ValueError, match="must be"):
        Patient(**fields)
