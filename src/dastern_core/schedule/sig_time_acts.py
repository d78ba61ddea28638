"""
Acts of reading about time: what a piece of an instruction says of days and hours.
"""

import re
from datetime import date, time
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.schedule.meals import MEAL_EVENTS, EventTiming, MealRelation
from dastern_core.schedule.sig_acts import Act, number_of
from dastern_core.schedule.sig_clauses import MEAL_STEMS, NEAR_MEALS, Clause
from dastern_core.schedule.sig_words import DAYS, UNIT_OF_TIME
from dastern_core.schedule.timing import TimeUnit, Weekday

__all__ = [
    "at_hours",
    "at_midnight",
    "at_time",
    "lasting",
    "meal",
    "not_on_days",
    "noted",
    "on_day",
    "on_days",
    "until",
    "when",
]

_NOON: Final = 12
_LAST_HOUR: Final = 23
_LAST_MINUTE: Final = 59
_JOINED: Final = re.compile(r"(?:\b(?:and|et|plus)|[+&]|និង)\s*(?:at|au|la|the|le)?\s*$")
_AFTERNOON: Final = frozenset({"pm", "soir", "apres-midi", "រសៀល", "ល្ងាច", "យប់"})


def lasting(unit: TimeUnit) -> Act:
    """
    Add a length: of the course, or in minutes and hours of one intake.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        length = (number_of(found["low"]), unit)
        if unit in {TimeUnit.MINUTE, TimeUnit.HOUR}:
            return clause.with_once(lasts=length)
        return None if clause.until else clause.with_once(length=length)

    return act


def until(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add a last day.
    """
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return None if clause.length else clause.with_once(until=day)


def when(events: tuple[EventTiming, ...]) -> Act:
    """
    Add events of the day.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        if "when" in clause.led_by:
            return None  # "matin 2 cp soir 1 cp": the next dose begins
        near_meals = clause.meal or set(clause.when) & set(MEAL_EVENTS)
        is_apart = not set(events) & (NEAR_MEALS | set(MEAL_EVENTS))
        if near_meals and is_apart and not _JOINED.search(found.string, 0, found.start()):
            return None  # "after dinner at night" may be one dose, "and at night" is another
        named = tuple(dict.fromkeys((*clause.when, *events)))
        return attrs.evolve(clause, when=named, is_swappable=False)

    return act


def meal(relation: MealRelation, letter: str) -> Act:
    """
    Add a relation to all meals, or to the meal of a letter.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        lead = _lead(found)
        if lead is not None and lead.denominator != 1:
            return None
        led = clause if lead is None else clause.with_once(offset=int(lead))
        if letter and "when" in clause.led_by:
            return None
        if letter:
            side = relation if found.groupdict().get("with", "") else _side(clause, relation)
            event = EventTiming(MEAL_STEMS[side] + letter)
            return led and attrs.evolve(led, when=(*led.when, event))
        if clause.low is not None and clause.when and not set(clause.when) & NEAR_MEALS:
            return (
                None  # "at night, after meals": no meal is at night, and all meals are more doses
            )
        return led and led.with_once(meal=relation)

    return act


def _side(clause: Clause, relation: MealRelation) -> MealRelation:
    """
    Give the relation of a meal without one of its own: "before breakfast and dinner".
    """
    before = [MEAL_EVENTS[event][0] for event in clause.when if event in MEAL_EVENTS]
    return before[-1] if before and relation is MealRelation.WITH else relation


def _lead(found: re.Match[str]) -> Fraction | None:
    if not found["lead"]:
        return None
    is_hours = re.fullmatch(UNIT_OF_TIME[TimeUnit.HOUR], found["lead_unit"])
    return number_of(found["lead"]) * (60 if is_hours else 1)


def noted(relation: MealRelation, note: str) -> Act:
    """
    Add a relation to meals that says more than a code can hold.
    """

    def act(clause: Clause, _found: re.Match[str]) -> Clause | None:
        related = clause.with_once(meal=relation)
        return related and attrs.evolve(related, notes=(*related.notes, note))

    return act


def at_time(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add a time of the day.
    """
    at = _time(found["hour"], found["minute"], found.groupdict().get("half"))
    if at is None or "when" in clause.led_by:
        return None
    return attrs.evolve(clause, times=(*clause.times, at), is_swappable=False)


def at_hours(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add several times of the day, written one after the other.
    """
    pieces = re.findall(r"([0-9]{1,2}) ?h ?([0-9]{2})?", found.group())
    times = [_time(hour, minute, None) for hour, minute in pieces]
    known = [at for at in times if at is not None]
    return attrs.evolve(clause, times=(*clause.times, *known)) if len(known) == len(times) else None


def at_midnight(clause: Clause, _found: re.Match[str]) -> Clause:
    """
    Add midnight.
    """
    return attrs.evolve(clause, times=(*clause.times, time(0)))


def _time(hour_text: str, minute_text: str | None, half: str | None) -> time | None:
    hour, minute = int(hour_text), int(minute_text or 0)
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half in _AFTERNOON else 0)
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return None
    return time(hour, minute)


def on_day(day: Weekday) -> Act:
    """
    Add a day of the week.
    """

    def act(clause: Clause, _found: re.Match[str]) -> Clause | None:
        if "days" in clause.led_by:
            return None
        return attrs.evolve(clause, days=(*clause.days, day))

    return act


def on_days(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add the days of the week from one to another.
    """
    week = tuple(Weekday)
    first, last = (
        next(number for number, day in enumerate(week) if re.fullmatch(DAYS[day], found[name]))
        for name in ("first", "last")
    )
    if last <= first:
        return None
    return attrs.evolve(clause, days=(*clause.days, *week[first : last + 1]))


def not_on_days(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add all days of the week but one or two.
    """
    left_out = {
        day
        for day, words in DAYS.items()
        for name in ("first", "last")
        if re.fullmatch(words, found[name] or "")
    }
    return clause.with_once(days=tuple(day for day in Weekday if day not in left_out))
