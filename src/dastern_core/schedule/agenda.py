"""
Agendas: which dose is next, and how a day goes.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from dastern_core.kernel import require_aware
from dastern_core.schedule.doses import Dose, DoseStatus

__all__ = ["HISTORY_DAYS_SHOWN", "day_progress", "dose_history", "upcoming_dose"]

HISTORY_DAYS_SHOWN: Final = 30
"""
How far back a dose history goes where nothing else is asked for, in days (rule DST-31).
"""

_TAKEN: Final = {DoseStatus.TAKEN_ON_TIME, DoseStatus.TAKEN_LATE}


def upcoming_dose(doses: Iterable[Dose], *, now: datetime) -> Dose | None:
    """
    Give the earliest due dose that is not past.

    Args:
        doses: A person's doses.
        now: Aware.

    Source:
        Rule DST-32.
    """
    require_aware(now, field="now")
    ahead = (one for one in doses if one.status is DoseStatus.DUE and one.due_at >= now)
    return min(ahead, key=lambda one: (one.due_at, one.slot_key), default=None)


def day_progress(doses: Iterable[Dose], *, day: date) -> int:
    """
    Give how much of a local day's doses was taken, in percent.

    Args:
        doses: A person's doses.
        day: The day on the wall.

    Returns:
        On time and late, of all; halves are rounded up; 0 for a day without doses.

    Source:
        Rule DST-30.
    """
    todays = [one for one in doses if one.local.date() == day]
    taken = sum(one.status in _TAKEN for one in todays)
    return (200 * taken + len(todays)) // (2 * len(todays)) if todays else 0


def dose_history(
    doses: Iterable[Dose], *, now: datetime, days: int = HISTORY_DAYS_SHOWN
) -> tuple[Dose, ...]:
    """
    Give the doses of the last days, newest first.

    Args:
        doses: A person's doses.
        now: Aware; what is due later is no history.
        days: How far back.

    Source:
        Rule DST-31.
    """
    since = require_aware(now, field="now") - timedelta(days=days)
    past = (one for one in doses if since <= one.due_at <= now)
    return tuple(sorted(past, key=lambda one: (one.due_at, one.slot_key), reverse=True))
