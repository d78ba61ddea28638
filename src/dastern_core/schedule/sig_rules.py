"""
Rules of reading: which pieces of an instruction say what.
"""

import re
from collections.abc import Callable, Iterator
from datetime import time
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.kernel import parse_amount
from dastern_core.schedule.meals import EventTiming, MealRelation
from dastern_core.schedule.sig_clauses import MEAL_STEMS, Clause
from dastern_core.schedule.sig_words import (
    AS_NEEDED,
    DAYS,
    EVENTS,
    FILLERS,
    LATIN,
    MEALS,
    NUMBERS,
    SPOONS,
    TIMES_OF,
    UNIT_OF_TIME,
    UNITS,
)
from dastern_core.schedule.timing import TimeUnit, Weekday

__all__ = ["RULES", "Rule"]

_NUMBER: Final = (
    r"(?:[0-9]+ ?[½¼¾⅓⅔⅛]|[0-9]+ [0-9]/[0-9]|[0-9]+ ?/ ?[0-9]+|[0-9]+(?:[.,][0-9]+)?|[½¼¾⅓⅔⅛]|"
    + "|".join(NUMBERS)
    + ")"
)
_NOON: Final = 12
_LAST_HOUR: Final = 23
_LAST_MINUTE: Final = 59

_Act = Callable[[Clause, re.Match[str]], Clause | None]


@attrs.frozen
class Rule:
    """
    A pattern and what it adds to a clause.

    Args:
        meaning: What a piece of text that fits is taken for.
        pattern: At a place of the normalised text.
        act: Adds what was found to the clause; None where the clause says otherwise.
    """

    meaning: str
    pattern: re.Pattern[str]
    act: _Act


def _rule(meaning: str, pattern: str, act: _Act) -> Rule:
    # A Latin word ends where no letter follows; Khmer is written without spaces.
    return Rule(meaning, re.compile(rf"(?:{pattern})(?![a-zà-ÿ0-9])"), act)


def _number(text: str) -> Fraction:
    for word, value in NUMBERS.items():
        if re.fullmatch(word, text):
            return parse_amount(value)
    return parse_amount(text)


def _range(found: re.Match[str]) -> tuple[Fraction, Fraction | None]:
    return _number(found["low"]), _number(found["high"]) if found["high"] else None


def _dose(unit: str | None, times: int = 1) -> _Act:
    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        if clause.low is not None or clause.grid:
            return None
        low, high = _range(found)
        if low == 0:
            return None
        return attrs.evolve(clause, low=low * times, high=high and high * times, unit=unit)

    return act


def _bare_amount(clause: Clause, found: re.Match[str]) -> Clause | None:
    # A number without a unit is an amount only where an instruction begins.
    return None if clause.says_when else _dose(None)(clause, found)


def _frequency(unit: TimeUnit) -> _Act:
    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        low, high = _range(found)
        if any(one.denominator != 1 for one in (low, high or low)):
            return None
        return clause.with_once(
            frequency=(int(low), None if high is None else int(high)),
            cycle=(Fraction(1), None, unit),
        )

    return act


def _stated(stated: tuple[int, int, TimeUnit]) -> _Act:
    def act(clause: Clause, _found: re.Match[str]) -> Clause | None:
        frequency, period, unit = stated
        if (frequency, period, unit) == (1, 1, TimeUnit.DAY) and clause.is_daily:
            return clause  # "3 times a day, every day" says it twice
        return clause.with_once(frequency=(frequency, None), cycle=(Fraction(period), None, unit))

    return act


def _a_day(clause: Clause, _found: re.Match[str]) -> Clause | None:
    # "2 cp/j" may be two at once or two over the day; one a day is one a day.
    if clause.low is None or clause.low.denominator != 1 or clause.high is not None:
        return None
    daily = clause.with_once(frequency=(1, None), cycle=(Fraction(1), None, TimeUnit.DAY))
    return daily and attrs.evolve(daily, is_swappable=clause.low > 1)


