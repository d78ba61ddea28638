"""
Rules of reading: which pieces of an instruction say what.
"""

import re
from collections.abc import Iterator
from typing import Final

import attrs

from dastern_core.schedule import sig_acts as acts
from dastern_core.schedule import sig_time_acts as times
from dastern_core.schedule.meals import MealRelation
from dastern_core.schedule.sig_clauses import Clause
from dastern_core.schedule.sig_words import (
    AS_NEEDED,
    DAYS,
    EMPTY_STOMACH,
    EVENTS,
    FILLERS,
    LATIN,
    MEALS,
    MOST,
    NUMBERS,
    OPEN_END,
    REASONS,
    ROUTES,
    SITES,
    SPOONS,
    THEN,
    TIMES_OF,
    UNIT_OF_TIME,
    UNITS,
    plain,
)
from dastern_core.schedule.timing import TimeUnit

__all__ = ["RULES", "Rule"]

_NUMBER: Final = (
    r"(?:[0-9]+ ?[½¼¾⅓⅔⅛]|[0-9]+ [0-9]/[0-9]|[0-9]+ ?/ ?[0-9]+|[0-9]+(?:[.,][0-9]+)?|[½¼¾⅓⅔⅛]|"
    + "|".join(NUMBERS)
    + ")"
)
_SPAN: Final = rf"(?P<low>{_NUMBER})(?: ?(?:-|to|à|ou|or|ទៅ|ឬ) ?(?P<high>{_NUMBER}))?"
_ONE: Final = rf"(?P<low>{_NUMBER})(?P<high>(?!))?"
_UNIT: Final = "|".join(UNITS.values())
_A_DAY: Final = r"/ ?(?:day|jour|jr|j|d|24 ?h|ថ្ងៃ)"
_NEVER: Final = "(?!)"


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
    act: acts.Act


def _rule(meaning: str, pattern: str, act: acts.Act) -> Rule:
    # A Latin word ends where no letter follows; Khmer is written without spaces.
    return _exactly(meaning, rf"(?:{pattern})(?!(?<=[a-zé0-9])[a-zé0-9])", act)


def _exactly(meaning: str, pattern: str, act: acts.Act) -> Rule:
    return Rule(meaning, re.compile(plain(pattern)), act)


def _rules() -> Iterator[Rule]:
    yield _rule("then", THEN, acts.passed)
    yield from _dose_rules()
    yield from _cycle_rules()
    yield from _length_rules()
    yield from _event_rules()
    yield from _clock_rules()
    yield from _day_rules()
    yield from _limit_rules()
    for words, way in ROUTES.items():
        yield _rule("route", words, acts.route(way))
    for words, place in SITES.items():
        yield _rule("site", words, acts.site(place))
    yield _rule("filler", FILLERS, acts.passed)
    yield _exactly("filler", rf"[-/](?= ?(?:{'|'.join(EVENTS)}))", acts.passed)


def _dose_rules() -> Iterator[Rule]:
    grid = rf"(?P<grid>{_NUMBER}(?: ?- ?{_NUMBER}){{2,3}})(?: ?(?P<u>{_UNIT}))?"
    yield _rule("grid", grid, acts.grid)
    half = r"(?P<half> (?:et demie?|and a half)| ?កន្លះ)?"
    for unit, words in UNITS.items():
        yield _rule("dose", rf"{_SPAN} ?(?:{words}){half}", acts.dose(unit))
        yield _rule("dose", rf"{_ONE} ?(?:{words}) ?(?P<half>½)", acts.dose(unit))
    for millilitres, words in SPOONS.items():
        yield _rule("dose", rf"{_SPAN} ?(?:{words})", acts.dose("ml", millilitres))
    yield _rule("amount", _SPAN, acts.bare_amount)
    # "1 matin 2 soir": a number before a time of day begins the next dose.
    events = "|".join(EVENTS)
    yield _exactly("dose", rf"{_SPAN}(?= ?(?:{events})(?![a-z]))", acts.dose(None))
    cross = rf"(?P<a>[0-9]+) ?x ?(?P<b>[0-9]+)(?: ?{_A_DAY})?"
    yield _rule("dose and frequency", cross, acts.crossed)
    yield _rule("dispensed", rf"(?:qsp|qty|disp|#|n ?=) ?:? ?[0-9]+(?: ?(?:{_UNIT}))?", acts.passed)
    yield _rule("split", rf"en {_ONE} prises?(?: ?(?:par jour|{_A_DAY}))?", acts.split)


