"""
Instants: a scheme laid on the calendar of one zone.

A local day that the zone leaves out has no doses: moving a whole day's doses onto the
next would double them.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import attrs
from dateutil.relativedelta import relativedelta

from dastern_core.kernel import WallClock
from dastern_core.schedule.anchors import Edge, Extent, anchor_at, is_before
from dastern_core.schedule.days import active_days
from dastern_core.schedule.meals import EventTiming
from dastern_core.schedule.occurrences import DoseDetails, DoseFlag, Occurrence
from dastern_core.schedule.patterns import ElapsedRule, WallRule
from dastern_core.schedule.schemes import Scheme
from dastern_core.schedule.timing import Weekday
from dastern_core.schedule.zone_days import day_run, is_left_out, wall_instant

__all__ = ["batches", "events"]

_BATCH: Final = timedelta(days=64)  # enough to be quick, few enough to stop early
_CLOCK_FLAGS: Final = {WallClock.GAP: DoseFlag.GAP, WallClock.FOLD: DoseFlag.FOLD}
_DAY: Final = timedelta(days=1)
_MARGIN: Final = timedelta(days=3)  # a zone's offset and an event's, each of up to a day
_MICROSECONDS: Final = 10**6
_MIDNIGHT: Final = time(tzinfo=UTC)


def batches(
    scheme: Scheme, *, extent: Extent, since: datetime, until: datetime
) -> Iterator[list[Occurrence]]:
    """
    Give the doses of a scheme's rule that lie in its extent and near a window.

    Args:
        scheme: What is asked for.
        extent: Where it holds.
        since: All doses from here on are given, and perhaps some of the three days before.
        until: All doses before it are given, and perhaps some of the three days after.

    Returns:
        Lazily, some at a time, in order but for neighbours whose offsets lead across
        midnight.
    """
    anchor, rule = extent.anchor, scheme.pattern.rule
    if scheme.pattern.immediate is not None:
        details = attrs.evolve(scheme.details, name=EventTiming.IMD.value, event=EventTiming.IMD)
        one = Occurrence(anchor.instant + scheme.pattern.immediate, None, details)
        yield [one if anchor.is_timed else one.flagged(DoseFlag.ASSUMED)]
    if isinstance(rule, ElapsedRule):
        yield from _in_hours(rule, scheme, extent, since=since, until=until)
    elif isinstance(rule, WallRule):
        for batch in _on_the_wall(rule, scheme, extent, since=since, until=until):
            yield _narrowed(batch, scheme, extent)


def events(scheme: Scheme) -> Iterator[Occurrence]:
    """
    Give the doses that a scheme lists one by one, each once.
    """
    if not scheme.pattern.events:
        return
    zone = scheme.details.zone
    details = attrs.evolve(scheme.details, name="event")
    anchors = (anchor_at(one, zone=zone, field="timing.event") for one in scheme.pattern.events)
    for text, instant in {one.text: one.instant for one in anchors}.items():
        yield Occurrence(instant, text, details)


def _narrowed(batch: list[Occurrence], scheme: Scheme, extent: Extent) -> list[Occurrence]:
    if extent.anchor.is_timed:
        batch = [one for one in batch if one.at >= extent.anchor.instant]
    if isinstance(extent.end, datetime):
        batch = [one for one in batch if one.at < extent.end]
    if scheme.pattern.slack is None:
        return batch
    return [_with_latest(one, scheme, scheme.pattern.slack) for one in batch]


def _on_the_wall(
    rule: WallRule, scheme: Scheme, extent: Extent, *, since: datetime, until: datetime
) -> Iterator[list[Occurrence]]:
    zone, moments, start = scheme.details.zone, scheme.moments, extent.anchor.day
    margin = _DAY if scheme.is_within_day else _MARGIN
    first = max(start, (since - margin).date())
    last = min((until + margin).date(), _last_day(extent.end))
    while first <= last:
        run = day_run(zone, first.toordinal())
        end = min(first + _BATCH, date.fromordinal(run.last), last)
        days = active_days(rule.days, start=start, first=first, last=end)
        if run.offset is not None and scheme.is_within_day:
            midnights = [(datetime.combine(day, _MIDNIGHT) - run.offset, day) for day in days]
            yield [
                Occurrence(midnight + at, day, details)
                for midnight, day in midnights
                for at, details in moments
            ]
        else:
            yield [
                _resolved(day, at, details)
                for day in days
                if run.offset is not None or not is_left_out(day, zone=zone)
                for at, details in moments
            ]
        first = end + _DAY


def _resolved(day: date, at: timedelta, details: DoseDetails) -> Occurrence:
    instant, wall_clock = wall_instant(datetime.combine(day, time.min) + at, zone=details.zone)
    if wall_clock is not WallClock.ONCE:
        flags = (_CLOCK_FLAGS[wall_clock], *details.flags)
        details = attrs.evolve(details, flags=flags)
    return Occurrence(instant, day, details)


def _with_latest(one: Occurrence, scheme: Scheme, slack: relativedelta) -> Occurrence:
    printed = next(at for at, details in scheme.moments if details.name == one.details.name)
    local = datetime.combine(one.day, time.min) + printed + slack
    latest_at, _ = wall_instant(local, zone=one.details.zone)
    return one._replace(details=attrs.evolve(one.details, latest_at=latest_at))


def _in_hours(
    rule: ElapsedRule, scheme: Scheme, extent: Extent, *, since: datetime, until: datetime
) -> Iterator[list[Occurrence]]:
    anchor, slack = extent.anchor, scheme.pattern.slack
    shared = attrs.evolve(scheme.details, name=anchor.text)
    weekdays = set(rule.weekdays or Weekday)
    step = rule.step_seconds * _MICROSECONDS
    first = max(0, _microseconds(since - anchor.instant) // step)
    last = _microseconds(until - anchor.instant) // step
    for number in range(int(first), int(last) + 1):
        # Counted from the anchor each time, so that a third of an hour does not drift.
        at = anchor.instant + timedelta(microseconds=int(step * number))
        details = shared if slack is None else attrs.evolve(shared, latest_at=at + slack)
        one = Occurrence(at, f"+{number}", details)
        if not is_before(at, one.day, extent.end):
            return
        if Weekday.of(one.day) in weekdays:
            yield [one]


def _microseconds(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def _last_day(end: Edge | None) -> date:
    if end is None:
        return date.max
    return end.date() + _DAY * 2 if isinstance(end, datetime) else end - _DAY
