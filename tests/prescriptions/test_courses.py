"""
Courses: the doses that a prescription's lines ask for.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import Quantity
from dastern_core.prescriptions import courses_of, plan_doses
from dastern_core.schedule import CAMBODIA_CLOCK, DoseFlag, DoseStatus, Slot
from dastern_core.testing.samples import NOW, sample_prescription


@pytest.mark.rule("DOSE-07")
@pytest.mark.rule("DOSE-33")
def test_every_slot_to_come_gets_its_dose() -> None:
    """
    Seven days of four doses, less the morning that is past at ten o'clock.
    """
    doses = plan_doses(sample_prescription(1, active=True), daily_clock=CAMBODIA_CLOCK, now=NOW)

    assert 7 * 4 - 1 == len(doses)
    assert {DoseStatus.DUE} == {dose.status for dose in doses}
    assert min(dose.due_at for dose in doses) == datetime(2026, 6, 15, 5, 0, tzinfo=UTC)


@pytest.mark.rule("DST-09")
def test_a_dose_carries_amount_slot_and_grace() -> None:
    """
    Half a tablet at night stays half a tablet, with the grace of its prescription.
    """
    prescription = attrs.evolve(sample_prescription(1, active=True), grace_minutes=60)
    doses = plan_doses(prescription, daily_clock=CAMBODIA_CLOCK, now=NOW)
    nights = [dose for dose in doses if dose.slot is Slot.NIGHT]

    assert 7 == len(nights)
    assert {(Quantity(value=Fraction(1, 2), unit="tablet"), 60)} == {
        (dose.quantity, dose.grace_minutes) for dose in nights
    }


def test_a_line_without_an_end_is_planned_for_thirty_days() -> None:
    """
    An open course reaches 30 days ahead of now.
    """
    prescription = sample_prescription(1, active=True)
    line = prescription.medications[1]
    endless = attrs.evolve(
        line,
        dosages=tuple(
            attrs.evolve(
                dosage,
                timing=attrs.evolve(
                    dosage.timing, repeat=attrs.evolve(dosage.timing.repeat, bounds=None)
                ),
            )
            for dosage in line.dosages
            if dosage.timing is not None and dosage.timing.repeat is not None
        ),
    )
    doses = plan_doses(
        attrs.evolve(prescription, medications=(endless,)), daily_clock=CAMBODIA_CLOCK, now=NOW
    )

    assert 30 == len(doses)
    assert max(dose.due_at for dose in doses) < NOW + timedelta(days=30)


def test_a_course_names_its_line() -> None:
    """
    One course a line, with the line's row and identifier.
    """
    prescription = sample_prescription(1, active=True)
    courses = courses_of(prescription, daily_clock=CAMBODIA_CLOCK)

    assert [(one.id, one.row) for one in prescription.medications] == [
        (course.medication_id, course.row) for course in courses
    ]


def test_words_beside_the_grid_are_shown_on_every_dose() -> None:
    """
    An instruction that was not computed flags its own line's doses, and no others.
    """
    doses = plan_doses(sample_prescription(1, active=True), daily_clock=CAMBODIA_CLOCK, now=NOW)
    flagged = {dose.slot for dose in doses if DoseFlag.UNMODELLED in dose.flags}

    assert {Slot.NIGHT} == flagged
