"""
Acts of reading: what a piece of an instruction adds to its clause.

An act gives the clause with what was found, or None where the clause says otherwise
already or the piece has no safe meaning there: it is left over then.
"""

import re
from collections.abc import Callable
from datetime import date, time
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.kernel import parse_amount
from dastern_core.schedule.meals import EventTiming, MealRelation
from dastern_core.schedule.sig_clauses import DAILY, MEAL_STEMS, WEIGHED, Clause, Route
from dastern_core.schedule.sig_words import DAYS, NUMBERS, UNIT_OF_TIME, UNITS, plain
from dastern_core.schedule.timing import TimeUnit, Weekday

__all__ = [
    "Act",
    "amount_per",
    "at_hours",
    "at_midnight",
    "at_time",
    "bare_amount",
    "counted",
    "crossed",
    "daily",
    "dose",
    "every",
    "frequency",
    "grid",
    "lasting",
    "meal",
    "most",
    "needed",
    "not_on_days",
    "noted",
    "on_day",
    "on_days",
    "passed",
    "route",
    "site",
    "split",
    "stated",
    "until",
    "up_to",
    "when",
]

Act = Callable[[Clause, re.Match[str]], Clause | None]
"""
Adds what was found to a clause.
"""

_NOON: Final = 12
_LAST_HOUR: Final = 23
_LAST_MINUTE: Final = 59
_EYE_OR_DAY: Final = re.compile(r"o\.?d\.?")


def _number(text: str) -> Fraction:
    for word, value in NUMBERS.items():
        if re.fullmatch(word, text):
            return parse_amount(value)
    return parse_amount(text)


def _range(found: re.Match[str]) -> tuple[Fraction, Fraction | None]:
    return _number(found["low"]), _number(found["high"]) if found["high"] else None


def _unit(word: str | None) -> str | None:
    return next(
        (name for name, words in UNITS.items() if re.fullmatch(plain(words), word or "")),
        None,
    )


def passed(clause: Clause, _found: re.Match[str]) -> Clause:
    """
    Add nothing.
    """
    return clause


def dose(unit: str | None, times: int = 1) -> Act:
    """
    Add an amount, or a range of amounts, in a unit.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        if clause.low is not None or clause.grid:
            return None
        low, high = _range(found)
        half = Fraction(1, 2) if found.groupdict().get("half") else Fraction(0)
        if low == 0 or (high is not None and high <= low):
            return None
        low, high = (low + half) * times, high and (high + half) * times
        led_by = [name for name, led in (("when", _named(clause)), ("days", clause.days)) if led]
        return attrs.evolve(clause, low=low, high=high, unit=unit, led_by=frozenset(led_by))

    return act


def _named(clause: Clause) -> bool:
    return bool(clause.when or clause.times)


def bare_amount(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add a number without a unit: an amount only where an instruction begins.
    """
    return None if clause.says_when else dose(None)(clause, found)


def frequency(unit: TimeUnit) -> Act:
    """
    Add how often in a unit of time.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        low, high = _range(found)
        if any(one.denominator != 1 for one in (low, high or low)):
            return None
        return clause.with_once(
            frequency=(int(low), None if high is None else int(high)),
            cycle=(Fraction(1), None, unit),
        )

    return act


def up_to(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add at most how often a day.
    """
    number = _number(found["low"])
    if number.denominator != 1 or number <= 1:
        return None
    return clause.with_once(frequency=(1, int(number)), cycle=DAILY)


def stated(stated: tuple[int, int, TimeUnit]) -> Act:
    """
    Add frequency and cycle that one word states.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        times, period, unit = stated
        if _EYE_OR_DAY.fullmatch(found.group()) and clause.unit == "drop":
            return None  # of drops it may mean the right eye
        if (times, period, unit) == (1, 1, TimeUnit.DAY) and clause.cycle == DAILY:
            return clause  # "3 times a day, every day" says it twice
        return clause.with_once(frequency=(times, None), cycle=(Fraction(period), None, unit))

    return act


def daily(clause: Clause, _found: re.Match[str]) -> Clause | None:
    """
    Add "a day" beside named times: it says nothing more.
    """
    return clause if clause.when or clause.times or clause.grid else None


def amount_per(unit: TimeUnit) -> Act:
    """
    Add "a day" or "a week" after an amount: "2 cp/j" may be at once or over the day.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        if clause.low is None:
            return daily(clause, found) if unit is TimeUnit.DAY else None
        is_counted = clause.unit not in WEIGHED
        if clause.high is not None:
            return None
        if is_counted and clause.low > 1 and clause.low.denominator != 1:
            return None
        once = clause.with_once(frequency=(1, None), cycle=(Fraction(1), None, unit))
        is_single = clause.low <= 1 or clause.when or clause.times
        is_swappable = is_counted and not is_single
        return once and attrs.evolve(once, is_swappable=is_swappable, is_daily_amount=True)

    return act


