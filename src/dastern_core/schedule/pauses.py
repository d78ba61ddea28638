"""
Pauses: what remains of a course when it goes on.

What remains is counted in doses, not in days: a course of seven days keeps its number of
doses at whatever time of day it is paused and resumed (rule DST-29).
"""

from datetime import datetime, timedelta

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Period, local_date, require_aware
from dastern_core.schedule.anchors import anchor_at
from dastern_core.schedule.courses import Course
from dastern_core.schedule.dosages import Dosage
from dastern_core.schedule.occurrences import DoseFlag
from dastern_core.schedule.patterns import repeat_of
from dastern_core.schedule.recurrence import Part, end_of, expand, parts_of
from dastern_core.schedule.timing import BoundsPeriod, Repeat, Timing

__all__ = ["resumed"]


def resumed(course: Course, *, paused_at: datetime, resumed_at: datetime) -> Course | None:
    """
    Give the rest of a course that was paused.

    Args:
        course: The course as it was when it was paused.
        paused_at: Aware; what was due from then on was not asked for.
        resumed_at: Aware, not before the pause.

    Returns:
        The course from the day on which it goes on: instructions that had ended are left
        out, the one that was running has the doses that it had left, and those to come
        follow it unchanged. A last day that the prescription names stays that day; a
        cycle of several days begins anew. None where nothing was left.

    Raises:
        InvalidInputError: It goes on before it paused, or cannot be computed.

    Source:
        Rule DST-29.
    """
    require_aware(paused_at, field="paused_at")
    if require_aware(resumed_at, field="resumed_at") < paused_at:
        remedy = "Give the moment at which the course goes on."
        raise InvalidInputError(
            Fault(field="resumed_at", problem="is before the pause", remedy=remedy)
        )
    began = anchor_at(course.start, zone=course.zone)
    day = local_date(resumed_at, zone=course.zone)
    start = datetime.combine(day, began.local.time()) if began.is_timed else day
    going_on = attrs.evolve(course, start=start, segment=course.segment + 1)
    rests = [
        _rest(part, course=going_on, paused_at=paused_at, resumed_at=resumed_at)
        for part in parts_of(
            course.dosages, zone=course.zone, start=course.start, clock=course.clock
        )
    ]
    dosages = tuple(rest for rest in rests if rest is not None)
    return attrs.evolve(going_on, dosages=dosages) if dosages else None


def _rest(
    part: Part, *, course: Course, paused_at: datetime, resumed_at: datetime
) -> Dosage | None:
    timing = part.dosage.timing
    begin = anchor_at(part.start, zone=course.zone).instant
    if timing is None or part.dosage.is_as_needed or begin >= paused_at:
        return part.dosage
    repeat = repeat_of(timing)
    if repeat is None or (repeat.bounds is None and repeat.count is None):
        return part.dosage
    if isinstance(repeat.bounds, BoundsPeriod) and repeat.count is None:
        return _repeating(part.dosage, repeat, bounds=attrs.evolve(repeat.bounds, start=None))
    definite, possible = _left(part, repeat, course=course, paused_at=paused_at)
    if definite < 1:
        return None
    endless = _repeating(part.dosage, attrs.evolve(repeat, count=None, count_max=None), bounds=None)
    # What this day has had already is counted, and never planned: it is past.
    passed = _until(endless, resumed_at, course=course)
    return _repeating(
        part.dosage,
        attrs.evolve(
            repeat,
            count=definite + passed,
            count_max=possible + passed if possible > definite else None,
        ),
        bounds=None,
    )


def _repeating(dosage: Dosage, repeat: Repeat, *, bounds: BoundsPeriod | None) -> Dosage:
    timing = dosage.timing or Timing()
    return attrs.evolve(
        dosage, timing=attrs.evolve(timing, repeat=attrs.evolve(repeat, bounds=bounds))
    )


def _left(part: Part, repeat: Repeat, *, course: Course, paused_at: datetime) -> tuple[int, int]:
    """
    Give how many doses were surely left at the pause, and how many at most.
    """
    end = end_of(part, zone=course.zone, clock=course.clock)
    begin = anchor_at(part.start, zone=course.zone).instant
    until = paused_at if end is None else anchor_at(end, zone=course.zone).instant
    found = expand(
        [attrs.evolve(part.dosage, sequence=None)],
        zone=course.zone,
        start=part.start,
        window=Period(start=begin - timedelta(days=1), end=max(until, paused_at) + timedelta(2)),
        clock=course.clock,
    ).occurrences
    done = sum(one.at < paused_at for one in found)
    sure = sum(DoseFlag.OPTIONAL not in one.flags for one in found)
    if repeat.count is not None and end is None:
        return repeat.count - done, (repeat.count_max or repeat.count) - done
    return sure - done, len(found) - done


def _until(dosage: Dosage, instant: datetime, *, course: Course) -> int:
    begin = anchor_at(course.start, zone=course.zone).instant
    first = min(begin, instant) - timedelta(days=1)
    found = expand(
        [attrs.evolve(dosage, sequence=None)],
        zone=course.zone,
        start=course.start,
        window=Period(start=first, end=instant + timedelta(microseconds=1)),
        clock=course.clock,
    )
    return len(found.occurrences)
