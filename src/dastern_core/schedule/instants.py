"""
Instants: a pattern laid on the calendar of one zone.

A wall time in a gap moves forward by the gap, of a repeated one the first counts, and a
local day that the zone leaves out has no doses (RFC 5545, section 3.3.5; moving a whole
day's doses onto the next would double them).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import Period, WallClock, resolve
from dastern_core.schedule.anchors import Edge, Extent, anchor_at, is_before
from dastern_core.schedule.days import active_days
from dastern_core.schedule.meals import EventTiming
from dastern_core.schedule.patterns import ElapsedRule, Pattern, WallRule
from dastern_core.schedule.timing import Weekday

__all__ = ["Hit", "hits", "missing_days", "wall_instant"]

_DAY: Final = timedelta(days=1)
_MARGIN: Final = timedelta(days=3)  # a zone's offset, and an event's offset of up to a day
_MICROSECONDS: Final = 10**6
_STRETCH: Final = timedelta(days=28)
_ZERO: Final = timedelta(0)


@attrs.frozen
class Hit:
    """
    One instant that a pattern asks for.

    Args:
        at: The instant, in UTC.
        local: What the clock on the wall shows then, naive.
        printed: What the prescription says, naive; another than ``local`` in a gap.
        day: The local day to which it belongs.
        key: What distinguishes it among the pattern's hits.
        event: The event to which it is tied, if any.
        wall_clock: Whether the clock jumped over it or shows it twice.
        is_assumed: Whether a convention filled in its time.
    """

    at: datetime
    local: datetime
    printed: datetime
    day: date
    key: tuple[str, ...]
    event: EventTiming | None = None
    wall_clock: WallClock = WallClock.ONCE
    is_assumed: bool = False


def hits(pattern: Pattern, *, extent: Extent, zone: ZoneInfo, window: Period) -> Iterator[Hit]:
    """
    Give the instants of a pattern's rule that lie in its extent and near a window.

    Args:
        pattern: What is asked for.
        extent: Where it holds.
        zone: The zone of its days.
        window: All instants in it are given, and perhaps some within three days of it.

    Returns:
        Lazily, in order but for neighbours whose offsets lead across midnight.
    """
    if pattern.is_immediate:
        anchor = extent.anchor
        yield Hit(
            at=anchor.instant,
            local=anchor.local,
            printed=anchor.local,
            day=anchor.day,
            key=(EventTiming.IMD.value,),
            event=EventTiming.IMD,
            is_assumed=not anchor.is_timed,
        )
    if isinstance(pattern.rule, WallRule):
        yield from _wall_hits(pattern.rule, extent, zone, window)
    elif isinstance(pattern.rule, ElapsedRule):
        yield from _elapsed_hits(pattern.rule, extent, zone, window)


def wall_instant(local: datetime, *, zone: ZoneInfo) -> tuple[datetime, WallClock]:
    """
    Find the instant of a wall time; quickly on days without a clock change.

    Args:
        local: Naive.
        zone: The zone whose wall it is.

    Returns:
        The instant in UTC, and whether the clock jumped over it or shows it twice.
    """
    midnight = _steady_midnight(zone, local.toordinal())
    if midnight is not None:
        seconds = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        return midnight + seconds + timedelta(microseconds=local.microsecond), WallClock.ONCE
    resolved = resolve(local.date(), local.time(), zone=zone)
    return resolved.instant, resolved.wall_clock


def missing_days(*, zone: ZoneInfo, window: Period) -> Iterator[date]:
    """
    Give the local days of a window that the zone leaves out, such as 30 December 2011 in Apia.
    """
    at = window.start - _DAY
    while at <= window.end + _DAY:
        after = at + _STRETCH
        # A day is left out only where the offset jumps by about a day, and stays there.
        if abs(_offset(at, zone) - _offset(after, zone)) > _DAY / 2:
            day = at.astimezone(zone).date()
            while day <= min(after, window.end + _DAY).astimezone(zone).date():
                if _is_left_out(day, zone):
                    yield day
                day += _DAY
        at = after


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or _ZERO


def _wall_hits(rule: WallRule, extent: Extent, zone: ZoneInfo, window: Period) -> Iterator[Hit]:
    anchor, end = extent.anchor, extent.end
    earliest = anchor.instant if anchor.is_timed else None
    first = (window.start - _MARGIN).date()
    last = min((window.end + _MARGIN).date(), _last_day(end))
    for day in active_days(rule.days, start=anchor.day, first=first, last=last):
        iso, midnight = day.isoformat(), datetime.combine(day, time.min)
        steady = _steady_midnight(zone, day.toordinal())
        if steady is None and _is_left_out(day, zone):
            continue
        for moment in rule.moments:
            printed = local = midnight + moment.at
            wall_clock = WallClock.ONCE
            if steady is not None and _ZERO <= moment.at < _DAY:
                at = steady + moment.at
            else:
                at, wall_clock = wall_instant(printed, zone=zone)
                if wall_clock is WallClock.GAP:
                    local = at.astimezone(zone).replace(tzinfo=None)
            if is_before(at, day, end) and (earliest is None or at >= earliest):
                yield Hit(
                    at,
                    local,
                    printed,
                    day,
                    (iso, moment.name),
                    moment.event,
                    wall_clock,
                    moment.is_assumed,
                )


def _elapsed_hits(
    rule: ElapsedRule, extent: Extent, zone: ZoneInfo, window: Period
) -> Iterator[Hit]:
    anchor, end = extent.anchor, extent.end
    weekdays = set(rule.weekdays or Weekday)
    step = rule.step_seconds * _MICROSECONDS
    first = max(0, _microseconds(window.start - anchor.instant) // step)
    last = _microseconds(window.end - anchor.instant) // step
    for number in range(int(first), int(last) + 1):
        # Counted from the anchor each time, so that a third of an hour does not drift.
        at = anchor.instant + timedelta(microseconds=int(step * number))
        local = at.astimezone(zone).replace(tzinfo=None)
        if not is_before(at, local.date(), end):
            return
        if Weekday.of(local) in weekdays:
            yield Hit(at, local, local, local.date(), (anchor.text, f"+{number}"))


def _microseconds(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def _last_day(end: Edge | None) -> date:
    if end is None:
        return date.max
    return end.date() + _DAY * 2 if isinstance(end, datetime) else end - _DAY


@lru_cache(maxsize=8192)
def _steady_midnight(zone: ZoneInfo, ordinal: int) -> datetime | None:
    """
    Give the instant at which a local day begins, or None where its clock changes.
    """
    begin = datetime.fromordinal(ordinal).replace(tzinfo=zone)
    offset = begin.utcoffset()
    if any(probe.utcoffset() != offset for probe in (begin.replace(hour=12), begin + _DAY)):
        return None
    return begin.astimezone(UTC)


def _is_left_out(day: date, zone: ZoneInfo) -> bool:
    begin = anchor_at(day, zone=zone).instant
    return anchor_at(day + _DAY, zone=zone).instant == begin
