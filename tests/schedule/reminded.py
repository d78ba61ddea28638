"""
A short way to make doses and to plan their reminders, for all tests of reminders.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

from dastern_core.kernel import AccountId, MedicationId, PatientId, PrescriptionId, Quantity
from dastern_core.schedule import (
    Dose,
    DoseStatus,
    Reminder,
    ReminderSettings,
    Slot,
    Snooze,
    dose_id,
    plan_reminders,
)

__all__ = ["CAREGIVER", "SEVEN", "make_dose", "remind", "times"]

SEVEN = datetime(2026, 6, 15, 0, 0, tzinfo=UTC)
"""
Seven in the morning in Phnom Penh.
"""

CAREGIVER = AccountId(UUID(int=9))


def make_dose(
    *,
    due_at: datetime = SEVEN,
    grace_minutes: int = 30,
    medication: int = 2,
    status: DoseStatus = DoseStatus.DUE,
    prescription: int = 1,
) -> Dose:
    """
    Give a dose of a tablet; another instant or medicine gives another dose.
    """
    key = f"{prescription}/{medication}/{due_at:%Y%m%dT%H%M}"
    return Dose(
        slot_key=key,
        id=dose_id(key, prescription_id=PrescriptionId(UUID(int=prescription))),
        prescription_id=PrescriptionId(UUID(int=prescription)),
        medication_id=MedicationId(UUID(int=medication)),
        patient_id=PatientId(UUID(int=3)),
        due_at=due_at,
        local=(due_at + timedelta(hours=7)).replace(tzinfo=None),
        slot=Slot.MORNING,
        quantity=Quantity(value=Fraction(1), unit="tablet"),
        status=status,
        grace_minutes=grace_minutes,
    )


def remind(
    *doses: Dose,
    settings: ReminderSettings | None = None,
    snoozes: Sequence[Snooze] = (),
    now: datetime = SEVEN - timedelta(hours=12),
) -> tuple[Reminder, ...]:
    """
    Plan the reminders of some doses, as seen the evening before.
    """
    plan = plan_reminders(doses, settings=settings or ReminderSettings(), snoozes=snoozes, now=now)
    return plan.reminders


def times(reminders: Sequence[Reminder]) -> list[str]:
    """
    Give kind and minutes after seven of each reminder, silent ones with a mark.
    """
    minute = timedelta(minutes=1)
    return [
        f"{one.kind.value}+{(one.at - SEVEN) // minute}{'~' if one.is_silent else ''}"
        for one in reminders
    ]
