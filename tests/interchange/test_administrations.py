"""
Administrations: from doses, and to marks.
"""

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from tests.interchange.shared import ADMINISTRATION, DOSES

from dastern_core.interchange import (
    Administration,
    AdministrationStatus,
    DoseMark,
    MarkAction,
    administration_of,
    mark_of,
    urn_of,
)
from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import Concept, Dose, Measure, SkipReason, miss, skip, take

DOSE = DOSES[0]
AT = DOSE.due_at + timedelta(minutes=3)
NOW = DOSE.due_at + timedelta(hours=2)
OURS = attrs.evolve(ADMINISTRATION, id=str(DOSE.id))


def told(dose: Dose) -> Administration:
    """
    Give what became of a dose that is not due any more.
    """
    found = administration_of(dose, medicine="Paracetamol")
    assert found is not None
    return found


def test_a_dose_that_was_taken_is_completed() -> None:
    """
    When and how much it was, of which order, for whom.
    """
    taken = take(DOSE, taken_at=AT, now=NOW, offline=False)

    assert Administration(
        id=str(DOSE.id),
        slot_key=DOSE.slot_key,
        status=AdministrationStatus.COMPLETED,
        medicine=Concept(text="Paracetamol"),
        subject=urn_of(DOSE.patient_id),
        request=urn_of(DOSE.medication_id),
        at=AT,
        recorded_at=NOW,
        quantity=Measure(value=DOSE.quantity.value, unit="tablet"),
    ) == told(taken)


def test_a_due_dose_is_no_administration() -> None:
    """
    Nothing happened yet.
    """
    assert administration_of(DOSE, medicine="Paracetamol") is None


def test_a_missed_dose_is_not_done_and_no_act() -> None:
    """
    Not done at the time it was due, for nobody acted; it comes back as no mark.
    """
    missed = told(miss(DOSE, now=NOW))

    assert (AdministrationStatus.NOT_DONE, DOSE.due_at) == (missed.status, missed.at)
    assert "missed" == missed.reasons[0].codings[0].code
    assert mark_of(missed) is None


@pytest.mark.parametrize("reason", [None, *SkipReason])
def test_a_skipped_dose_comes_back_as_its_mark(reason: SkipReason | None) -> None:
    """
    Time, reason and words survive.
    """
    skipped = skip(DOSE, skipped_at=AT, now=NOW, offline=False, reason=reason, note="ពោះទទេ")

    assert DoseMark(
        dose_id=DOSE.id, action=MarkAction.SKIP, at=AT, reason=reason, note="ពោះទទេ"
    ) == mark_of(told(skipped))


@pytest.mark.parametrize("late", [timedelta(minutes=3), timedelta(hours=2)])
def test_a_taken_dose_comes_back_as_its_mark(late: timedelta) -> None:
    """
    On time or late, the mark has the same instant.
    """
    at = DOSE.due_at + late
    taken = take(DOSE, taken_at=at, now=NOW, offline=False)

    assert DoseMark(dose_id=DOSE.id, action=MarkAction.TAKE, at=at) == mark_of(told(taken))


@pytest.mark.parametrize(
    "status",
    [
        status
        for status in AdministrationStatus
        if status not in {AdministrationStatus.COMPLETED, AdministrationStatus.NOT_DONE}
    ],
)
def test_what_is_not_over_is_no_mark(status: AdministrationStatus) -> None:
    """
    Going on, on hold, withdrawn or unknown: nothing is recorded.
    """
    assert mark_of(attrs.evolve(OURS, status=status)) is None


@pytest.mark.parametrize("at", [date(2026, 6, 15), datetime(2026, 6, 15, 7)])  # noqa: DTZ001 - the fault
def test_a_day_is_no_instant(at: date) -> None:
    """
    Without time and offset it cannot be told whether it was late.
    """
    with pytest.raises(InvalidInputError, match="occurenceDateTime is no instant"):
        mark_of(attrs.evolve(OURS, at=at))


def test_a_foreign_administration_is_no_mark_of_ours() -> None:
    """
    Its identifier is none of a dose.
    """
    with pytest.raises(InvalidInputError, match="id is not an identifier"):
        mark_of(attrs.evolve(OURS, id="42", at=datetime(2026, 6, 15, tzinfo=UTC)))
