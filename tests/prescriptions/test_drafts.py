"""
Drafts: from confirmed lines to a prescription that may start.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import AccountId, InvalidInputError, PrescriptionId, Quantity
from dastern_core.prescriptions import (
    MedicationLine,
    Prescription,
    PrescriptionStatus,
    draft_prescription,
    plan_doses,
)
from dastern_core.schedule import CAMBODIA_CLOCK, DoseFlag, Slot
from dastern_core.testing.fakes import SeededEntropy
from dastern_core.testing.samples import NOW, PHNOM_PENH, sample_lines, sample_patient_id

TODAY = date(2026, 6, 15)


def draft(lines: Sequence[MedicationLine], *, start: date = TODAY) -> Prescription:
    """
    Draft a prescription of some lines.
    """
    return draft_prescription(
        lines,
        prescription_id=PrescriptionId(SeededEntropy("draft").identifier()),
        patient_id=sample_patient_id(1),
        author_id=AccountId(sample_patient_id(1)),
        start=start,
        zone=PHNOM_PENH,
        grace_minutes=30,
        diagnosis=None,
        now=NOW,
    )


@pytest.mark.rule("OCR-07")
@pytest.mark.rule("RX-19")
def test_confirmed_lines_become_a_draft_of_version_one() -> None:
    """
    Lines keep their order, amounts and words; nothing is active yet.
    """
    written = draft(sample_lines())

    assert (PrescriptionStatus.DRAFT, 1) == (written.status, written.version)
    assert [1, 2] == [medication.row for medication in written.medications]
    assert Quantity(value=Fraction(21), unit="tablet") == written.medications[0].quantity
    assert (None, "មុនចូលគេង") == (
        written.medications[1].quantity,
        written.medications[1].instructions,
    )


def test_the_same_lines_get_the_same_identifiers() -> None:
    """
    A line's identifier derives from its prescription, so two devices agree on it.
    """
    first, again = draft(sample_lines()), draft(sample_lines())

    assert [one.id for one in first.medications] == [one.id for one in again.medications]
    assert first.medications[0].id != first.medications[1].id


@pytest.mark.rule("DOSE-31")
def test_a_start_more_than_seven_days_ago_is_refused() -> None:
    """
    Seven days ago is accepted, eight are not.
    """
    accepted = draft(sample_lines(), start=date(2026, 6, 8))

    assert date(2026, 6, 8) == accepted.start
    with pytest.raises(InvalidInputError, match="start is more than 7 days ago"):
        draft(sample_lines(), start=date(2026, 6, 7))


@pytest.mark.rule("DOSE-05")
@pytest.mark.parametrize("doses", [{}, {Slot.MORNING: Fraction(0)}])
def test_a_line_without_any_dose_is_refused(doses: dict[Slot, Fraction]) -> None:
    """
    A medicine that is never taken is a fault of its line, zero doses included.
    """
    first, second = sample_lines()

    with pytest.raises(InvalidInputError) as caught:
        draft([first, attrs.evolve(second, doses=doses)])

    assert ["lines[1].doses"] == [fault.field for fault in caught.value.faults]


def test_every_fault_is_reported_together() -> None:
    """
    One refusal names each wrong field of each line.
    """
    first, second = sample_lines()
    wrong = [attrs.evolve(first, name=" "), attrs.evolve(second, quantity=Fraction(0))]

    with pytest.raises(InvalidInputError) as caught:
        draft(wrong, start=date(2020, 1, 1))

    assert ["start", "lines[0].name", "lines[1].quantity"] == [
        fault.field for fault in caught.value.faults
    ]


def test_a_prescription_needs_a_line() -> None:
    """
    No lines, no prescription.
    """
    with pytest.raises(InvalidInputError, match="medications is empty"):
        draft([])


@pytest.mark.rule("DOSE-20")
@pytest.mark.rule("C20")
def test_words_about_meals_move_the_doses() -> None:
    """
    "After the meal" is half an hour after it, and no longer only words.
    """
    first, _ = sample_lines()
    told = attrs.evolve(
        first,
        doses={Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1)},
        instructions="ក្រោយបាយ",
    )
    doses = plan_doses(draft([told]), daily_clock=CAMBODIA_CLOCK, now=NOW)

    assert {"07:30", "18:30"} == {f"{dose.local:%H:%M}" for dose in doses}
    assert not any(DoseFlag.UNMODELLED in dose.flags for dose in doses)


def test_words_about_more_than_meals_stay_words() -> None:
    """
    They are carried by each dose, and flagged there.
    """
    first, _ = sample_lines()
    told = attrs.evolve(first, doses={Slot.MORNING: Fraction(1)}, instructions="ក្រោយបាយ កុំផឹកស្រា")
    doses = plan_doses(draft([told]), daily_clock=CAMBODIA_CLOCK, now=NOW)

    assert {"07:00"} == {f"{dose.local:%H:%M}" for dose in doses}
    assert all(DoseFlag.UNMODELLED in dose.flags for dose in doses)
