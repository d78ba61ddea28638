"""
What became of a dose, as adherence sees it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest

from dastern_core.adherence import Outcome, by_due_time, counts, due_day, outcome_of
from dastern_core.kernel import (
    InvalidInputError,
    MedicationId,
    PatientId,
    PrescriptionId,
    Quantity,
)
from dastern_core.schedule import Dose, DoseId, DoseStatus, Slot

Days = Callable[[str], tuple[Outcome, ...]]


def test_a_planned_dose_is_seen_without_its_medicine() -> None:
    """
    A dose keeps its times, slot and status and loses medicine and amount.
    """
    due_at = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
    dose = Dose(
        slot_key="key",
        id=DoseId(UUID(int=9)),
        prescription_id=PrescriptionId(UUID(int=1)),
        medication_id=MedicationId(UUID(int=2)),
        patient_id=PatientId(UUID(int=3)),
        due_at=due_at,
        local=datetime(2026, 6, 1, 7, 0),  # noqa: DTZ001 - the wall's own time is naive
        slot=Slot.MORNING,
        quantity=Quantity(value=Fraction(1), unit="tablet"),
        status=DoseStatus.TAKEN_ON_TIME,
        grace_minutes=30,
        acted_at=due_at,
    )

    expected = Outcome(
        prescription_id=PrescriptionId(UUID(int=1)),
        slot=Slot.MORNING,
        status=DoseStatus.TAKEN_ON_TIME,
        due_at=due_at,
        acted_at=due_at,
        as_needed=False,
    )

    assert expected == outcome_of(dose, as_needed=False)


@pytest.mark.rule("ADH-03")
@pytest.mark.rule("PRN-01")
@pytest.mark.parametrize("letter", "OLMSD")
def test_an_as_needed_dose_never_counts(days: Days, letter: str) -> None:
    """
    A dose taken as needed is in no denominator, whatever became of it.
    """
    (dose,) = days(letter)

    assert not counts(dose)


@pytest.mark.rule("C23")
@pytest.mark.rule("ADH-04")
@pytest.mark.parametrize(
    ("letter", "expected"), [("o", True), ("l", True), ("m", True), ("s", True), ("d", False)]
)
def test_a_dose_still_due_does_not_count(days: Days, letter: str, *, expected: bool) -> None:
    """
    Every ended dose counts and a dose still due does not.
    """
    (dose,) = days(letter)

    assert expected is counts(dose)


@pytest.mark.rule("ADH-21")
def test_the_day_is_the_patients(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    A dose at six in the morning belongs to that day in Phnom Penh, not to UTC's.
    """
    dose = attrs.evolve(days("o")[0], due_at=datetime(2026, 5, 31, 23, 0, tzinfo=UTC))

    assert date(2026, 6, 1) == due_day(dose, zone=phnom_penh)


def test_naive_instants_are_refused(days: Days) -> None:
    """
    An instant without a zone is named in the error.
    """
    dose = days("o")[0]
    naive = datetime(2026, 6, 1, 7, 0)  # noqa: DTZ001 - naive on purpose

    with pytest.raises(InvalidInputError, match="due_at has no time zone"):
        attrs.evolve(dose, due_at=naive)
    with pytest.raises(InvalidInputError, match="acted_at has no time zone"):
        attrs.evolve(dose, acted_at=naive)


def test_outcomes_are_ordered_by_due_time(days: Days) -> None:
    """
    The order is the one in which the doses were due.
    """
    doses = days("om l s")

    assert doses == by_due_time(reversed(doses))
