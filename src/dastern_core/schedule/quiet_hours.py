"""
Quiet hours: the part of a person's day in which no reminder may ring.

A dose that is due in them is reminded all the same: a reminder that is dropped is a dose
that is forgotten. The person chooses whether it comes without a sound, after the quiet
hours, or aloud.
"""

from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import Fault, InvalidInputError, require_aware, resolve

__all__ = ["QuietHours", "QuietMode", "is_quiet", "quiet_until"]


class QuietMode(Enum):
    """
    What becomes of a reminder that falls into the quiet hours.

    ``SILENT``: it comes at its time, without a sound.
    ``LATER``: it comes when they end, where that is within the dose's grace; otherwise
    without a sound at its time.
    ``ALOUD``: it rings; the quiet hours are for everything else.
    """

    SILENT = "silent"
    LATER = "later"
    ALOUD = "aloud"


@attrs.frozen(kw_only=True)
class QuietHours:
    """
    A stretch of each local day; it may span midnight.

    Args:
        start: The wall time at which it begins, included.
        end: The wall time at which it ends, not included.
        zone: Whose wall; the person's own.
        mode: What becomes of the reminders in it.

    Raises:
        InvalidInputError: Start and end are the same, or have a zone.
    """

    start: time
    end: time
    zone: ZoneInfo
    mode: QuietMode = QuietMode.SILENT

    def __attrs_post_init__(self) -> None:
        """
        Refuse wall times with a zone, and hours without a length.
        """
        faults = [
            Fault(field=name, problem="has a time zone", remedy="Give the wall time alone.")
            for name, at in (("start", self.start), ("end", self.end))
            if at.tzinfo is not None
        ]
        if self.start == self.end:
            remedy = "Give another end, or leave the quiet hours out."
            faults.append(Fault(field="end", problem="is the start", remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)


def is_quiet(hours: QuietHours, instant: datetime) -> bool:
    """
    Tell whether an instant lies in the quiet hours.

    Args:
        hours: The person's.
        instant: Aware.
    """
    wall = require_aware(instant, field="instant").astimezone(hours.zone).time()
    if hours.start < hours.end:
        return hours.start <= wall < hours.end
    return wall >= hours.start or wall < hours.end


def quiet_until(hours: QuietHours, instant: datetime) -> datetime:
    """
    Give the instant at which the quiet hours around an instant end.

    Args:
        hours: The person's.
        instant: Aware.

    Returns:
        The end in UTC; the instant itself where it is not quiet. An end that the clock
        skips is moved forward by the gap, of a repeated one the first counts.
    """
    if not is_quiet(hours, instant):
        return instant
    local = instant.astimezone(hours.zone)
    day = local.date() if local.time() < hours.end else local.date() + timedelta(days=1)
    # In the second pass of a repeated hour the first end is past: then it is quiet no more.
    return max(resolve(day, hours.end, zone=hours.zone).instant, instant)
