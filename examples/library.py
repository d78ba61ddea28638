"""
Library: from a row of a prescription to exact doses, and from doses to adherence.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from dastern_core.adherence import outcome_of, percent, tally
from dastern_core.kernel import MedicationId, PatientId, PrescriptionId
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    Course,
    Slot,
    miss,
    plan,
    planning_window,
    slot_dosages,
    take,
)

now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
course = Course(
    prescription_id=PrescriptionId(UUID(int=1)),
    version=1,
    medication_id=MedicationId(UUID(int=2)),
    row=1,
    patient_id=PatientId(UUID(int=3)),
    dosages=slot_dosages(
        {Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1, 2)}, unit="tablet", duration_days=7
    ),
    zone=ZoneInfo("Asia/Phnom_Penh"),
    start=date(2026, 11, 23),
    clock=CAMBODIA_CLOCK,
    grace_minutes=30,
)
doses = plan(course, window=planning_window(course, now=now), now=now)
print(*(f"{dose.local:%a %d %b %H:%M}  {dose.quantity}" for dose in doses), sep="\n")

taken = [take(dose, taken_at=dose.due_at, now=dose.due_at, offline=False) for dose in doses[:9]]
missed = [miss(dose, now=dose.due_at + timedelta(hours=1)) for dose in doses[9:]]
week = tally(outcome_of(dose, as_needed=False) for dose in [*taken, *missed])
print(f"{week.taken} of {week.counted} taken: {percent(week.rate)} %")
