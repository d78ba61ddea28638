"""
The timeline: aware instants, local days, and wall clocks that skip or repeat.

Nothing here reads a clock; ``now`` and the zone come from the caller. The rules for
wall clocks follow RFC 5545, section 3.3.5: in a gap the offset before it counts, of a
repeated time the first occurrence counts.
"""

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel.errors import Fault, InvalidInputError

__all__ = [
    "Period",
    "Resolved",
    "WallClock",
    "day_period",
    "local_date",
    "require_aware",
    "resolve",
]


class WallClock(Enum):
    """
    How a zone shows a wall-clock time on a given day.
    """

    ONCE = "once"
    GAP = "gap"
    FOLD = "fold"


@attrs.frozen(kw_only=True)
class Resolved:
    """
    The instant of a wall-clock time, and whether the clock jumped over it.

    Args:
        instant: In UTC.
        wall_clock: ``GAP`` where the time was moved forward, ``FOLD`` where it is the
            first of two.
    """

    instant: datetime
    wall_clock: WallClock


def require_aware(instant: datetime, *, field: str) -> datetime:
    """
    Refuse a datetime without a time zone, or one that other zones cannot show.

    Args:
        instant: Any datetime.
        field: The field's name, for the error.

    Returns:
        The same instant.

    Raises:
        InvalidInputError: The datetime is naive, or in the calendar's first or last year.
    """
    _require_inner_year(instant, field=field)
    if instant.utcoffset() is None:
        raise InvalidInputError(
            Fault(
                field=field,
                problem="has no time zone",
                remedy="Give an aware datetime, such as 2026-06-15T07:00:00+07:00.",
            )
        )
    return instant


def _require_inner_year(day: date, *, field: str) -> None:
    if not MINYEAR < day.year < MAXYEAR:
        problem = "is in the first or last year of the calendar"
        remedy = f"Give a year from {MINYEAR + 1} to {MAXYEAR - 1}."
        raise InvalidInputError(Fault(field=field, problem=problem, remedy=remedy))


@attrs.frozen(kw_only=True)
class Period:
    """
    A stretch of time from its start up to, not including, its end.

    Args:
        start: Aware.
        end: Aware, not before the start.
    """

    start: datetime
    end: datetime

    def __attrs_post_init__(self) -> None:
        """
        Refuse naive ends and a period that runs backwards.
        """
        require_aware(self.start, field="start")
        require_aware(self.end, field="end")
        if self.end.astimezone(UTC) < self.start.astimezone(UTC):
            raise InvalidInputError(
                Fault(field="end", problem="is before the start", remedy="Swap start and end.")
            )

    def __contains__(self, instant: datetime) -> bool:
        """
        Tell whether the aware instant lies in the period, also where a clock repeats an hour.
        """
        moment = require_aware(instant, field="instant").astimezone(UTC)
        return self.start.astimezone(UTC) <= moment < self.end.astimezone(UTC)


def local_date(instant: datetime, *, zone: ZoneInfo) -> date:
    """
    Give the calendar day on which an instant falls in a zone.

    Raises:
        InvalidInputError: The instant is naive.
    """
    return require_aware(instant, field="instant").astimezone(zone).date()


def resolve(day: date, wall: time, *, zone: ZoneInfo) -> Resolved:
    """
    Find the instant at which the clock on the wall shows a time on a day.

    Args:
        day: The local calendar day.
        wall: The local time, naive.
        zone: The zone whose wall it is.

    Returns:
        The instant; a time in a gap is moved forward by the gap's length, of a repeated
        time the first is taken, whatever its ``fold``.

    Raises:
        InvalidInputError: The day is in the calendar's first or last year.

    Source:
        RFC 5545, section 3.3.5.

    Example:
        >>> resolve(date(2026, 3, 29), time(2, 30), zone=ZoneInfo("Europe/Paris"))
        Resolved(instant=datetime.datetime(2026, 3, 29, 1, 30, tzinfo=datetime.timezone.utc), \
wall_clock=<WallClock.GAP: 'gap'>)
    """
    _require_inner_year(day, field="day")
    local = datetime.combine(day, wall.replace(fold=0), tzinfo=zone)
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    instant = local.astimezone(UTC)
    if before == after:
        return Resolved(instant=instant, wall_clock=WallClock.ONCE)
    skipped = instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)
    return Resolved(instant=instant, wall_clock=WallClock.GAP if skipped else WallClock.FOLD)


def day_period(day: date, *, zone: ZoneInfo) -> Period:
    """
    Give the stretch of time that a local day covers: 23, 24 or 25 hours, or none.

    A midnight that the clock skips (Beirut, Cairo, Havana) begins at the first instant
    that the day has.

    Raises:
        InvalidInputError: The day or the next is in the calendar's first or last year.
    """
    return Period(
        start=_first_instant(day, zone),
        end=_first_instant(day + timedelta(days=1), zone),
    )


def _first_instant(day: date, zone: ZoneInfo) -> datetime:
    return resolve(day, time.min, zone=zone).instant
