"""
Acts of reading: what a piece of an instruction adds to its clause.

An act gives the clause with what was found, or None where the clause says otherwise
already or the piece has no safe meaning there: it is left over then.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.kernel import parse_amount
from dastern_core.schedule.sig_clauses import DAILY, WEIGHED, Clause, Route
from dastern_core.schedule.sig_words import NUMBERS, UNITS, plain
from dastern_core.schedule.timing import TimeUnit

__all__ = [
    "Act",
    "amount_per",
    "bare_amount",
    "counted",
    "crossed",
    "daily",
    "dose",
    "every",
    "frequency",
    "grid",
    "most",
    "needed",
    "number_of",
    "number_per",
    "passed",
    "route",
    "site",
    "split",
    "stated",
    "up_to",
]

Act = Callable[[Clause, re.Match[str]], Clause | None]
"""
Adds what was found to a clause.
"""

_EYE_OR_DAY: Final = re.compile(r"o\.?d\.?")


def number_of(text: str) -> Fraction:
    """
    Read an amount in figures or in words.
    """
    for word, value in NUMBERS.items():
        if re.fullmatch(word, text):
            return parse_amount(value)
    return parse_amount(text)


def _range(found: re.Match[str]) -> tuple[Fraction, Fraction | None]:
    return number_of(found["low"]), number_of(found["high"]) if found["high"] else None


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


def number_per(unit: TimeUnit) -> Act:
    """
    Add "2 a day": how often the amount that was said, or else an amount and how often.
    """

    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        if clause.low is not None or clause.grid:
            return frequency(unit)(clause, found)
        amount = dose(None)(clause, found)
        return amount and amount_per(unit)(amount, found)

    return act


def up_to(clause: Clause, found: re.Match[str]) -> Clause | None:
    """
    Add at most how often a day.
    """
    number = number_of(found["low"])
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
    number = number_of(found["low"])
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
    amounts = tuple(number_of(part.strip()) for part in re.split(r" ?- ?", found["grid"]))
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
        amount, length = number_of(found["low"]), number_of(found["length"] or "1")
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