def _cycle_rules() -> Iterator[Rule]:
    often = r"(?: ?(?:times?|fois|x|ដង))"
    once = r"(?:once |une fois )?"
    every = (
        rf"{once}(?:every|each)|q|/|par|{once}(?:(?:toutes?|ttes?) les|tous les|chaque)"
        r"|(?:រៀង)?រាល់(?:ពេល)?"
    )
    for unit, words in TIMES_OF.items():
        yield _rule("frequency", rf"(?:x ?)?{_SPAN}{often} ?(?:{words})", acts.frequency(unit))
        yield _rule("frequency", rf"x ?{_SPAN} ?(?:{words})", acts.frequency(unit))
        yield _rule("dose and frequency", rf"{_SPAN} ?(?:{words})", acts.number_per(unit))
    first = r"(?:ក្នុង ?)?(?:(?:មួយ|1) ?)?ថ្ងៃ(?:មួយ)?"
    yield _rule("frequency", rf"{first} ?{_SPAN} ?ដង", acts.frequency(TimeUnit.DAY))
    yield _rule("frequency", rf"{first} ?ម្តង", acts.stated((1, 1, TimeUnit.DAY)))
    a_day = rf"{_A_DAY}|par jour|a day|per day|daily|ក្នុង ?(?:មួយ|1) ?ថ្ងៃ"
    yield _rule("amount per", a_day, acts.amount_per(TimeUnit.DAY))
    yield _rule(
        "amount per", r"/ ?(?:week|semaine|sem)|par semaine", acts.amount_per(TimeUnit.WEEK)
    )
    yield _rule("amount per", r"/ ?(?:month|mois)|par mois", acts.amount_per(TimeUnit.MONTH))
    yield _rule("frequency", rf"(?:x ?)?{_SPAN} ?(?:times|fois|ដង)", acts.frequency(TimeUnit.DAY))
    yield _rule("frequency", rf"up to {_ONE} times? (?:a day|daily|per day)", acts.up_to)
    yield _rule("frequency", rf"jusqu'à {_ONE} fois (?:par jour|{_A_DAY})", acts.up_to)
    for words, stated in LATIN.items():
        yield _rule("frequency", words, acts.stated(stated))
    for unit, words in UNIT_OF_TIME.items():
        act = acts.every(unit)
        yield _rule("frequency", rf"(?:{every}) ?{_SPAN} ?(?:{words})(?: ?ម្តង)?", act)
        yield _rule("frequency", rf"{_SPAN} ?(?:{words}) ?ម្តង", act)


def _length_rules() -> Iterator[Rule]:
    lasting = r"x|for(?: the)?(?: next)?|pendant|pdt|durant|pour|qsp|(?:ក្នុង)?រយៈពេល|អស់"
    for unit, words in UNIT_OF_TIME.items():
        length = rf"(?P<low>{_NUMBER}) ?(?:{words})"
        yield _rule("length", rf"(?:{lasting}) ?{length}", times.lasting(unit))
        if unit.seconds is None:
            # A length that stands alone is one of the course where all else is said.
            yield _rule("length", rf"{length}(?! ?(?:par|per|/|sur|x|ដង|ម្តង))", _after_all(unit))
    for weeks, unit in (("7", TimeUnit.DAY), ("52", TimeUnit.WEEK), ("12", TimeUnit.MONTH)):
        lasts = rf"(?:x|for) ?(?P<low>[0-9]+)/{weeks}"
        yield _rule("length", lasts, times.lasting(unit))
    yield _rule("length", r"j1 ?- ?j(?P<low>[0-9]+)", times.lasting(TimeUnit.DAY))
    yield _rule("length", OPEN_END, acts.passed)
    iso = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    yield _rule("until", rf"(?:until|jusqu'au|jusqu'à|រហូតដល់(?:ថ្ងៃ(?:ទី)?)?) ?{iso}", times.until)
    day_first = r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"
    yield _rule("until", rf"(?:jusqu'au|រហូតដល់ថ្ងៃ(?:ទី)?) ?{day_first}", times.until)


def _after_all(unit: TimeUnit) -> acts.Act:
    def act(clause: Clause, found: re.Match[str]) -> Clause | None:
        return times.lasting(unit)(clause, found) if clause.says_when or clause.grid else None

    return act


