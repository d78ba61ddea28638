"""
Clauses: what one part of an instruction has said so far, and the dosages it makes.
"""

from collections.abc import Iterator
from datetime import time
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule.concepts import Concept
from dastern_core.schedule.dosages import Dosage, DoseAndRate
from dastern_core.schedule.grid import slot_dosages
from dastern_core.schedule.meals import MEAL_EVENTS, EventTiming, MealRelation, Slot
from dastern_core.schedule.measures import Measure, MeasureRange
from dastern_core.schedule.timing import UCUM, Repeat, TimeUnit, Timing, Weekday

__all__ = ["MEAL_STEMS", "Clause", "dosages_of", "exchanged", "is_consistent"]

MEAL_STEMS: Final = {MealRelation.BEFORE: "AC", MealRelation.WITH: "C", MealRelation.AFTER: "PC"}
"""
How the codes of a relation to a meal begin.
"""

_GRID: Final = (Slot.MORNING, Slot.MIDDAY, Slot.EVENING, Slot.NIGHT)
_MEAL_OF_EVENT: Final = {EventTiming.MORN: "M", EventTiming.NOON: "D", EventTiming.EVE: "V"}
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
    lasts: tuple[Fraction, TimeUnit] | None = None
    count: int | None = None
    as_needed: bool = False
    reason: str | None = None
    is_swappable: bool = False

    @property
    def says_when(self) -> bool:
        """
        Whether it says anything about time.
        """
        return bool(self.frequency or self.when or self.meal or self.times or self.as_needed)

    @property
    def is_daily(self) -> bool:
        """
        Whether it has said how often a day.
        """
        return self.cycle == (Fraction(1), None, TimeUnit.DAY)

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

    An offset belongs to meals only: FHIR would apply it to bedtime as well.
    """
    try:
        tuple(dosages_of(clause))
    except InvalidInputError:
        return False
    return clause.offset is None or set(_events(clause)) <= set(MEAL_EVENTS)


def exchanged(clause: Clause) -> Clause:
    """
    Give the other reading of "3x1", where amount and frequency change places.
    """
    if not clause.is_swappable or clause.low is None or clause.frequency is None:
        return clause
    return attrs.evolve(
        clause, low=Fraction(clause.frequency[0]), frequency=(int(clause.low), None)
    )


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
        as_needed_for=(Concept(text=clause.reason),) if clause.reason else (),
        doses=_doses(clause),
        additional_instructions=_meal_in_words(clause),
    )


def _grid_dosages(clause: Clause) -> Iterator[Dosage]:
    rows = slot_dosages(
        dict(zip(_GRID, clause.grid, strict=False)),
        unit=clause.unit or _UNNAMED,
        duration_days=None,
        meal=clause.meal,
        weekdays=tuple(dict.fromkeys(clause.days)),
    )
    for row in rows:
        own = row.timing.repeat if row.timing else None
        repeat = attrs.evolve(own or Repeat(), bounds=_bounds(clause))
        yield attrs.evolve(row, timing=Timing(repeat=repeat), as_needed=clause.as_needed or None)


def _repeat(clause: Clause) -> Repeat:
    frequency, frequency_max = clause.frequency or (None, None)
    period, period_max, unit = clause.cycle or (None, None, None)
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
    if clause.meal is None:
        return tuple(dict.fromkeys(clause.when))
    stem = MEAL_STEMS[clause.meal]
    near_meals = [event for event in clause.when if event in _MEAL_OF_EVENT]
    if not near_meals and clause.times:
        return ()
    moved = {event: EventTiming(stem + _MEAL_OF_EVENT[event]) for event in near_meals}
    events = [moved.get(event, event) for event in clause.when]
    return tuple(dict.fromkeys(events if near_meals else [EventTiming(stem), *events]))


def _meal_in_words(clause: Clause) -> tuple[Concept, ...]:
    if clause.meal is None or not clause.times:
        return ()
    return (Concept(text=f"{clause.meal.value} a meal"),)


def _bounds(clause: Clause) -> Measure | None:
    if clause.length is None:
        return None
    number, unit = clause.length
    return Measure(value=number, unit=unit.value, system=UCUM, code=unit.value)


def _doses(clause: Clause) -> tuple[DoseAndRate, ...]:
    if clause.low is None:
        return ()
    low = Measure(value=clause.low, unit=clause.unit or _UNNAMED)
    if clause.high is None:
        return (DoseAndRate(dose=low),)
    return (DoseAndRate(dose=MeasureRange(low=low, high=attrs.evolve(low, value=clause.high))),)
