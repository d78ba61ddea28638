"""
The grid: morning, midday, afternoon, evening, night, and an amount in each.

This is how Cambodian prescriptions are printed; here a row of the grid becomes dosages.
"""

from collections.abc import Mapping
from datetime import date, time
from fractions import Fraction

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule.concepts import Concept
from dastern_core.schedule.dosages import Dosage, DoseAndRate
from dastern_core.schedule.meals import EVENT_OF_SLOT, EventTiming, MealRelation, Slot
from dastern_core.schedule.measures import Measure
from dastern_core.schedule.timing import (
    UCUM,
    BoundsPeriod,
    Repeat,
    TimeUnit,
    Timing,
    Weekday,
)

__all__ = ["slot_dosages"]

_MEAL_OF_SLOT = {Slot.MORNING: "M", Slot.MIDDAY: "D", Slot.EVENING: "V"}
_STEM = {MealRelation.BEFORE: "AC", MealRelation.WITH: "C", MealRelation.AFTER: "PC"}


def slot_dosages(
    doses: Mapping[Slot, Fraction],
    *,
    unit: str,
    duration_days: int | None,
    until: date | None = None,
    every_days: int = 1,
    weekdays: tuple[Weekday, ...] = (),
    meal: MealRelation | None = None,
    lead_minutes: int | None = None,
    times: Mapping[Slot, time] | None = None,
    as_needed: bool = False,
) -> tuple[Dosage, ...]:
    """
    Turn a row of the grid into dosages.

    Args:
        doses: The amount in each slot; a zero means no dose there.
        unit: What is counted, such as ``"tablet"``.
        duration_days: For how many days from the start; None for an open end.
        until: The last day, in place of ``duration_days``.
        every_days: 1 for every day, 2 for every second day.
        weekdays: On these days only; empty for every day.
        meal: How the doses stand to the meals. In the afternoon and at night there is no
            meal: there it is kept in words.
        lead_minutes: How long before or after the meals, where that is said.
        times: The patient's own times, which override the slots they name.
        as_needed: Whether the row is taken when needed; its amounts then only say how
            much, and may be all zero or absent.

    Returns:
        A dosage for each amount, in the order of the day: its slots as ``when``, or its
        times where the patient gave some.

    Raises:
        InvalidInputError: No slot has an amount, an amount is negative, or the length is
            wrong; all such faults.

    Source:
        Rules DOSE-05, DOSE-11, DOSE-13, DOSE-25 and DOSE-26.

    Example:
        >>> rows = slot_dosages(
        ...     {Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1, 2)},
        ...     unit="tablet",
        ...     duration_days=7,
        ... )
        >>> [[event.value for event in row.timing.repeat.when] for row in rows]
        [['MORN'], ['EVE']]
    """
    taken = {slot: doses[slot] for slot in Slot if doses.get(slot)}
    own_times = {slot: at for slot, at in (times or {}).items() if slot in taken}
    _require_row(taken, duration_days, until, every_days, as_needed=as_needed)
    _require_different(own_times)
    bounds = _bounds(duration_days, until)
    if as_needed:
        amounts = tuple(dict.fromkeys(taken.values()))
        timing = Timing(repeat=Repeat(bounds=bounds)) if bounds else None
        return tuple(
            Dosage(timing=timing, as_needed=True, doses=_amount(amount, unit))
            for amount in amounts or (None,)
        )
    # With a meal is with it: FHIR allows no minutes there (tim-9).
    lead = None if meal in {None, MealRelation.WITH} else lead_minutes
    rows: dict[tuple[Fraction, bool, bool], list[Slot]] = {}
    for slot, amount in taken.items():
        wordless = meal is None or slot in _MEAL_OF_SLOT
        rows.setdefault((amount, slot in own_times, wordless), []).append(slot)
    return tuple(
        Dosage(
            timing=Timing(
                repeat=Repeat(
                    bounds=bounds,
                    period=Fraction(every_days) if every_days > 1 else None,
                    period_unit=TimeUnit.DAY if every_days > 1 else None,
                    days_of_week=weekdays,
                    times_of_day=tuple(sorted(own_times[slot] for slot in slots)) if own else (),
                    when=() if own else tuple(_event(slot, meal) for slot in slots),
                    offset_minutes=None if own or not wordless else lead,
                )
            ),
            additional_instructions=_in_words(meal, lead) if own or not wordless else (),
            doses=_amount(amount, unit),
        )
        for (amount, own, wordless), slots in rows.items()
    )


def _require_row(
    taken: Mapping[Slot, Fraction],
    duration_days: int | None,
    until: date | None,
    every_days: int,
    *,
    as_needed: bool,
) -> None:
    faults = [
        Fault(field=f"doses.{slot.value}", problem="is negative", remedy="Write zero or more.")
        for slot, amount in taken.items()
        if amount < 0
    ]
    if not taken and not as_needed:
        remedy = "Give an amount in at least one slot, or mark the row as needed."
        faults.append(Fault(field="doses", problem="has no amount at all", remedy=remedy))
    if duration_days is not None and duration_days < 1:
        faults.append(
            Fault(field="duration_days", problem="is less than one", remedy="Write 1 or more.")
        )
    if duration_days is not None and until is not None:
        faults.append(
            Fault(field="until", problem="stands beside duration_days", remedy="Keep one of them.")
        )
    if every_days < 1:
        faults.append(
            Fault(field="every_days", problem="is less than one", remedy="Write 1 or more.")
        )
    if faults:
        raise InvalidInputError(*faults)


def _require_different(own_times: Mapping[Slot, time]) -> None:
    if len(set(own_times.values())) < len(own_times):
        remedy = "Give each slot its own time, or add the amounts up in one slot."
        raise InvalidInputError(
            Fault(field="times", problem="has two slots at one time", remedy=remedy)
        )


def _bounds(duration_days: int | None, until: date | None) -> BoundsPeriod | Measure | None:
    if until is not None:
        return BoundsPeriod(end=until)
    if duration_days is None:
        return None
    return Measure(value=Fraction(duration_days), unit="d", system=UCUM, code="d")


def _amount(amount: Fraction | None, unit: str) -> tuple[DoseAndRate, ...]:
    return () if amount is None else (DoseAndRate(dose=Measure(value=amount, unit=unit)),)


def _event(slot: Slot, meal: MealRelation | None) -> EventTiming:
    if meal is None or slot not in _MEAL_OF_SLOT:
        return EVENT_OF_SLOT[slot]
    return EventTiming(_STEM[meal] + _MEAL_OF_SLOT[slot])


def _in_words(meal: MealRelation | None, lead: int | None) -> tuple[Concept, ...]:
    how_long = "" if lead is None else f"{lead} minutes "
    return () if meal is None else (Concept(text=f"{how_long}{meal.value} a meal"),)
