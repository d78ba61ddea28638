"""
Recurrence: dosages laid out as the instants at which a dose is due.

Every expansion is bounded by its window; nothing here reads a clock. What FHIR leaves
open is decided in ``patterns`` and flagged on the dose.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import groupby, islice, pairwise
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
    extent_of,
    is_before,
)
from dastern_core.schedule.clocks import DailyClock
from dastern_core.schedule.details import details_of, occurrence_of
from dastern_core.schedule.dosages import Dosage
from dastern_core.schedule.instants import Hit, hits, missing_days
from dastern_core.schedule.occurrences import DoseFlag, Occurrence, ScheduleWarning
from dastern_core.schedule.patterns import (
    Pattern,
    UnschedulableError,
    WallRule,
    pattern_of,
    repeat_of,
)
from dastern_core.schedule.prn import PrnRule, prn_rule
from dastern_core.schedule.timing import Repeat

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
    """

    index: int
    dosage: Dosage
    start: date | datetime


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
    reach = Period(start=since - (min_interval or timedelta(0)), end=until)
    found: dict[tuple[str, ...], Occurrence] = {}
    rules: list[PrnRule] = []
    warnings: dict[ScheduleWarning, None] = {}
    for part in parts_of(dosages, zone=zone, start=start, clock=clock):
        if part.dosage.is_as_needed:
            rules.append(prn_rule(part.dosage))
            continue
        occurrences, warned = _scheduled(part, zone=zone, window=reach, clock=clock)
        found |= {one.key: one for one in occurrences}
        warnings |= dict.fromkeys(warned)
    ordered = sorted(found.values(), key=lambda one: (one.at, one.key))
    flagged = _neighbours(ordered, min_interval)
    return Expansion(
        occurrences=tuple(one for one in flagged if since <= one.at < until),
        prn=tuple(rules),
        warnings=tuple(warnings),
    )


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
        turn = [Part(index=index, dosage=dosage, start=begin) for index, dosage in group]
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
    pattern = pattern_of(timing, clock=clock, anchor=extent.anchor)
    rest = Period(start=extent.anchor.instant, end=max(extent.anchor.instant, _END))
    first = _counted(pattern, extent=extent, zone=zone, window=rest, most=last + 1)
    return first[last].at if len(first) > last else extent.end


def _closed(part: Part, end: Edge | None) -> Edge:
    if end is None:
        problem = "has no end, and other parts of the sequence follow it"
        remedy = "Give it bounds or a count."
        fault = Fault(field=f"dosage[{part.index}].timing.repeat", problem=problem, remedy=remedy)
        raise UnschedulableError(fault)
    return end


def _counted(
    pattern: Pattern, *, extent: Extent, zone: ZoneInfo, window: Period, most: int
) -> list[Hit]:
    """
    Give the first hits, in order; hits that cross midnight may arrive out of order.
    """
    swapped = 2 * len(getattr(pattern.rule, "moments", ())) + 1
    candidates = islice(
        hits(pattern, extent=extent, zone=zone, window=window),
        min(most, MOST_OCCURRENCES) + swapped,
    )
    return sorted(_limited(candidates), key=lambda hit: hit.at)[:most]


def _limited(found: Iterator[Hit]) -> list[Hit]:
    listed = list(islice(found, MOST_OCCURRENCES + 1))
    if len(listed) > MOST_OCCURRENCES:
        problem = f"holds more than {MOST_OCCURRENCES} doses"
        remedy = "Ask for a shorter stretch of time, or check frequency and period."
        raise ScheduleTooLongError(Fault(field="window", problem=problem, remedy=remedy))
    return listed


def _scheduled(
    part: Part, *, zone: ZoneInfo, window: Period, clock: DailyClock
) -> tuple[list[Occurrence], list[ScheduleWarning]]:
    timing = part.dosage.timing
    if timing is None:
        problem = "says only in words when to take it"
        fault = Fault(
            field=f"dosage[{part.index}].timing", problem=problem, remedy="Give its timing."
        )
        raise UnschedulableError(fault)
    repeat = repeat_of(timing) or Repeat()
    extent = extent_of(repeat.bounds, start=part.start, zone=zone)
    pattern = pattern_of(timing, clock=clock, anchor=extent.anchor)
    warnings = [*pattern.warnings, *_left_out(pattern, extent, zone, window)]
    if repeat.count is None:
        found = _limited(hits(pattern, extent=extent, zone=zone, window=window))
        definite = len(found)
    else:
        stretch = Period(start=min(extent.anchor.instant, window.end), end=window.end)
        most = repeat.count_max or repeat.count
        found = _counted(pattern, extent=extent, zone=zone, window=stretch, most=most)
        definite = repeat.count
    details = details_of(part.dosage, repeat=repeat, pattern=pattern, index=part.index)
    optional = (
        number >= definite or not is_before(hit.at, hit.day, extent.definite_end)
        for number, hit in enumerate(found)
    )
    marked = [*zip(found, optional, strict=True), *((hit, False) for hit in _events(pattern, zone))]
    occurrences = [
        occurrence_of(hit, details=details, zone=zone, is_optional=is_optional)
        for hit, is_optional in marked
        if window.start <= hit.at < window.end
    ]
    return occurrences, warnings


def _events(pattern: Pattern, zone: ZoneInfo) -> Iterator[Hit]:
    for event in pattern.events:
        anchor = anchor_at(event, zone=zone, field="timing.event")
        yield Hit(anchor.instant, anchor.local, anchor.local, anchor.day, ("event", anchor.text))


def _left_out(
    pattern: Pattern, extent: Extent, zone: ZoneInfo, window: Period
) -> Iterator[ScheduleWarning]:
    if not isinstance(pattern.rule, WallRule):
        return
    low = max(window.start, extent.anchor.instant)
    for day in missing_days(zone=zone, window=Period(start=low, end=max(low, window.end))):
        if is_before(low, day, extent.end):
            message = f"The zone leaves out {day.isoformat()}: no doses are scheduled that day."
            yield ScheduleWarning(code="missing_day", message=message)


def _neighbours(
    ordered: Sequence[Occurrence], min_interval: timedelta | None
) -> Sequence[Occurrence]:
    """
    Flag the doses that stand too close to the one before, or at one instant with it.
    """
    flags: dict[int, list[DoseFlag]] = {}
    for number, (before, after) in enumerate(pairwise(ordered)):
        distance = after.at - before.at
        if distance == timedelta(0):
            for twin in (number, number + 1):
                flags.setdefault(twin, []).append(DoseFlag.DOUBLE)
        elif min_interval is not None and distance < min_interval:
            flags.setdefault(number + 1, []).append(DoseFlag.INTERVAL)
    if not flags:
        return ordered
    return [
        attrs.evolve(one, flags=tuple(dict.fromkeys((*one.flags, *flags.get(number, ())))))
        for number, one in enumerate(ordered)
    ]
