"""
Marks: what somebody says became of a dose, before it is recorded.
"""

from datetime import datetime
from enum import Enum

import attrs

from dastern_core.kernel import Fault, InvalidInputError, require_aware
from dastern_core.schedule import Dose, DoseId, SkipReason, skip, take

__all__ = ["DoseMark", "MarkAction", "apply_mark"]


class MarkAction(Enum):
    """
    What somebody did with a dose.
    """

    TAKE = "take"
    SKIP = "skip"


@attrs.frozen(kw_only=True)
class DoseMark:
    """
    One act, told from outside.

    Args:
        dose_id: Which dose.
        action: What was done.
        at: When; aware.
        reason: Why it was skipped, if that was said.
        note: The reason in the person's own words.

    Raises:
        InvalidInputError: The time is naive, or a reason stands at a dose that was taken.
    """

    dose_id: DoseId
    action: MarkAction
    at: datetime
    reason: SkipReason | None = None
    note: str | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a naive time, and a reason without a skip.
        """
        require_aware(self.at, field="at")
        if self.action is MarkAction.TAKE and (self.reason or self.note):
            remedy = "Leave reason and note out, or skip the dose."
            raise InvalidInputError(
                Fault(field="reason", problem="stands at a dose that was taken", remedy=remedy)
            )


def apply_mark(dose: Dose, mark: DoseMark, *, now: datetime) -> Dose:
    """
    Record a mark on its dose.

    Args:
        dose: The dose that the mark names.
        mark: What was done, told later: its own time decides, as for one that was
            recorded without a connection.
        now: When the library hears of it; aware.

    Returns:
        The dose as it is then.

    Raises:
        InvalidInputError: The mark names another dose, or its time is out of range.
        DoseAlreadyRecordedError: The dose is taken or skipped already.
        IllegalTransitionError: A missed dose cannot be skipped.
    """
    if mark.dose_id != dose.id:
        remedy = "Apply each mark to its own dose."
        raise InvalidInputError(Fault(field="dose_id", problem="names another dose", remedy=remedy))
    if mark.action is MarkAction.TAKE:
        return take(dose, taken_at=mark.at, now=now, offline=True)
    return skip(dose, skipped_at=mark.at, now=now, offline=True, reason=mark.reason, note=mark.note)
