"""
Timing: when a dose is to be taken, as FHIR R5 says it.

The values check the standard's invariants (tim-1 to tim-10; tim-3 no longer exists) and
what it leaves unsaid: no cycle without length, no range that runs backwards, no times
that are not counted from one. They say nothing of instants: see ``recurrence``.

Source: FHIR R5 datatypes, Timing; v3-GTSAbbreviation.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from enum import Enum
from fractions import Fraction

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule.concepts import Concept
from dastern_core.schedule.meals import MEAL_EVENTS, EventTiming, MealRelation
from dastern_core.schedule.measures import Measure, MeasureRange

__all__ = [
    "UCUM",
    "BoundsPeriod",
    "Repeat",
    "TimeUnit",
    "Timing",
    "Weekday",
    "bounds_unit",
]

UCUM = "http://unitsofmeasure.org"
"""
The address of the system of units that FHIR uses for time.
"""


class TimeUnit(Enum):
    """
    A unit of time, by its UCUM code; a month and a year are calendar ones.
    """

    SECOND = "s"
    MINUTE = "min"
    HOUR = "h"
    DAY = "d"
    WEEK = "wk"
    MONTH = "mo"
    YEAR = "a"

    @property
    def seconds(self) -> int | None:
        """
        The length in elapsed time; None for units that the calendar counts.
        """
        return _SECONDS.get(self.value)


class Weekday(Enum):
    """
    A day of the week, Monday first.
    """

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"

    @classmethod
    def of(cls, day: date) -> "Weekday":
        """
        Give the day of the week of a date.
        """
        return tuple(cls)[day.weekday()]


@attrs.frozen(kw_only=True)
class BoundsPeriod:
    """
    From a moment to a moment, both included; a date means the whole local day.

    Args:
        start: None where it is open; a datetime without a zone is a wall time.
        end: None where it is open.
    """

    start: date | datetime | None = None
    end: date | datetime | None = None


@attrs.frozen(kw_only=True)
class Repeat:
    """
    A rule by which a dose comes again.

    Args:
        bounds: How long the rule holds: a period, a length of time, or a range of such.
        count: How many events there are in all.
        count_max: How many there may be.
        duration: How long one event takes, never the length of the course.
        duration_max: How long one event may take.
        duration_unit: The unit of both.
        frequency: How often in each period.
        frequency_max: How often it may be.
        period: The length of the cycle.
        period_max: The length that the cycle may have.
        period_unit: The unit of both.
        days_of_week: On these days only; empty for every day.
        times_of_day: At these local times.
        when: At these events of the day.
        offset_minutes: Minutes from the event; the event's code gives the direction.

    Source:
        FHIR R5 Timing.repeat.
    """

    bounds: BoundsPeriod | Measure | MeasureRange | None = None
    count: int | None = None
    count_max: int | None = None
    duration: Fraction | None = None
    duration_max: Fraction | None = None
    duration_unit: TimeUnit | None = None
    frequency: int | None = None
    frequency_max: int | None = None
    period: Fraction | None = None
    period_max: Fraction | None = None
    period_unit: TimeUnit | None = None
    days_of_week: tuple[Weekday, ...] = ()
    times_of_day: tuple[time, ...] = ()
    when: tuple[EventTiming, ...] = ()
    offset_minutes: int | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a rule that breaks an invariant, naming all that it breaks.
        """
        faults = tuple(_faults(self))
        if faults:
            raise InvalidInputError(*faults)

    @property
    def has_rule(self) -> bool:
        """
        Whether it says more than how long and how often in all.
        """
        silent = Repeat(
            bounds=self.bounds,
            count=self.count,
            count_max=self.count_max,
            duration=self.duration,
            duration_max=self.duration_max,
            duration_unit=self.duration_unit,
        )
        return self != silent


@attrs.frozen(kw_only=True)
class Timing:
    """
    When something happens: at instants, by a rule, by a code, or all of these.

    Args:
        events: Instants; a datetime without a zone is a wall time.
        repeat: The rule.
        code: A code such as ``BID`` that states the whole schedule but its bounds.
    """

    events: tuple[datetime, ...] = ()
    repeat: Repeat | None = None
    code: Concept | None = None


def bounds_unit(measure: Measure) -> TimeUnit | None:
    """
    Give the unit of time in which a length is measured, or None where it is no time.
    """
    return _UNIT_OF_CODE.get(measure.code or measure.unit or "")