def split(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Share a day's amount out among a number of doses.
    """
    number = _number(found["low"])
    if clause.low is None or clause.high is not None or number.denominator != 1 or number == 0:
        return None
    if not clause.is_daily_amount and clause.says_when:
        return None
    return attrs.evolve(
        clause,
        low=clause.low / number,
        frequency=(int(number), None),
        cycle=DAILY,
        is_swappable=False,
        is_daily_amount=False,
    )


def every(unit: TimeUnit) -> Act:
    """
    Add a cycle, or a range of cycles.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        return clause.with_once(frequency=(1, None), cycle=(*_range(found), unit))

    return act


def lasting(unit: TimeUnit) -> Act:
    """
    Add a length: of the course, or in minutes and hours of one intake.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        length = (_number(found["low"]), unit)
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

    def act(clause: Clause, _found: re.Match[str]) -> Clause | None:
        if "when" in clause.led_by:
            return None  # "matin 2 cp soir 1 cp": the next dose begins
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
            event = EventTiming(MEAL_STEMS[relation] + letter)
            return led and attrs.evolve(led, when=(*led.when, event))
        return led and led.with_once(meal=relation)

    return act


def _lead(found: re.Match[str]) -> Fraction | None:
    if not found["lead"]:
        return None
    is_hours = re.fullmatch(UNIT_OF_TIME[TimeUnit.HOUR], found["lead_unit"])
    return _number(found["lead"]) * (60 if is_hours else 1)


def noted(relation: MealRelation, note: str) -> Act:
    """
    Add a relation to meals that says more than a code can hold.
    """

    def act(clause: Clause, _found: re.Match[str]) -> Clause | None:
        related = clause.with_once(meal=relation)
        return related and attrs.evolve(related, notes=(*related.notes, note))

    return act


def route(way: Route) -> Act:
    """
    Add a route.
    """

    def act(clause: Clause, _found: re.Match[str]) -> Clause | None:
        return clause.with_once(route=way)

    return act


def site(place: str) -> Act:
    """
    Add where on the body.
    """

    def act(clause: Clause, _found: re.Match[str]) -> Clause | None:
        return clause.with_once(site=place)

    return act


def grid(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add the amounts of the times of day.
    """
    if clause.low is not None or clause.when or clause.times:
        return None
    amounts = tuple(_number(part.strip()) for part in re.split(r" ?- ?", found["grid"]))
    return clause.with_once(grid=amounts, unit=_unit(found["u"]))


def crossed(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add "2x3": amount and frequency, in one order or the other.
    """
    first, second = Fraction(found["a"]), int(found["b"])
    both = clause.with_once(low=first, frequency=(second, None), cycle=DAILY)
    # 1x3 is always one, three times; nothing is nothing.
    swappable = first not in {1, second}
    return attrs.evolve(both, is_swappable=swappable) if both and first else None


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


_AFTERNOON: Final = frozenset({"pm", "soir", "apres-midi", "រសៀល", "ល្ងាច", "យប់"})


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


def needed(clause: Clause, found: re.Match[str]) -> Clause:
    """
    Add that it is taken as needed, and what for.
    """
    return attrs.evolve(clause, as_needed=True, reason=found["reason"] or clause.reason)


def most(unit: TimeUnit) -> Act:
    """
    Add the most that may be taken in a length of time.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        amount, length = _number(found["low"]), _number(found["length"] or "1")
        named = _unit(found["u"])
        if amount == 0 or length == 0 or (named is None and clause.low != 1):
            return None  # "max 3" after two tablets may be three tablets or three doses
        return clause.with_once(most=(amount, named, length, unit))

    return act


def counted(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add how many doses there are in all.
    """
    return clause.with_once(count=int(found["count"] or 1))