def _every(unit: TimeUnit) -> _Act:
    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        return clause.with_once(frequency=(1, None), cycle=(*_range(found), unit))

    return act


def _length(unit: TimeUnit) -> _Act:
    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        length = (_number(found["low"]), unit)
        if unit in {TimeUnit.MINUTE, TimeUnit.HOUR}:
            return clause.with_once(lasts=length)
        return clause.with_once(length=length)

    return act


def _events(events: tuple[EventTiming, ...]) -> _Act:
    def act(clause: Clause, _found: re.Match[str]) -> Clause:
        return attrs.evolve(clause, when=tuple(dict.fromkeys((*clause.when, *events))))

    return act


def _meal(relation: MealRelation, meal: str) -> _Act:
    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        lead = found["lead"] and _number(found["lead"])
        if lead and lead.denominator != 1:
            return None
        led = clause.with_once(offset=int(lead)) if lead else clause
        if meal:
            event = EventTiming(MEAL_STEMS[relation] + meal)
            return led and attrs.evolve(led, when=(*led.when, event))
        return led and led.with_once(meal=relation)

    return act


def _grid(clause: Clause, found: re.Match[str]) -> Clause | None:
    if clause.low is not None:
        return None
    amounts = tuple(_number(part.strip()) for part in re.split(r" ?- ?", found["grid"]))
    word = found["u"] or ""
    unit = next((name for name, words in UNITS.items() if re.fullmatch(words, word)), None)
    return clause.with_once(grid=amounts, unit=unit)


def _cross(clause: Clause, found: re.Match[str]) -> Clause | None:
    first, second = Fraction(found["a"]), int(found["b"])
    crossed = clause.with_once(
        low=first, frequency=(second, None), cycle=(Fraction(1), None, TimeUnit.DAY)
    )
    # 1x3 is always one, three times; nothing is nothing.
    swappable = first not in {1, second}
    return attrs.evolve(crossed, is_swappable=swappable) if crossed and first else None


def _time_of_day(clause: Clause, found: re.Match[str]) -> Clause | None:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if found["half"] == "pm" else 0)
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return None
    return attrs.evolve(clause, times=(*clause.times, time(hour, minute)))


def _midnight(clause: Clause, _found: re.Match[str]) -> Clause:
    return attrs.evolve(clause, times=(*clause.times, time(0)))


def _day(day: Weekday) -> _Act:
    def act(clause: Clause, _found: re.Match[str]) -> Clause:
        return attrs.evolve(clause, days=(*clause.days, day))

    return act


def _needed(clause: Clause, found: re.Match[str]) -> Clause:
    return attrs.evolve(clause, as_needed=True, reason=found["reason"] or clause.reason)


def _counted(clause: Clause, found: re.Match[str]) -> Clause | None:
    return clause.with_once(count=int(found["count"] or 1))


def _passed(clause: Clause, _found: re.Match[str]) -> Clause:
    return clause


def _rules() -> Iterator[Rule]:
    span = rf"(?P<low>{_NUMBER})(?: ?(?:-|to|à|ou) ?(?P<high>{_NUMBER}))?"
    yield _rule("then", r"puis|ensuite|and then|then|បន្ទាប់មក", _passed)
    yield from _dose_rules(span)
    yield from _cycle_rules(span)
    yield from _day_rules()
    yield from _limit_rules()
    yield _rule("filler", FILLERS, _passed)


def _dose_rules(span: str) -> Iterator[Rule]:
    units = "|".join(UNITS.values())
    grid = rf"(?P<grid>{_NUMBER}(?: ?- ?{_NUMBER}){{2,3}})(?: ?(?P<u>{units}))?"
    yield _rule("grid", grid, _grid)
    for unit, words in UNITS.items():
        yield _rule("dose", rf"{span} ?(?:{words})", _dose(unit))
    for millilitres, words in SPOONS.items():
        yield _rule("dose", rf"{span} ?(?:{words})", _dose("ml", millilitres))
    yield _rule("amount", span, _bare_amount)
    a_day = r"(?: ?/ ?(?:day|jour|jr|j|d))?"
    yield _rule("dose and frequency", rf"(?P<a>[0-9]+) ?x ?(?P<b>[0-9]+){a_day}", _cross)
    yield _rule("dispensed", rf"(?:qsp|#|n ?=) ?[0-9]+(?: ?(?:{units}))?", _passed)


