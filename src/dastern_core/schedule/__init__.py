"""
Schedule: when to take what.
"""

from dastern_core.schedule.doses import (
    DEFAULT_GRACE_MINUTES,
    DOSE_LIFE,
    GRACE_MINUTES,
    LATE_HOURS,
    Dose,
    DoseAction,
    DoseAlreadyRecordedError,
    DoseId,
    DoseNotOverdueError,
    DoseStatus,
    IntakeTimeError,
    SkipReason,
    dose_id,
    is_overdue,
    miss,
    skip,
    slot_key,
    take,
)
from dastern_core.schedule.meals import Slot
from dastern_core.schedule.occurrences import DoseFlag

__all__ = [
    "DEFAULT_GRACE_MINUTES",
    "DOSE_LIFE",
    "GRACE_MINUTES",
    "LATE_HOURS",
    "Dose",
    "DoseAction",
    "DoseAlreadyRecordedError",
    "DoseFlag",
    "DoseId",
    "DoseNotOverdueError",
    "DoseStatus",
    "IntakeTimeError",
    "SkipReason",
    "Slot",
    "dose_id",
    "is_overdue",
    "miss",
    "skip",
    "slot_key",
    "take",
]
