"""
Anchors: where a schedule begins, and where its bounds end.

A day without a time is counted in whole local days, an instant to the second; the two
are kept apart, because "for seven days" means something else for each.
"""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

import attrs
from dateutil.relativedelta import relativedelta

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule.measures import Measure, MeasureRange
from dastern_core.schedule.timing import BoundsPeriod, TimeUnit, bounds_unit
from dastern_core.schedule.zone_days import wall_instant

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Anchor",
    "Edge",
    "Extent",
    "anchor_at",
    "anchor_text",
    "extent_of",
    "is_before",
    "whole_seconds",
]

FIRST_YEAR: Final = 1900
"""
No living patient's course begins earlier.
"""

LAST_YEAR: Final = 2199
"""
Every schedule is cut off at the end of this year; it bounds the work of an open end.
"""

Edge = date | datetime
"""
An exclusive end: a local day, or an instant in UTC.
"""

_SECONDS_A_DAY: Final = 24 * 3600
_DAYS: Final = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}
_MONTHS: Final = {TimeUnit.MONTH: 1, TimeUnit.YEAR: 12}
_MOST_DAYS: Final = (LAST_YEAR - FIRST_YEAR + 1) * 366
_TICK: Final = timedelta(microseconds=1)


@attrs.frozen(kw_only=True)
class Anchor:
    """
    The moment from which a schedule counts.

    Args:
        local: The wall time, naive; midnight of a day without a time.
        instant: The same in UTC.
        is_timed: Whether it has a time of day.
        text: How it was given, equal on every device and under every release of the
            time-zone data.
    """

    local: datetime
    instant: datetime
    is_timed: bool
    text: str

    @property
    def day(self) -> date:
        """
        The local day on which it lies.
        """
        return self.local.date()

    @property
    def since_midnight(self) -> timedelta | None:
        """
        From midnight to its time, as the clock on the wall counts; None without a time.
        """
        return self.local - datetime.combine(self.day, time.min) if self.is_timed else None


@attrs.frozen(kw_only=True)
class Extent:
    """
    Where a rule holds.

    Args:
        anchor: Its beginning, included.
        definite_end: Where the part that surely holds ends; None for an open end.
        end: Where it ends at the latest; None for an open end.
    """

    anchor: Anchor
    definite_end: Edge | None
    end: Edge | None


def anchor_at(moment: date | datetime, *, zone: ZoneInfo, field: str = "start") -> Anchor:
    """
    Make an anchor of a day, a wall time or an instant.

    Args:
        moment: A date, a naive datetime on the zone's wall, or an aware one.
        zone: The zone in which the schedule's days are counted.
        field: The field's name, for the error.

    Raises:
        InvalidInputError: Its year lies outside 1900 to 2199.
    """
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        remedy = f"Give a moment from {FIRST_YEAR} to {LAST_YEAR}."
        raise InvalidInputError(Fault(field=field, problem="is out of range", remedy=remedy))
    if not isinstance(moment, datetime):
        midnight = datetime.combine(moment, time.min)
        first, _ = wall_instant(midnight, zone=zone)
        return Anchor(local=midnight, instant=first, is_timed=False, text=anchor_text(moment))
    if moment.tzinfo is None:
        instant, _ = wall_instant(moment, zone=zone)
        return Anchor(local=moment, instant=instant, is_timed=True, text=anchor_text(moment))
    instant = moment.astimezone(UTC)
    local = moment.astimezone(zone).replace(tzinfo=None)
    return Anchor(local=local, instant=instant, is_timed=True, text=anchor_text(moment))


def anchor_text(moment: date | datetime) -> str:
    """
    Write a moment as it was given: a day, a wall time, or an instant in UTC.
    """
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return moment.isoformat()


def extent_of(
    bounds: BoundsPeriod | Measure | MeasureRange | None,
    *,
    start: date | datetime,
    zone: ZoneInfo,
) -> Extent:
    """
    Give the stretch in which bounds let a rule hold.

    Args:
        bounds: The rule's bounds, or None.
        start: Where the rule begins unless its bounds say otherwise.
        zone: The zone of its days.

    Returns:
        Days and weeks, months and years are counted on the calendar, hours and less in
        elapsed time.

    Raises:
        InvalidInputError: A month or year is broken, or a moment is out of range.

    Source:
        FHIR R5 Timing.repeat.bounds[x] and Period ("the end value includes any matching
        date/time").
    """
    if isinstance(bounds, BoundsPeriod):
        anchor = anchor_at(bounds.start or start, zone=zone)
        end = None if bounds.end is None else _after(bounds.end, zone)
        return Extent(anchor=anchor, definite_end=end, end=end)
    anchor = anchor_at(start, zone=zone)
    if isinstance(bounds, MeasureRange):
        return Extent(
            anchor=anchor,
            definite_end=_end_of(anchor, bounds.low, zone),
            end=_end_of(anchor, bounds.high, zone),
        )
    end = None if bounds is None else _end_of(anchor, bounds, zone)
    return Extent(anchor=anchor, definite_end=end, end=end)


def is_before(instant: datetime, day: date, edge: Edge | None) -> bool:
    """
    Tell whether an occurrence lies before an edge.

    Args:
        instant: When it is due, in UTC.
        day: The local day to which it belongs.
        edge: Exclusive; None for an open end.
    """
    if edge is None:
        return True
    return instant < edge if isinstance(edge, datetime) else day < edge


def whole_seconds(value: Fraction, unit: TimeUnit, *, field: str) -> int:
    """
    Give a length in whole seconds of elapsed time.

    Raises:
        InvalidInputError: The unit is a month or a year, or a second would be broken.
    """
    seconds = unit.seconds or _DAYS.get(unit, 0) * _SECONDS_A_DAY
    if not seconds or (value * seconds).denominator != 1:
        problem = f"is not a whole number of {'seconds' if seconds else unit.value}"
        remedy = "Use a smaller unit, or a whole number."
        raise InvalidInputError(Fault(field=field, problem=problem, remedy=remedy))
    return int(value * seconds)


def _after(end: date | datetime, zone: ZoneInfo) -> Edge:
    anchor = anchor_at(end, zone=zone, field="boundsPeriod.end")
    return anchor.instant + _TICK if anchor.is_timed else anchor.day + timedelta(days=1)


def _end_of(anchor: Anchor, length: Measure, zone: ZoneInfo) -> Edge | None:
    unit = bounds_unit(length) or TimeUnit.DAY
    if length.value.denominator != 1 or unit.seconds:
        seconds = whole_seconds(length.value, unit, field="bounds")
        if seconds > _MOST_DAYS * _SECONDS_A_DAY:
            return None
        return anchor.instant + timedelta(seconds=seconds)
    days, months = (table.get(unit, 0) * int(length.value) for table in (_DAYS, _MONTHS))
    if days + months * 31 > _MOST_DAYS:
        return None
    if not (months or anchor.is_timed):
        return anchor.day + timedelta(days=days)
    end = anchor.local + relativedelta(days=days, months=months)
    return wall_instant(end, zone=zone)[0] if anchor.is_timed else end.date()
