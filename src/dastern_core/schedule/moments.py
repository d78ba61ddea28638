"""
Moments of a day: the wall times at which an active day asks for a dose.

A moment is named by the word of the prescription where it has one ("MORN"), otherwise by
its wall time ("08:00"), by its code and number ("BID.1") or as the anchor's own time.
"""

from collections.abc import Iterable
from datetime import time, timedelta
from typing import Final

import attrs

from dastern_core.kernel import Fault
from dastern_core.schedule.clocks import DEFAULT_LEAD_MINUTES, DailyClock, NoClockTimeError
from dastern_core.schedule.meals import MEAL_EVENTS, EventTiming, MealRelation
from dastern_core.schedule.timing import Repeat

__all__ = ["Moment", "code_moments", "daily_moments", "named_moments", "single_moment"]

_MAIN_PAIR: Final = (EventTiming.CM, EventTiming.CV)
_STEMS: Final = {MealRelation.BEFORE: "A", MealRelation.WITH: "", MealRelation.AFTER: "P"}


@attrs.frozen(kw_only=True)
class Moment:
    """
    One wall time of an active day.

    Args:
        name: What the prescription calls it.
        at: From the active day's midnight, as the clock on the wall counts; negative or
            over a day where an offset leads into a neighbouring day.
        event: The event to which it is tied, if any.
        is_assumed: Whether a convention had to fill in something.
    """

    name: str
    at: timedelta
    event: EventTiming | None = None
    is_assumed: bool = False


def named_moments(
    repeat: Repeat, *, clock: DailyClock, frequency: int | None
) -> tuple[Moment, ...]:
    """
    Give the moments that a rule names itself, by ``timeOfDay`` or ``when``.

    Args:
        repeat: The rule; ``IMD``, which names no time of day, is left out.
        clock: The clock times of the events.
        frequency: How many of them a day should have, where that is known; it decides
            which meals a code for all three means.

    Raises:
        NoClockTimeError: An event has no clock time; all such events together.
    """
    if repeat.times_of_day:
        return tuple(Moment(name=_text(at), at=_since_midnight(at)) for at in repeat.times_of_day)
    moments: dict[str, Moment] = {}
    faults: list[Fault] = []
    for event, is_assumed in _single_events(repeat.when, clock, frequency):
        try:
            moment = _event_moment(event, repeat.offset_minutes, clock, is_assumed=is_assumed)
        except NoClockTimeError as error:
            faults.extend(error.faults)
        else:
            moments.setdefault(moment.name, moment)
    if faults:
        raise NoClockTimeError(*faults)
    return tuple(sorted(moments.values(), key=lambda moment: moment.at))


def code_moments(code: str | None, *, clock: DailyClock) -> tuple[Moment, ...]:
    """
    Give the moments that an institution keeps for a code; none where it keeps none.
    """
    times = clock.at_code(code) if code else None
    return _numbered(code or "", times or ())


def daily_moments(frequency: int, *, clock: DailyClock) -> tuple[Moment, ...]:
    """
    Give the moments of a number of doses a day.

    Raises:
        NoClockTimeError: The clock does not say when these are.
    """
    times = clock.times_a_day(frequency)
    if times is None:
        problem = f"asks for {frequency} times a day, for which the daily clock has no times"
        remedy = "Order by timeOfDay or when."
        if frequency < 100:  # noqa: PLR2004 - a clock's key has two digits
            remedy = f'Give the clock "{frequency}/d", or order by timeOfDay or when.'
        raise NoClockTimeError(Fault(field="frequency", problem=problem, remedy=remedy))
    return _numbered(f"{frequency}/d", times)


def single_moment(*, clock: DailyClock, begin: timedelta | None) -> tuple[Moment, ...]:
    """
    Give the one moment of a day that has one dose and no named time.

    Args:
        clock: The clock times of the day.
        begin: From midnight to the time at which the schedule begins; None where it
            begins with a day.

    Returns:
        The clock's time for once a day; else the time of the beginning; else the morning,
        which is then assumed.

    Raises:
        NoClockTimeError: None of the three is known.
    """
    if (times := clock.times_a_day(1)) is not None:
        return _numbered("1/d", times)
    if begin is not None:
        return (Moment(name="start", at=begin),)
    if EventTiming.MORN in clock.events:
        at = _since_midnight(clock.events[EventTiming.MORN])
        return (Moment(name="1/d.1", at=at, event=EventTiming.MORN, is_assumed=True),)
    problem, remedy = "names no time of day", 'Give the clock "QD", or a start with a time.'
    raise NoClockTimeError(Fault(field="frequency", problem=problem, remedy=remedy))


def _numbered(stem: str, times: Iterable[time]) -> tuple[Moment, ...]:
    return tuple(
        Moment(name=f"{stem}.{number}", at=_since_midnight(at))
        for number, at in enumerate(times, start=1)
    )


def _single_events(
    events: Iterable[EventTiming], clock: DailyClock, frequency: int | None
) -> list[tuple[EventTiming, bool]]:
    single: list[tuple[EventTiming, bool]] = []
    for event in events:
        if event in {EventTiming.C, EventTiming.AC, EventTiming.PC}:
            relation, meals = MEAL_EVENTS[event]
            chosen = {1: (clock.main_meal,), 2: _MAIN_PAIR}.get(frequency or 0, meals)
            for meal in chosen:
                code = _STEMS[relation] + meal.value
                single.append((EventTiming(code), chosen != meals))
        elif event is not EventTiming.IMD:
            single.append((event, False))
    return single


def _event_moment(
    event: EventTiming, offset_minutes: int | None, clock: DailyClock, *, is_assumed: bool
) -> Moment:
    if event not in MEAL_EVENTS:
        sign = -1 if event is EventTiming.HS else 1
        lead = sign * (offset_minutes or 0)
        at = _since_midnight(clock.at_event(event)) + timedelta(minutes=lead)
        return Moment(name=event.value, at=at, event=event, is_assumed=is_assumed)
    relation, (meal,) = MEAL_EVENTS[event]
    if offset_minutes is None and event in clock.events:
        at = _since_midnight(clock.events[event])
        return Moment(name=event.value, at=at, event=event, is_assumed=is_assumed)
    known = 0 if relation is MealRelation.WITH else offset_minutes
    if relation is MealRelation.BEFORE and known is not None:
        known = -known
    if known is None:
        known = clock.lead(event)
    if known is None:
        is_assumed = True
        known = DEFAULT_LEAD_MINUTES * (-1 if relation is MealRelation.BEFORE else 1)
    at = _since_midnight(clock.at_event(meal)) + timedelta(minutes=known)
    return Moment(name=event.value, at=at, event=event, is_assumed=is_assumed)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)


def _text(at: time) -> str:
    return at.isoformat(timespec="minutes" if at.second == 0 else "seconds")
