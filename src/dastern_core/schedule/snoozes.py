"""
Snoozes: a person asks to be reminded of a dose a little later.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError, require_aware
from dastern_core.schedule.slot_keys import DoseId

__all__ = ["MOST_SNOOZES", "SNOOZE_MINUTES", "Snooze", "snooze_options"]

SNOOZE_MINUTES: Final = (5, 10, 15)
"""
How long a reminder may be put off, in minutes (rule REM-07).
"""

MOST_SNOOZES: Final = 3
"""
How often one dose may be put off (rule REM-07).
"""


@attrs.frozen(kw_only=True)
class Snooze:
    """
    One time that a person put a dose's reminder off.

    Args:
        dose_id: The dose.
        at: When the person did so; aware.
        minutes: For how long, counted from then: 5, 10 or 15.

    Raises:
        InvalidInputError: The time is naive, or the length is not offered.
    """

    dose_id: DoseId
    at: datetime
    minutes: int

    def __attrs_post_init__(self) -> None:
        """
        Refuse a naive time and a length that is not offered.
        """
        require_aware(self.at, field="at")
        if self.minutes not in SNOOZE_MINUTES:
            remedy = f"Give one of {', '.join(str(one) for one in SNOOZE_MINUTES)}."
            raise InvalidInputError(Fault(field="minutes", problem="is not offered", remedy=remedy))

    @property
    def until(self) -> datetime:
        """
        When the reminder comes again.
        """
        return self.at + timedelta(minutes=self.minutes)


def snooze_options(snoozes: Sequence[Snooze], *, dose_id: DoseId) -> tuple[int, ...]:
    """
    Give the lengths that a person may choose from for a dose now.

    Args:
        snoozes: What was put off so far, of any doses.
        dose_id: The dose.

    Returns:
        Minutes; none after the third time.

    Source:
        Rule REM-07.
    """
    used = sum(snooze.dose_id == dose_id for snooze in snoozes)
    return SNOOZE_MINUTES if used < MOST_SNOOZES else ()
