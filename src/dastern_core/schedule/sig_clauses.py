"""
Clauses: what one part of an instruction has said so far, and the dosages it makes.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time
from fractions import Fraction
from itertools import pairwise
from typing import Final

import attrs

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule.concepts import Coding, Concept
from dastern_core.schedule.dosages import Dosage, DoseAndRate
from dastern_core.schedule.grid import slot_dosages
from dastern_core.schedule.meals import MEAL_EVENTS, EventTiming, MealRelation, Slot
from dastern_core.schedule.measures import Measure, MeasureRange, MeasureRatio
from dastern_core.schedule.timing import (
    UCUM,
    BoundsPeriod,
    Repeat,
    TimeUnit,
    Timing,
    Weekday,
)

__all__ = [
    "DAILY",
    "MEAL_STEMS",
    "NEAR_MEALS",
    "WEIGHED",
    "Clause",
    "Route",
    "dosages_of",
    "exchanged",
    "is_consistent",
    "with_first_doses_closed",
    "with_meal_shared",
]

MEAL_STEMS: Final = {MealRelation.BEFORE: "AC", MealRelation.WITH: "C", MealRelation.AFTER: "PC"}
"""
How the codes of a relation to a meal begin.
"""

_GRID: Final = (Slot.MORNING, Slot.MIDDAY, Slot.EVENING, Slot.NIGHT)
_MEAL_OF_EVENT: Final = {EventTiming.MORN: "M", EventTiming.NOON: "D", EventTiming.EVE: "V"}
NEAR_MEALS: Final = frozenset(_MEAL_OF_EVENT)
"""
The times of day that have a meal.
"""

WEIGHED: Final = frozenset({"mg", "mcg", "g", "ml", "unit"})
"""
Units whose amounts are not counted one by one.
"""

DAILY: Final = (Fraction(1), None, TimeUnit.DAY)
"""
The cycle of a day.
"""

Route = tuple[str, str]
"""
The SNOMED CT code and the English word.
"""

_ALL_MEALS: Final = frozenset({EventTiming.AC, EventTiming.C, EventTiming.PC})
# "In the morning before breakfast" is one dose, and so is "at night, at bedtime".
_SAID_TWICE: Final = {
    EventTiming.MORN: {EventTiming.ACM, EventTiming.CM, EventTiming.PCM, EventTiming.WAKE},
    EventTiming.NOON: {EventTiming.ACD, EventTiming.CD, EventTiming.PCD},
    EventTiming.EVE: {EventTiming.ACV, EventTiming.CV, EventTiming.PCV},
    EventTiming.NIGHT: {EventTiming.HS},
}
_SNOMED: Final = "http://snomed.info/sct"
_UNNAMED: Final = "dose"  # the unit of an amount that stands alone


@attrs.frozen(kw_only=True)
class Clause:
    """
    What one clause has said so far.
    """

    sequence: int = 1
    low: Fraction | None = None
    high: Fraction | None = None
    unit: str | None = None
    grid: tuple[Fraction, ...] = ()
    frequency: tuple[int, int | None] | None = None
    cycle: tuple[Fraction, Fraction | None, TimeUnit] | None = None
    when: tuple[EventTiming, ...] = ()
    meal: MealRelation | None = None
    offset: int | None = None
    times: tuple[time, ...] = ()
    days: tuple[Weekday, ...] = ()
    length: tuple[Fraction, TimeUnit] | None = None
    until: date | None = None
    lasts: tuple[Fraction, TimeUnit] | None = None
    count: int | None = None
    as_needed: bool = False
    reason: str | None = None
    most: tuple[Fraction, str | None, Fraction, TimeUnit] | None = None
    route: Route | None = None
    site: str | None = None
    notes: tuple[str, ...] = ()
    led_by: frozenset[str] = frozenset()
    is_swappable: bool = False
    is_daily_amount: bool = False

    @property
    def is_open(self) -> bool:
        """
        Whether it does not say how a daily amount is spread: 4 g a day are not 4 g at once.
        """
        if not self.is_daily_amount or self.unit not in WEIGHED:
            return False
        return len(self.when) + len(self.times) + len(self.days) != 1

    @property
    def is_bare(self) -> bool:
        """
        Whether it lacks the amount or the time that other clauses have.
        """
        return not self.grid and (self.low is None or not (self.says_when or self.days))

    @property
    def is_contradictory(self) -> bool:
        """
        Whether it counts other doses a day than it names, or hours beside times of day.
        """
        events = _events(self)
        named = len(events) + len(self.times)
        if self.cycle is None or not named:
            return False
        if self.cycle[2].seconds is not None:
            return True
        if self.cycle != DAILY or self.frequency is None or set(events) & _ALL_MEALS:
            return False
        return self.frequency[0] > 1 and named not in self.frequency

    @property
    def says_when(self) -> bool:
        """
        Whether it says anything about time.
        """
        return bool(
            self.frequency or self.cycle or self.when or self.meal or self.times or self.as_needed
        )

    @property
    def is_daily(self) -> bool:
        """
        Whether it has said how often a day.
        """
        return self.cycle == DAILY

    def with_once(self, **facts: object) -> "Clause | None":
        """
        Add facts that the clause does not have yet, or has with the same value.

        Returns:
            The clause with them; None where it says otherwise already.
        """
        if any(getattr(self, name) not in {None, (), value} for name, value in facts.items()):
            return None
        return attrs.evolve(self, **facts)  # type: ignore[arg-type] # names are checked by attrs


def is_consistent(clause: Clause) -> bool:
    """
    Tell whether a clause still makes valid dosages.

    An offset belongs to meals only: FHIR would apply it to bedtime as well. The columns of
    a grid are its times: no others stand beside them.
    """
    if clause.grid and not _is_grid_alone(clause):
        return False
    try:
        tuple(dosages_of(clause))
    except InvalidInputError:
        return False
    return clause.offset is None or set(_events(clause)) <= set(MEAL_EVENTS)


def _is_grid_alone(clause: Clause) -> bool:
    if clause.when or clause.times or clause.count or clause.lasts:
        return False
    if clause.cycle is None:
        return True
    period, period_max, unit = clause.cycle
    is_whole = period_max is None and unit is TimeUnit.DAY and period.denominator == 1
    return is_whole and clause.frequency == (1, None)


def exchanged(clause: Clause) -> Clause:
    """
    Give the other reading of "3x1", where amount and frequency change places.
    """
    if not clause.is_swappable or clause.low is None or clause.frequency is None:
        return clause
    return attrs.evolve(
        clause, low=Fraction(clause.frequency[0]), frequency=(int(clause.low), None)
    )


def with_first_doses_closed(clauses: Sequence[Clause]) -> list[Clause]:
    """
    Give a dose taken at once the length after which the doses in hours that follow begin.

    "2 cp stat puis 1 cp/8h": the first of the others is due eight hours after it.
    """
    closed = list(clauses)
    for place, (one, following) in enumerate(pairwise(clauses)):
        if following.sequence == one.sequence or one.when != (EventTiming.IMD,) or one.length:
            continue
        if following.cycle is not None and following.cycle[2].seconds is not None:
            closed[place] = attrs.evolve(one, length=(following.cycle[0], following.cycle[2]))
    return closed


def with_meal_shared(clauses: Sequence[Clause], *, leads: bool) -> list[Clause] | None:
    """
    Give the other reading of a relation to meals that begins or ends several doses.

    "1 cp matin et 2 cp soir après repas" is after dinner, or after both meals.

    Args:
        clauses: As they were read.
        leads: Whether the relation stands before all of them.

    Returns:
        The clauses, each with the relation; None where it cannot be meant of all.
    """
    said, *others = clauses if leads else reversed(clauses)
    alike = [one for one in others if one.sequence == said.sequence]
    if said.meal is None or not alike:
        return None
    if any(one.meal or not set(one.when) & NEAR_MEALS for one in alike):
        return None
    return [
        attrs.evolve(one, meal=said.meal, offset=said.offset) if one in alike else one
        for one in clauses
    ]


def dosages_of(clause: Clause) -> Iterator[Dosage]:
    """
    Give the dosages that a clause makes; none where it says nothing.
    """
    if clause.grid:
        yield from _grid_dosages(clause)
        return
    repeat = _repeat(clause)
    if repeat == Repeat() and clause.low is None and not clause.as_needed:
        return
    yield Dosage(
        timing=None if repeat == Repeat() else Timing(repeat=repeat),
        as_needed=clause.as_needed or None,
        as_needed_for=_reasons(clause),
        route=_route(clause),
        site=_site(clause),
        doses=_doses(clause),
        most_per_period=_most(clause),
        additional_instructions=_meal_in_words(clause) + _notes(clause),
    )


def _grid_dosages(clause: Clause) -> Iterator[Dosage]:
    rows = slot_dosages(
        dict(zip(_GRID, clause.grid, strict=False)),
        unit=clause.unit or _UNNAMED,
        duration_days=None,
        every_days=int(clause.cycle[0]) if clause.cycle else 1,
        meal=clause.meal,
        weekdays=tuple(dict.fromkeys(clause.days)),
        lead_minutes=clause.offset,
    )
    for row in rows:
        own = row.timing.repeat if row.timing else None
        repeat = attrs.evolve(own or Repeat(), bounds=_bounds(clause))
        yield attrs.evolve(
            row,
            timing=Timing(repeat=repeat),
            as_needed=clause.as_needed or None,
            as_needed_for=_reasons(clause),
            route=_route(clause),
            site=_site(clause),
            most_per_period=_most(clause),
            additional_instructions=row.additional_instructions + _notes(clause),
        )


def _reasons(clause: Clause) -> tuple[Concept, ...]:
    return (Concept(text=clause.reason),) if clause.reason else ()


def _route(clause: Clause) -> Concept | None:
    if clause.route is None:
        return None
    code, text = clause.route
    return Concept(text=text, codings=(Coding(system=_SNOMED, code=code, display=text),))


def _site(clause: Clause) -> Concept | None:
    return Concept(text=clause.site) if clause.site else None


def _notes(clause: Clause) -> tuple[Concept, ...]:
    return tuple(Concept(text=note) for note in clause.notes)


def _most(clause: Clause) -> tuple[MeasureRatio, ...]:
    if clause.most is None:
        return ()
    amount, unit, length, time_unit = clause.most
    return (
        MeasureRatio(
            numerator=Measure(value=amount, unit=unit or clause.unit or _UNNAMED),
            denominator=_length(length, time_unit),
        ),
    )


def _repeat(clause: Clause) -> Repeat:
    frequency, frequency_max = clause.frequency or (None, None)
    period, period_max, unit = clause.cycle or (None, None, None)
    if clause.is_daily and frequency == 1 and len(_events(clause)) + len(clause.times) > 1:
        frequency = None  # "every day, in the morning and in the evening"
    return Repeat(
        bounds=_bounds(clause),
        count=clause.count,
        duration=clause.lasts[0] if clause.lasts else None,
        duration_unit=clause.lasts[1] if clause.lasts else None,
        frequency=frequency,
        frequency_max=frequency_max,
        period=period,
        period_max=period_max,
        period_unit=unit,
        days_of_week=tuple(dict.fromkeys(clause.days)),
        times_of_day=tuple(sorted(set(clause.times))),
        when=_events(clause),
        offset_minutes=clause.offset,
    )


def _events(clause: Clause) -> tuple[EventTiming, ...]:
    named = set(clause.when)
    when = [event for event in clause.when if not _SAID_TWICE.get(event, set()) & named]
    if clause.meal is None:
        return tuple(dict.fromkeys(when))
    stem = MEAL_STEMS[clause.meal]
    near_meals = [event for event in when if event in _MEAL_OF_EVENT]
    if not near_meals and clause.times:
        return ()
    moved = {event: EventTiming(stem + _MEAL_OF_EVENT[event]) for event in near_meals}
    events = [moved.get(event, event) for event in when]
    return tuple(dict.fromkeys(events if near_meals else [EventTiming(stem), *events]))


def _meal_in_words(clause: Clause) -> tuple[Concept, ...]:
    if clause.meal is None or not clause.times:
        return ()
    return (Concept(text=f"{clause.meal.value} a meal"),)


def _bounds(clause: Clause) -> BoundsPeriod | Measure | None:
    if clause.until is not None:
        return BoundsPeriod(end=clause.until)
    return None if clause.length is None else _length(*clause.length)


def _length(number: Fraction, unit: TimeUnit) -> Measure:
    return Measure(value=number, unit=unit.value, system=UCUM, code=unit.value)


def _doses(clause: Clause) -> tuple[DoseAndRate, ...]:
    if clause.low is None:
        return ()
    low = Measure(value=clause.low, unit=clause.unit or _UNNAMED)
    if clause.high is None:
        return (DoseAndRate(dose=low),)
    return (DoseAndRate(dose=MeasureRange(low=low, high=attrs.evolve(low, value=clause.high))),)
