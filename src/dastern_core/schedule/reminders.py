"""
Reminders: one thing to tell a patient, or a patient's caregivers, at one instant.
"""

from datetime import datetime
from enum import Enum
from typing import NewType
from uuid import UUID

import attrs

from dastern_core.kernel import AccountId, MedicationId, PatientId, PrescriptionId, Quantity
from dastern_core.schedule.meals import Slot
from dastern_core.schedule.slot_keys import DoseId

__all__ = ["Reminder", "ReminderId", "ReminderKind"]

ReminderId = NewType("ReminderId", UUID)
"""
One reminder; derived from its dose and its place among the dose's reminders.
"""


class ReminderKind(Enum):
    """
    Why somebody is reminded; the value is the key of the message to send.

    ``DUE``: the dose is due now.
    ``REPEAT``: nobody has acted yet; the message says that it is a repeat.
    ``SNOOZED``: the person asked to be reminded again.
    ``AS_NEEDED``: a time that the person chose for a medicine taken as needed.
    ``MISSED``: to the caregivers: the grace has passed.
    """

    DUE = "dose_due"
    REPEAT = "dose_repeat"
    SNOOZED = "dose_snoozed"
    AS_NEEDED = "dose_as_needed"
    MISSED = "dose_missed"


@attrs.frozen(kw_only=True)
class Reminder:
    """
    One thing to tell one patient, or the patient's caregivers, at one instant.

    Args:
        id: Equal on every device.
        kind: Why.
        at: When, in UTC.
        number: 0 for the first of a dose, then 1, 2 and 3 for its repeats.
        is_silent: Whether it comes without a sound.
        caregivers: Who is told; empty where the patient is.
        patient_id: Who takes the dose.
        prescription_id: The prescription.
        medication_id: The prescription's line, under which its name is found.
        dose_id: The dose; None for a medicine taken as needed.
        local: The wall time at which the dose is due, naive.
        slot: The time of day to name, if the dose has one.
        quantity: How much to take, the least of a range; None where nothing says so.
        quantity_max: The most of a range; None without a range.
    """

    id: ReminderId
    kind: ReminderKind
    at: datetime
    number: int = 0
    is_silent: bool = False
    caregivers: tuple[AccountId, ...] = ()
    patient_id: PatientId
    prescription_id: PrescriptionId
    medication_id: MedicationId
    dose_id: DoseId | None
    local: datetime
    slot: Slot | None
    quantity: Quantity | None
    quantity_max: Quantity | None = None
