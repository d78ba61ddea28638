"""
Timestamps: the instants of doses as whole numbers, one for each dose.

For whoever lays out a whole hospital and needs no more than when: the same instants as
``expand`` gives, without a value for each dose. What an instruction asks for is laid out
once, counted from its first midnight, and moved to each patient's first day; only where a
clock changes are the days looked at one by one.
"""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from dastern_core.kernel import Period, day_period
from dastern_core.schedule.anchors import FIRST_YEAR, LAST_YEAR
from dastern_core.schedule.clocks import DailyClock
from dastern_core.schedule.dosages import Dosage
from dastern_core.schedule.measures import Measure, MeasureRange
from dastern_core.schedule.patterns import WallRule
from dastern_core.schedule.recurrence import Part, expand, parts_of
from dastern_core.schedule.schemes import scheme_of
from dastern_core.schedule.timing import BoundsPeriod, TimeUnit, bounds_unit
from dastern_core.schedule.zone_days import day_run, is_left_out, wall_instant

__all__ = ["timestamps"]

_DAY_SECONDS: Final = 24 * 3600
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY: Final = _EPOCH.toordinal()
_FIRST_DAY: Final = date(FIRST_YEAR + 1, 1, 1).toordinal()
_LAST_DAY: Final = date(LAST_YEAR, 12, 31).toordinal()
_KEPT_TEMPLATES: Final = 4_096
_MONDAY: Final = date(2024, 1, 1)  # any Monday does: a template knows only weekdays
_SECOND: Final = timedelta(seconds=1)
_UTC: Final = ZoneInfo("UTC")
_WHOLE_DAYS: Final = {TimeUnit.DAY, TimeUnit.WEEK}


def timestamps(
    dosages: tuple[Dosage, ...], *, zone: ZoneInfo, start: date, days: int, clock: DailyClock
) -> list[int]:
    """
    Give the instants of the doses of some days, as seconds since 1970.

    Args:
        dosages: As for ``expand``; what is taken as needed has no instants.
        zone: Where the patient's clock hangs.
        start: The first local day.
        days: How many local days from it.
        clock: The clock times of what the dosages name.

    Returns:
        In order. Each is the ``at`` of a dose that ``expand`` gives for these days, where
        it is not a whole second rounded down; for ``array("q", ...)`` or NumPy.

    Raises:
        InvalidInputError: As for ``expand``.

    Example:
        >>> from dastern_core.schedule import CAMBODIA_CLOCK, parse_sig
        >>> twice = parse_sig("1 cp matin et soir").dosages
        >>> first_day = date(2026, 6, 15)
        >>> phnom_penh = ZoneInfo("Asia/Phnom_Penh")
        >>> timestamps(twice, zone=phnom_penh, start=first_day, days=1, clock=CAMBODIA_CLOCK)
        [1781481600, 1781521200]
    """
    first = start.toordinal()
    is_usual = _FIRST_DAY <= first <= first + days <= _LAST_DAY
    template = is_usual and _template(dosages, clock=clock, days=days, weekday=start.weekday())
    if not template:
        return _expanded(dosages, zone=zone, start=start, days=days, clock=clock)
    run = day_run(zone, first)
    if run.offset is not None and first + days - 1 <= run.last:
        midnight = _midnight(first, run.offset)
        return [midnight + since for since in template]
    return _moved(template, zone=zone, first=first, days=days)


def _expanded(
    dosages: Sequence[Dosage], *, zone: ZoneInfo, start: date, days: int, clock: DailyClock
) -> list[int]:
    begin, end = (day_period(day, zone=zone).start for day in (start, start + timedelta(days=days)))
    window = Period(start=begin, end=end)
    found = expand(dosages, zone=zone, start=start, window=window, clock=clock)
    return [_seconds(one.at) for one in found.occurrences]


@lru_cache(maxsize=_KEPT_TEMPLATES)
def _template(
    dosages: tuple[Dosage, ...], *, clock: DailyClock, days: int, weekday: int
) -> tuple[int, ...] | None:
    """
    Give the seconds from the first midnight to each dose, as if no clock ever changed.

    Returns:
        None where that depends on more than the first day's weekday.
    """
    start = _MONDAY + timedelta(days=weekday)
    parts = parts_of(dosages, zone=_UTC, start=start, clock=clock)
    if not all(_is_movable(part, clock) for part in parts if not part.dosage.is_as_needed):
        return None
    midnight = _seconds(datetime.combine(start, time.min, tzinfo=UTC))
    found = _expanded(dosages, zone=_UTC, start=start, days=days, clock=clock)
    return tuple(at - midnight for at in found)


def _is_movable(part: Part, clock: DailyClock) -> bool:
    scheme = scheme_of(part.dosage, index=part.index, zone=_UTC, clock=clock, begin=None)
    pattern, repeat = scheme.pattern, scheme.repeat
    return (
        isinstance(pattern.rule, WallRule)
        and pattern.rule.days.unit in _WHOLE_DAYS
        and scheme.is_within_day
        and not (pattern.immediate is not None or pattern.events or repeat.count)
        and not isinstance(part.start, datetime)
        and _is_in_days(repeat.bounds)
    )


def _is_in_days(bounds: BoundsPeriod | Measure | MeasureRange | None) -> bool:
    length = bounds.high if isinstance(bounds, MeasureRange) else bounds
    if length is None or isinstance(length, BoundsPeriod):
        return length is None
    return bounds_unit(length) in _WHOLE_DAYS and length.value.denominator == 1


def _moved(template: tuple[int, ...], *, zone: ZoneInfo, first: int, days: int) -> list[int]:
    found: list[int] = []
    some: Sequence[int]
    ordinal, low, is_ordered = first, 0, True
    while ordinal < first + days:
        run = day_run(zone, ordinal)
        high = bisect_left(template, (run.last + 1 - first) * _DAY_SECONDS, low)
        if run.offset is None:
            before = (ordinal - first) * _DAY_SECONDS
            sinces = tuple(since - before for since in template[low:high])
            some = _on_changing_day(zone, ordinal, sinces)
        else:
            midnight = _midnight(first, run.offset)
            some = [midnight + since for since in template[low:high]]
        # A time in a gap at the end of a day may move past the next day's first.
        is_ordered = is_ordered and not (found and some and some[0] < found[-1])
        found += some
        ordinal, low = run.last + 1, high
    return found if is_ordered else sorted(found)


@lru_cache(maxsize=_KEPT_TEMPLATES)
def _on_changing_day(zone: ZoneInfo, ordinal: int, sinces: tuple[int, ...]) -> Sequence[int]:
    """
    Give the instants of some seconds from the midnight of a day whose clock changes.
    """
    midnight = datetime.fromordinal(ordinal)
    if is_left_out(midnight.date(), zone=zone):
        return ()
    times = (midnight + timedelta(seconds=since) for since in sinces)
    return sorted(_seconds(wall_instant(local, zone=zone)[0]) for local in times)


def _midnight(ordinal: int, offset: timedelta) -> int:
    return (ordinal - _EPOCH_DAY) * _DAY_SECONDS - offset // _SECOND


def _seconds(at: datetime) -> int:
    return (at - _EPOCH) // _SECOND