def _event_rules() -> Iterator[Rule]:
    for words, events in EVENTS.items():
        yield _rule("when", words, times.when(events))
    units = "|".join(UNIT_OF_TIME[unit] for unit in (TimeUnit.MINUTE, TimeUnit.HOUR))
    lead = rf"(?:(?P<lead>{_NUMBER}) ?(?P<lead_unit>{units}) )?"
    for words, (relation, letter) in MEALS.items():
        yield _rule("meal", rf"{lead}(?:{words})", times.meal(relation, letter))
        after = rf"(?:{words}) ?(?P<lead>{_NUMBER}) ?(?P<lead_unit>{units})"
        yield _rule("meal", after, times.meal(relation, letter))
    empty = times.noted(MealRelation.BEFORE, "on an empty stomach")
    yield _rule("meal", EMPTY_STOMACH, empty)


def _clock_rules() -> Iterator[Rule]:
    hour, minute, half = r"(?P<hour>[0-9]{1,2})", r"(?P<minute>[0-9]{2})", r"(?P<half>am|pm)"
    for clock in (
        rf"(?:at |à |@ ?)?{hour}:{minute} ?{half}?",
        rf"(?:at )?{hour}(?P<minute>{_NEVER})? ?{half}",
        rf"(?:à|vers) {hour} ?h(?:eures?)? ?{minute}?",
        rf"(?:à )?{hour} ?h(?:eures?)? ?{minute}? (?:du |le )?(?P<half>matin|soir|après-midi)",
        rf"(?:នៅ ?)?ម៉ោង ?{hour}(?::{minute})? ?(?P<half>ព្រឹក|រសៀល|ល្ងាច|យប់)",
        rf"(?:នៅ ?)?ម៉ោង ?{hour}:{minute}",
    ):
        yield _rule("time", clock, times.at_time)
    one = r"[0-9]{1,2} ?h(?: ?[0-9]{2})?"
    yield _rule("time", rf"(?:à )?{one}(?: ?(?:[-,/;]|et) ?{one})+", times.at_hours)
    yield _rule("time", r"(?:at )?midnight|(?:à )?minuit", times.at_midnight)


def _day_rules() -> Iterator[Rule]:
    for day, words in DAYS.items():
        pattern = rf"(?:on |every |le |les |chaque |tous les |(?:រៀងរាល់)?ថ្ងៃ)?(?:{words})\.?"
        yield _rule("day", pattern, times.on_day(day))
    days = "|".join(DAYS.values())
    stretch = rf"(?:du |from )?(?P<first>{days}) ?(?:-|au|to|ដល់) ?(?P<last>{days})"
    yield _rule("day", stretch, times.on_days)
    but = rf"(?:sauf|except|លើកលែង(?:តែ)?) ?(?:on |le |les |ថ្ងៃ)?(?P<first>{days})"
    yield _rule("day", rf"{but}(?: (?:et|and) (?:le )?(?P<last>{days}))?", times.not_on_days)


def _limit_rules() -> Iterator[Rule]:
    reason = rf"(?:{REASONS})(?: (?:or|ou|et|and) (?:{REASONS}))?"
    for_what = rf"(?: ?(?:for|pour|សម្រាប់) (?P<reason>{reason}|[a-z]+))?"
    yield _rule("as needed", rf"(?:{AS_NEEDED}){for_what}", acts.needed)
    yield _rule("as needed", rf"(?:{AS_NEEDED}) (?P<reason>{reason})", acts.needed)
    condition = rf"(?:si|if|en cas de|ពេល(?:មាន)?|បើ(?:មាន)?) ?(?P<reason>{reason})"
    yield _rule("as needed", condition, acts.needed)
    yield _rule(
        "count",
        r"(?:once|dose unique|en une (?:seule )?prise|តែម្តងគត់)(?P<count>(?!))?",
        acts.counted,
    )
    yield _rule("count", r"until (?P<count>[0-9]+) have been taken", acts.counted)
    per = r"(?: ?(?:/|par|per|a|in|in any|en|ក្នុង(?:មួយ)?) ?)"
    for unit in (TimeUnit.HOUR, TimeUnit.DAY, TimeUnit.WEEK):
        length = rf"(?P<length>[0-9]+)? ?(?:{UNIT_OF_TIME[unit]})"
        limit = rf"(?:{MOST}) ?:? ?(?P<low>{_NUMBER}) ?(?P<u>{_UNIT})?{per}{length}"
        yield _rule("most", limit, acts.most(unit))


RULES: Final = tuple(_rules())
"""
All patterns; the longest that fits at a place counts.
"""