_SECONDS = {"s": 1, "min": 60, "h": 3600}
_UNIT_OF_CODE = {unit.value: unit for unit in TimeUnit}
_COUNTS = ("count", "count_max", "frequency", "frequency_max")
_LONGEST_OFFSET = 24 * 60
_LENGTHS = ("duration", "duration_max", "period", "period_max")
_JSON_NAMES = {
    "count_max": "countMax",
    "frequency_max": "frequencyMax",
    "duration_max": "durationMax",
    "period_max": "periodMax",
}


def _faults(repeat: Repeat) -> Iterator[Fault]:
    for name in _COUNTS:
        count = getattr(repeat, name)
        if count is not None and count < 1:
            yield _fault(name, "is less than one", "Write a whole number from 1.")
    for name in _LENGTHS:
        length = getattr(repeat, name)
        if length is not None and length < 0:
            yield _fault(name, "is negative (tim-4, tim-5)", "Write a positive number.")
    if repeat.period == 0:
        yield _fault("period", "is a cycle without length", "Write a positive number.")
    yield from _unit_faults(repeat)
    yield from _range_faults(repeat)
    yield from _time_faults(repeat)
    yield from _bounds_faults(repeat)


def _unit_faults(repeat: Repeat) -> Iterator[Fault]:
    units = ", ".join(unit.value for unit in TimeUnit)
    if repeat.duration is not None and repeat.duration_unit is None:
        yield _fault("durationUnit", "is missing (tim-1)", f"Give one of {units}.")
    if repeat.period is not None and repeat.period_unit is None:
        yield _fault("periodUnit", "is missing (tim-2)", f"Give one of {units}.")


def _range_faults(repeat: Repeat) -> Iterator[Fault]:
    for least, rule in (
        ("period", "tim-6"),
        ("duration", "tim-7"),
        ("count", "tim-8"),
        ("frequency", "its least is missing"),
    ):
        low, high = getattr(repeat, least), getattr(repeat, f"{least}_max")
        if high is not None and low is None:
            yield _fault(f"{least}_max", f"stands alone ({rule})", f"Give {least} as well.")
        elif high is not None and high < low:
            yield _fault(f"{least}_max", f"is below {least}", "Swap the two.")


def _time_faults(repeat: Repeat) -> Iterator[Fault]:
    if repeat.times_of_day and repeat.when:
        yield _fault("timeOfDay", "stands beside when (tim-10)", "Keep one of the two.")
    if repeat.offset_minutes is None:
        return
    if repeat.offset_minutes < 0:
        yield _fault("offset", "is negative", "The code in when gives the direction.")
    if repeat.offset_minutes > _LONGEST_OFFSET:
        yield _fault("offset", "is more than a day", f"Write 0 to {_LONGEST_OFFSET} minutes.")
    if not repeat.when:
        yield _fault("offset", "has no event (tim-9)", "Give when, or leave offset out.")
    for event in repeat.when:
        if event in MEAL_EVENTS and MEAL_EVENTS[event][0] is MealRelation.WITH:
            remedy = f"Use A{event.value} or P{event.value}, or leave offset out."
            yield _fault("offset", f"is not possible with {event.value} (tim-9)", remedy)


def _bounds_faults(repeat: Repeat) -> Iterator[Fault]:
    match repeat.bounds:
        case BoundsPeriod(start=start, end=end) if start is not None and end is not None:
            if _wall(start) > _wall(end, last=True):
                yield _fault("boundsPeriod.end", "is before the start", "Swap start and end.")
        case Measure() as length:
            yield from _length_faults("boundsDuration", length)
        case MeasureRange(high=length):
            yield from _length_faults("boundsRange", length)


def _length_faults(field: str, length: Measure) -> Iterator[Fault]:
    if bounds_unit(length) is None:
        units = ", ".join(unit.value for unit in TimeUnit)
        yield _fault(field, "is not a length of time", f"Use the unit {units}.")
    if length.value == 0:
        yield _fault(field, "is no time at all", "Give a length above zero.")


def _wall(moment: date | datetime, *, last: bool = False) -> datetime:
    # Offsets differ by hours; as a check on order the wall times are near enough.
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time.max if last else time.min)


def _fault(name: str, problem: str, remedy: str) -> Fault:
    return Fault(field=_JSON_NAMES.get(name, name), problem=problem, remedy=remedy)
