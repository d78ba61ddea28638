"""
Zone days: how the local days of a zone lie on the time line.

Most days have one offset from their midnight to the next; they are kept as runs, so that
nobody asks the zone's data for each instant. The few days whose clock changes are asked
for one by one: a wall time in a gap moves forward by the gap, of a repeated one the first
counts (RFC 5545, section 3.3.5).
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import WallClock, resolve

__all__ = ["DayRun", "day_run", "is_left_out", "left_out_days", "wall_instant"]

_DAY: Final = timedelta(days=1)
_HALF_DAY: Final = timedelta(hours=12)
_BLOCK_DAYS: Final = 16 * 366  # asked for together, and kept
_KEPT_BLOCKS: Final = 512
_KEPT_TIMES: Final = 16_384


@attrs.frozen
class DayRun:
    """
    Days that follow each other and have one offset, or one day whose clock changes.

    Args:
        first: The first day's ordinal.
        last: The last day's ordinal.
        offset: What the wall is ahead of UTC; None for a day whose clock changes.
    """

    first: int
    last: int
    offset: timedelta | None


def day_run(zone: ZoneInfo, ordinal: int) -> DayRun:
    """
    Give the run in which a day lies; a long run may be cut.

    Args:
        zone: The zone of the days.
        ordinal: The day, as ``date.toordinal`` counts.
    """
    firsts, runs = _block(zone, ordinal // _BLOCK_DAYS)
    return runs[bisect_right(firsts, ordinal) - 1]


def wall_instant(local: datetime, *, zone: ZoneInfo) -> tuple[datetime, WallClock]:
    """
    Find the instant of a wall time; quickly on days without a clock change.

    Args:
        local: Naive.
        zone: The zone whose wall it is.

    Returns:
        The instant in UTC, and whether the clock jumped over it or shows it twice.
    """
    offset = day_run(zone, local.toordinal()).offset
    if offset is not None:
        return local.replace(tzinfo=UTC) - offset, WallClock.ONCE
    return _resolved(zone, local)


@lru_cache(maxsize=_KEPT_TIMES)
def _resolved(zone: ZoneInfo, local: datetime) -> tuple[datetime, WallClock]:
    resolved = resolve(local.date(), local.time(), zone=zone)
    return resolved.instant, resolved.wall_clock


def is_left_out(day: date, *, zone: ZoneInfo) -> bool:
    """
    Tell whether the zone leaves a local day out, such as 30 December 2011 in Apia.
    """
    midnight = datetime.combine(day, time.min)
    begin, after = (_resolved(zone, one) for one in (midnight, midnight + _DAY))
    return begin[0] == after[0]


def left_out_days(*, zone: ZoneInfo, first: date, last: date) -> Iterator[date]:
    """
    Give the local days from a first to a last that the zone leaves out.
    """
    ordinal, end = first.toordinal(), last.toordinal()
    while ordinal <= end:
        run = day_run(zone, ordinal)
        day = date.fromordinal(ordinal)
        if run.offset is None and is_left_out(day, zone=zone):
            yield day
        ordinal = run.last + 1


@lru_cache(maxsize=_KEPT_BLOCKS)
def _block(zone: ZoneInfo, number: int) -> tuple[tuple[int, ...], tuple[DayRun, ...]]:
    """
    Give the runs of one block of days, and the first day of each.
    """
    start = max(number * _BLOCK_DAYS, 1)
    days = [
        (ordinal, _offset(zone, ordinal)) for ordinal in range(start, (number + 1) * _BLOCK_DAYS)
    ]
    runs: list[DayRun] = []
    for offset, group in groupby(days, key=itemgetter(1)):
        ordinals = [ordinal for ordinal, _ in group]
        if offset is None:
            runs += [DayRun(ordinal, ordinal, None) for ordinal in ordinals]
        else:
            runs.append(DayRun(ordinals[0], ordinals[-1], offset))
    return tuple(run.first for run in runs), tuple(runs)


def _offset(zone: ZoneInfo, ordinal: int) -> timedelta | None:
    begin = datetime.fromordinal(ordinal).replace(tzinfo=zone)
    offset = begin.utcoffset()
    steady = all(probe.utcoffset() == offset for probe in (begin + _HALF_DAY, begin + _DAY))
    return offset if steady else None
