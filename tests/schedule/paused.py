"""
A course and its pause, for the tests of what remains.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from tests.schedule.layout import DAY, PHNOM_PENH

from dastern_core.kernel import MedicationId, PatientId, Period, PrescriptionId
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    Course,
    Dosage,
    Slot,
    parse_dosage,
    plan,
    resumed,
    slot_dosages,
)

__all__ = [
    "ALWAYS",
    "AMOUNT",
    "HOUR",
    "MIDNIGHT",
    "TWICE",
    "course_of",
    "dosage_of",
    "times_with_pause",
]

MIDNIGHT = datetime(2026, 6, 14, 17, 0, tzinfo=UTC)
ALWAYS = Period(start=MIDNIGHT, end=MIDNIGHT + timedelta(days=90))
AMOUNT = [{"doseQuantity": {"value": 1, "unit": "mg"}}]
HOUR = timedelta(hours=1)


def course_of(*dosages: Dosage, start: date | datetime = DAY) -> Course:
    """
    Give a course of some dosages.
    """
    return Course(
        prescription_id=PrescriptionId(UUID(int=1)),
        version=1,
        medication_id=MedicationId(UUID(int=2)),
        row=1,
        patient_id=PatientId(UUID(int=3)),
        dosages=dosages,
        zone=PHNOM_PENH,
        start=start,
        clock=CAMBODIA_CLOCK,
        grace_minutes=30,
    )


def dosage_of(repeat: dict[str, object], **more: object) -> Dosage:
    """
    Give a dosage of one milligram.
    """
    return parse_dosage({"timing": {"repeat": repeat}, "doseAndRate": AMOUNT, **more})


def times_with_pause(course: Course, pause: timedelta, length: timedelta) -> tuple[int, list[str]]:
    """
    Give the number of doses before a pause, and the local times of those after it.
    """
    paused_at = MIDNIGHT + pause
    resumed_at = paused_at + length
    before = [
        dose for dose in plan(course, window=ALWAYS, now=MIDNIGHT - HOUR) if dose.due_at < paused_at
    ]
    rest = resumed(course, paused_at=paused_at, resumed_at=resumed_at)
    after = () if rest is None else plan(rest, window=ALWAYS, now=resumed_at)
    return len(before), [f"{dose.local:%m-%d %H:%M}" for dose in after]


TWICE = slot_dosages(
    {Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1)}, unit="tablet", duration_days=7
)