def _cycle_rules(span: str) -> Iterator[Rule]:
    times = r"(?: ?(?:times?|fois|x|prises?|ដង))?"
    every = r"every|each|q|/|toutes? les|tous les|chaque|(?:រៀង)?រាល់"
    lasting = r"x|for(?: the)?(?: next)?|pendant|pdt|durant|រយៈពេល"
    for unit, words in TIMES_OF.items():
        yield _rule("frequency", rf"(?:x ?|en )?{span}{times} ?(?:{words})", _frequency(unit))
    yield _rule("frequency", r"/ ?(?:day|jour|jr|j|d|ថ្ងៃ)|par jour|a day", _a_day)
    yield _rule("frequency", rf"{span} ?(?:times|fois|ដង)", _frequency(TimeUnit.DAY))
    for words, stated in LATIN.items():
        yield _rule("frequency", words, _stated(stated))
    for unit, words in UNIT_OF_TIME.items():
        yield _rule("frequency", rf"(?:{every}) ?{span} ?(?:{words})(?: ?ម្តង)?", _every(unit))
        yield _rule("frequency", rf"{span} ?(?:{words}) ?ម្តង", _every(unit))
        yield _rule("length", rf"(?:{lasting}) ?(?P<low>{_NUMBER}) ?(?:{words})", _length(unit))
    yield _rule("length", r"x ?(?P<low>[0-9]+)/7", _length(TimeUnit.DAY))
    yield _rule("length", r"j1 ?- ?j(?P<low>[0-9]+)", _length(TimeUnit.DAY))


def _day_rules() -> Iterator[Rule]:
    for words, events in EVENTS.items():
        yield _rule("when", words, _events(events))
    lead = rf"(?:(?P<lead>{_NUMBER}) ?(?:{UNIT_OF_TIME[TimeUnit.MINUTE]}) )?"
    for words, (relation, meal) in MEALS.items():
        yield _rule("meal", rf"{lead}(?:{words})", _meal(relation, meal))
    hour, minute, half = r"(?P<hour>[0-9]{1,2})", r"(?P<minute>[0-9]{2})", r"(?P<half>am|pm)"
    never = "(?!)"
    for clock in (
        rf"(?:at |à |@ ?)?{hour}:{minute} ?{half}?",
        rf"(?:at )?{hour}(?P<minute>{never})? ?{half}",
        rf"à {hour} ?h ?{minute}?(?P<half>{never})?",
    ):
        yield _rule("time", clock, _time_of_day)
    yield _rule("time", r"(?:at )?midnight|(?:à )?minuit", _midnight)
    for day, words in DAYS.items():
        yield _rule("day", rf"(?:on |le |ថ្ងៃ)?(?:{words})", _day(day))


def _limit_rules() -> Iterator[Rule]:
    for_what = r"(?: ?(?:for|pour) (?P<reason>[a-zà-ÿ]+))?"
    need = r"douleur|fièvre|pain|fever|ឈឺ|ក្តៅខ្លួន"
    yield _rule("as needed", rf"(?:{AS_NEEDED}){for_what}", _needed)
    yield _rule("as needed", rf"(?:si|if|for|ពេល) ?(?P<reason>{need})", _needed)
    yield _rule("count", r"(?:once|dose unique|en une prise)(?P<count>(?!))?", _counted)
    yield _rule("count", r"until (?P<count>[0-9]+) have been taken", _counted)


RULES: Final = tuple(_rules())
"""
All patterns; the longest that fits at a place counts.
"""
