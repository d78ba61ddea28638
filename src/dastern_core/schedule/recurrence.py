"""
Recurrence: dosages laid out as the instants at which a dose is due.

Every expansion is bounded by its window; nothing here reads a clock. What FHIR leaves
open is decided in ``patterns`` and flagged on the dose.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from operator import attrgetter, ge
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Period
from dastern_core.schedule.anchors import (
    FIRST_YEAR,
    LAST_YEAR,
    Edge,
    Extent,
    anchor_at,
    anchor_text,
    extent_of,
    is_before,
)
from dastern_core.schedule.clocks import DailyClock
from dastern_core.schedule.dosages import Dosage
from dastern_core.schedule.instants import batches, events
from dastern_core.schedule.occurrences import DoseFlag, Occurrence, ScheduleWarning
from dastern_core.schedule.patterns import UnschedulableError, WallRule
from dastern_core.schedule.prn import PrnRule, prn_rule
from dastern_core.schedule.schemes import Scheme, scheme_of
from dastern_core.schedule.zone_days import left_out_days

__all__ = [
    "MOST_OCCURRENCES",
    "Expansion",
    "Part",
    "ScheduleTooLongError",
    "end_of",
    "expand",
    "first_occurrences",
    "parts_of",
]

MOST_OCCURRENCES: Final = 100_000
"""
The most instants that one dosage may have in one expansion.
"""

_GROWING_DAYS: Final = (Fraction(1, 24), 1, 32, 400, 4_000, 120_000)
_INSTANT: Final = attrgetter("at")
_END: Final = datetime(LAST_YEAR, 12, 28, tzinfo=UTC)


class ScheduleTooLongError(InvalidInputError):
    """
    The window holds more doses than anybody could take.
    """

    code = "schedule_too_long"


@attrs.frozen(kw_only=True)
class Expansion:
    """
    What the dosages of one medicine ask for in a window.

    Args:
        occurrences: By instant, then by key.
        prn: How it is taken as needed, for each dosage that says so.
        warnings: What a person should check, each once.
    """

    occurrences: tuple[Occurrence, ...]
    prn: tuple[PrnRule, ...]
    warnings: tuple[ScheduleWarning, ...]


@attrs.frozen(kw_only=True)
class Part:
    """
    One dosage of a sequence, and its turn.

    Args:
        index: The dosage's place among the medicine's dosages, from 0.
        dosage: The instruction.
        start: Where its turn begins: the start of the whole, or the end of the part
            before it.
        follows: Whether other parts come before it.
    """

    index: int
    dosage: Dosage
    start: date | datetime
    follows: bool


def expand(
    dosages: Sequence[Dosage],
    *,
    zone: ZoneInfo,
    start: date | datetime,
    window: Period,
    clock: DailyClock,
    min_interval: timedelta | None = None,
) -> Expansion:
    """
    Lay out the dosages of one medicine.

    Args:
        dosages: Run side by side, or one after the other by their ``sequence``.
        zone: Where the patient's clock hangs.
        start: Where the first begins unless its bounds say otherwise: a local day, a
            wall time, or an instant. Never "now".
        window: Only doses in it are given; where the window begins does not matter to
            which doses there are.
        clock: The clock times of what the dosages name.
        min_interval: The least time between two doses of the medicine; doses that are
            closer, after a clock change for example, are kept and flagged.

    Returns:
        The doses in order, the rules of what is taken as needed, and warnings.

    Raises:
        InvalidInputError: A dosage cannot be computed; the subclass says why:
            ``NoClockTimeError``, ``UnschedulableError`` or ``ScheduleTooLongError``.

    Source:
        FHIR R5 Timing and Dosage; RFC 5545, section 3.3.5 for gaps and folds.
    """
    _require_bounded(window)
    since, until = window.start.astimezone(UTC), window.end.astimezone(UTC)
    # The doses just before the window tell whether its first ones stand too close.
    reach = since - (min_interval or timedelta(0))
    found: list[Occurrence] = []
    rules: list[PrnRule] = []
    warnings: dict[ScheduleWarning, None] = {}
    for part in parts_of(dosages, zone=zone, start=start, clock=clock):
        if part.dosage.is_as_needed:
            rules.append(_as_needed(part, zone=zone))
            continue
        laid, warned = _scheduled(part, zone=zone, since=reach, until=until, clock=clock)
        found += laid
        warnings |= dict.fromkeys(warned)
    ordered = _within(_checked(found, min_interval), since, until)
    return Expansion(occurrences=tuple(ordered), prn=tuple(rules), warnings=tuple(warnings))


def first_occurrences(
    dosages: Sequence[Dosage],
    *,
    zone: ZoneInfo,
    start: date | datetime,
    since: datetime,
    limit: int,
    clock: DailyClock,
) -> Expansion:
    """
    Lay out the first doses from an instant on.

    Args:
        dosages: As for ``expand``.
        zone: As for ``expand``.
        start: As for ``expand``.
        since: Aware; doses before it are left out.
        limit: How many doses to give, from 1 to 100,000.
        clock: As for ``expand``.

    Returns:
        As ``expand``; fewer doses where the schedule ends.

    Raises:
        InvalidInputError: As for ``expand``, or the limit is out of range.
    """
    if not 1 <= limit <= MOST_OCCURRENCES:
        remedy = f"Write 1 to {MOST_OCCURRENCES}."
        raise InvalidInputError(Fault(field="limit", problem="is out of range", remedy=remedy))
    expansion = Expansion(occurrences=(), prn=(), warnings=())
    for days in _GROWING_DAYS:
        end = min(since + timedelta(days=float(days)), _END)
        window = Period(start=since, end=max(since, end))
        expansion = expand(dosages, zone=zone, start=start, window=window, clock=clock)
        if len(expansion.occurrences) >= limit:
            break
    return attrs.evolve(expansion, occurrences=expansion.occurrences[:limit])


def _as_needed(part: Part, *, zone: ZoneInfo) -> PrnRule:
    timing = part.dosage.timing
    bounds = timing.repeat.bounds if timing and timing.repeat else None
    end = extent_of(bounds, start=part.start, zone=zone).end
    until = None if end is None else anchor_at(end, zone=zone).instant
    return attrs.evolve(prn_rule(part.dosage), until=until)


def _require_bounded(window: Period) -> None:
    for name, instant in (("from", window.start), ("to", window.end)):
        if not FIRST_YEAR < instant.year <= LAST_YEAR:
            remedy = f"Give a moment from {FIRST_YEAR + 1} to {LAST_YEAR}."
            raise InvalidInputError(Fault(field=name, problem="is out of range", remedy=remedy))


def parts_of(
    dosages: Sequence[Dosage], *, zone: ZoneInfo, start: date | datetime, clock: DailyClock
) -> tuple[Part, ...]:
    """
    Give each dosage its turn: equal sequence numbers side by side, higher ones after.

    Args:
        dosages: As for ``expand``.
        zone: As for ``expand``.
        start: As for ``expand``.
        clock: As for ``expand``.

    Raises:
        UnschedulableError: A part that others follow has no end.

    Source:
        FHIR R5 Dosage.sequence.
    """
    numbered = sorted(enumerate(dosages), key=lambda one: one[1].sequence or 0)
    groups = [list(group) for _, group in groupby(numbered, key=lambda one: one[1].sequence or 0)]
    begin = start
    parts: list[Part] = []
    for number, group in enumerate(groups, start=1):
        turn = [
            Part(index=index, dosage=dosage, start=begin, follows=number > 1)
            for index, dosage in group
        ]
        parts += turn
        if number < len(groups):
            ends = [_closed(part, end_of(part, zone=zone, clock=clock)) for part in turn]
            begin = max(ends, key=lambda end: anchor_at(end, zone=zone).instant)
    return tuple(parts)


def end_of(part: Part, *, zone: ZoneInfo, clock: DailyClock) -> Edge | None:
    """
    Give the moment at which a part's turn ends, excluded.

    Args:
        part: The part.
        zone: As for ``expand``.
        clock: As for ``expand``.

    Returns:
        Where its bounds end, or where the dose after its last counted one would be;
        None for an open end, or for one so far away that nobody counts to it.
    """
    dosage, timing = part.dosage, part.dosage.timing
    repeat = timing.repeat if timing else None
    extent = extent_of(repeat.bounds if repeat else None, start=part.start, zone=zone)
    last = (repeat.count_max or repeat.count) if repeat else None
    if timing is None or dosage.is_as_needed or last is None or last >= MOST_OCCURRENCES:
        return extent.end
    scheme = _scheme(part, zone=zone, clock=clock, extent=extent)
    first = _counted(scheme, extent=extent, until=_END, most=last + 1)
    return first[last].at if len(first) > last else extent.end


def _scheme(part: Part, *, zone: ZoneInfo, clock: DailyClock, extent: Extent) -> Scheme:
    begin = extent.anchor.since_midnight
    return scheme_of(part.dosage, index=part.index, zone=zone, clock=clock, begin=begin)


def _closed(part: Part, end: Edge | None) -> Edge:
    if end is None:
        problem = "has no end, and other parts of the sequence follow it"
        remedy = "Give it bounds or a count."
        fault = Fault(field=f"dosage[{part.index}].timing.repeat", problem=problem, remedy=remedy)
        raise UnschedulableError(fault)
    return end


def _counted(scheme: Scheme, *, extent: Extent, until: datetime, most: int) -> list[Occurrence]:
    """
    Give the first doses of all, in order; some that cross midnight may arrive out of order.
    """
    since = min(extent.anchor.instant, until)
    swapped = 2 * len(scheme.moments) + 1
    found: list[Occurrence] = []
    for batch in batches(scheme, extent=extent, since=since, until=until):
        found += batch
        if len(found) >= most + swapped:
            break
        _require_few(found)
    return sorted(found, key=_INSTANT)[:most]


def _require_few(found: Sequence[Occurrence]) -> None:
    if len(found) > MOST_OCCURRENCES:
        problem = f"holds more than {MOST_OCCURRENCES} doses"
        remedy = "Ask for a shorter stretch of time, or check frequency and period."
        raise ScheduleTooLongError(Fault(field="window", problem=problem, remedy=remedy))


def _scheduled(
    part: Part, *, zone: ZoneInfo, since: datetime, until: datetime, clock: DailyClock
) -> tuple[list[Occurrence], list[ScheduleWarning]]:
    timing = part.dosage.timing
    bounds = timing.repeat.bounds if timing and timing.repeat else None
    extent = _named(extent_of(bounds, start=part.start, zone=zone), part)
    scheme = _scheme(part, zone=zone, clock=clock, extent=extent)
    repeat = scheme.repeat
    if repeat.count is None:
        found = []
        for batch in batches(scheme, extent=extent, since=since, until=until):
            found += batch
            _require_few(found)
    else:
        most = repeat.count_max or repeat.count
        found = _counted(scheme, extent=extent, until=until, most=most)
    if repeat.count_max is not None or extent.definite_end != extent.end:
        found = [
            one.flagged(DoseFlag.OPTIONAL)
            if number >= (repeat.count or MOST_OCCURRENCES)
            or not is_before(one.at, one.day, extent.definite_end)
            else one
            for number, one in enumerate(found)
        ]
    found += events(scheme)
    warnings = [*scheme.pattern.warnings, *_left_out(scheme, extent, since, until)]
    return found, warnings


def _named(extent: Extent, part: Part) -> Extent:
    # The end of the part before it may be an instant that the zone's data can move.
    if not part.follows or extent.anchor.text != anchor_text(part.start):
        return extent
    return attrs.evolve(extent, anchor=attrs.evolve(extent.anchor, text="then"))


def _left_out(
    scheme: Scheme, extent: Extent, since: datetime, until: datetime
) -> Iterator[ScheduleWarning]:
    if not isinstance(scheme.pattern.rule, WallRule):
        return
    zone = scheme.details.zone
    first = max(since.astimezone(zone).date(), extent.anchor.day)
    for day in left_out_days(zone=zone, first=first, last=until.astimezone(zone).date()):
        if is_before(since, day, extent.end):
            message = f"The zone leaves out {day.isoformat()}: no doses are scheduled that day."
            yield ScheduleWarning(code="missing_day", message=message)


def _checked(found: list[Occurrence], min_interval: timedelta | None) -> list[Occurrence]:
    """
    Order doses, and flag those too close to the one before, or at one instant with it.
    """
    instants = [one.at for one in found]
    is_ordered = not any(map(ge, instants, instants[1:]))
    if is_ordered and min_interval is None:
        return found
    if not is_ordered:
        found.sort(key=lambda one: (one.at, one.key))
        instants = [one.at for one in found]
    least = min_interval or timedelta(0)
    flags: dict[int, list[DoseFlag]] = {}
    for number, (before, after) in enumerate(pairwise(instants)):
        if before == after:
            for twin in (number, number + 1):
                flags.setdefault(twin, []).append(DoseFlag.DOUBLE)
        elif after - before < least:
            flags.setdefault(number + 1, []).append(DoseFlag.INTERVAL)
    for number, more in flags.items():
        found[number] = found[number].flagged(*more)
    return found


def _within(
    ordered: Sequence[Occurrence], since: datetime, until: datetime
) -> Sequence[Occurrence]:
    first = bisect_left(ordered, since, key=_INSTANT)
    return ordered[first : bisect_left(ordered, until, lo=first, key=_INSTANT)]
