"""
Patterns: what a timing means once the daily clock has named its times.

A pattern is either on the wall (it keeps the local clock) or elapsed (it keeps real
hours). The two are never mixed: every eight hours is not three times a day.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

import attrs
from dateutil.relativedelta import relativedelta

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule.abbreviations import REPEAT_OF_CODE, abbreviation
from dastern_core.schedule.anchors import whole_seconds
from dastern_core.schedule.clocks import DailyClock, NoClockTimeError
from dastern_core.schedule.days import DayRule
from dastern_core.schedule.meals import EventTiming
from dastern_core.schedule.moments import (
    Moment,
    code_moments,
    daily_moments,
    named_moments,
    single_moment,
)
from dastern_core.schedule.occurrences import ScheduleWarning
from dastern_core.schedule.timing import Repeat, TimeUnit, Timing, Weekday

__all__ = ["ElapsedRule", "Pattern", "UnschedulableError", "WallRule", "pattern_of", "repeat_of"]

_SECONDS_A_DAY: Final = 24 * 3600
_LEAST_DAYS: Final = {
    TimeUnit.DAY: 1,
    TimeUnit.WEEK: 7,
    TimeUnit.MONTH: 28,
    TimeUnit.YEAR: 365,
}


class UnschedulableError(InvalidInputError):
    """
    The dosage does not say when, or says it in a way that has no one meaning.
    """

    code = "unschedulable"


@attrs.frozen(kw_only=True)
class WallRule:
    """
    Doses that keep the local clock.

    Args:
        days: The active days.
        moments: The wall times of each of them.
    """

    days: DayRule
    moments: tuple[Moment, ...]


@attrs.frozen(kw_only=True)
class ElapsedRule:
    """
    Doses that keep a real distance.

    Args:
        step_seconds: From one to the next; at least 1.
        weekdays: On these local days only; empty for every day.
    """

    step_seconds: Fraction
    weekdays: tuple[Weekday, ...]


@attrs.frozen(kw_only=True)
class Pattern:
    """
    What a timing asks for.

    Args:
        rule: Where the doses lie; None where only events or "at once" say so.
        immediate: How long after the anchor one is due at once; None where none is.
        events: Instants and wall times that are listed one by one.
        is_assumed: Whether a convention had to fill in something.
        is_range: Whether the times or the cycle have a range; the least is scheduled.
        slack: How much longer the cycle may be, where it has a range.
        warnings: What a person should check.
    """

    rule: WallRule | ElapsedRule | None
    immediate: timedelta | None = None
    events: tuple[datetime, ...] = ()
    is_assumed: bool = False
    is_range: bool = False
    slack: relativedelta | None = None
    warnings: tuple[ScheduleWarning, ...] = ()


def repeat_of(timing: Timing) -> Repeat | None:
    """
    Give the rule in force: the timing's own, else the one that its code states.

    Returns:
        The rule; bounds and counts apply to a code as well. None where the timing lists
        instants only.

    Raises:
        UnschedulableError: There is neither rule, known code, count nor instant.

    Source:
        FHIR R5 Timing.code: "either the .code or the .repeat may be interpreted".
    """
    code, repeat = abbreviation(timing.code), timing.repeat
    if repeat is not None and (repeat.has_rule or (code is None and repeat.count)):
        return _completed(repeat, code)
    if code is not None:
        stated, own = REPEAT_OF_CODE[code], repeat or Repeat()
        return attrs.evolve(
            own,
            frequency=stated.frequency,
            period=stated.period,
            period_unit=stated.period_unit,
            when=stated.when,
        )
    if timing.events:
        return None
    problem = "does not say when in a way that can be computed"
    remedy = "Give repeat, event, or a code such as BID."
    raise UnschedulableError(Fault(field="timing", problem=problem, remedy=remedy))


def _completed(repeat: Repeat, code: str | None) -> Repeat:
    """
    Give a rule that names no time of day the event that its code names.
    """
    stated = REPEAT_OF_CODE[code] if code else Repeat()
    says_times = repeat.when or repeat.times_of_day
    if not stated.when or says_times or _cycle(repeat) != _cycle(stated):
        return repeat
    return attrs.evolve(repeat, when=stated.when)


def pattern_of(timing: Timing, *, clock: DailyClock, begin: timedelta | None) -> Pattern:
    """
    Make a timing ready for the calendar.

    Args:
        timing: When, as FHIR says it.
        clock: The clock times of what it names.
        begin: From midnight to the time at which it begins; None where it begins with a
            day.

    Returns:
        The pattern; a frequency or cycle with a range is scheduled at its least.

    Raises:
        NoClockTimeError: It names a time of day that the clock does not have.
        UnschedulableError: It has no meaning, or more than one.
    """
    repeat = repeat_of(timing)
    if repeat is None:
        return Pattern(rule=None, events=timing.events)
    code = abbreviation(timing.code)
    warnings = list(_disagreement(repeat, code))
    events = tuple(event for event in repeat.when if event is not EventTiming.IMD)
    immediate = _immediate(repeat) if len(events) < len(repeat.when) else None
    if immediate is not None and not events:
        return Pattern(rule=None, immediate=immediate, events=timing.events)
    agreed = None if warnings else code
    rule, is_assumed = _Reader(repeat, agreed, clock, begin, warnings).rule()
    if repeat.frequency_max is not None:
        message = f"{repeat.frequency} to {repeat.frequency_max} times: the least is scheduled."
        warnings.append(ScheduleWarning(code="frequency_range", message=message))
    return Pattern(
        rule=rule,
        immediate=immediate,
        events=timing.events,
        is_assumed=is_assumed,
        is_range=repeat.frequency_max is not None or repeat.period_max is not None,
        slack=_slack(repeat),
        warnings=tuple(warnings),
    )


def _immediate(repeat: Repeat) -> timedelta:
    # "At once" has no side, and an offset without a side lies after its event.
    return timedelta(minutes=repeat.offset_minutes or 0)


def _disagreement(repeat: Repeat, code: str | None) -> Iterable[ScheduleWarning]:
    if code is None:
        return
    stated = REPEAT_OF_CODE[code]
    pairs = zip(_cycle(repeat), _cycle(stated), strict=True)
    says_otherwise = any(mine not in {None, its} for mine, its in pairs)
    if says_otherwise or (stated.when and repeat.when not in {(), stated.when}):
        message = f"The code {code} and the rule disagree: the rule is scheduled."
        yield ScheduleWarning(code="code_disagrees", message=message)


def _cycle(repeat: Repeat) -> tuple[int | None, Fraction | None, TimeUnit | None]:
    return repeat.frequency, repeat.period, repeat.period_unit


def _slack(repeat: Repeat) -> relativedelta | None:
    if repeat.period is None or repeat.period_max is None or repeat.period_unit is None:
        return None
    more, unit = repeat.period_max - repeat.period, repeat.period_unit
    if unit in {TimeUnit.MONTH, TimeUnit.YEAR}:
        months = int(more * (12 if unit is TimeUnit.YEAR else 1))
        return relativedelta(months=min(months, 12 * 100))
    seconds = whole_seconds(more, unit, field="periodMax")
    return relativedelta(seconds=min(seconds, 366 * _SECONDS_A_DAY))


@attrs.define
class _Reader:
    """
    The decisions of one rule, in the order in which FHIR leaves them open.
    """

    repeat: Repeat
    code: str | None
    clock: DailyClock
    begin: timedelta | None
    warnings: list[ScheduleWarning]
    is_assumed: bool = False

    def rule(self) -> tuple[WallRule | ElapsedRule, bool]:
        """
        Give the rule, and whether something was assumed.
        """
        unit = self.repeat.period_unit or TimeUnit.DAY
        period = self.repeat.period or Fraction(1)
        named = self._named(unit, period)
        if unit.seconds is None and period.denominator == 1:
            return self._wall(named, unit, int(period)), self.is_assumed
        seconds = whole_seconds(period, unit, field="period")
        days, rest = divmod(seconds, _SECONDS_A_DAY)
        if named and rest:
            self._refuse("period", "is a cycle of hours beside named times of day")
        if named:
            self._assume("hours_as_days", f"{days} days on the wall, because times are named.")
            return self._wall(named, TimeUnit.DAY, days), self.is_assumed
        kept = code_moments(self.code, clock=self.clock)
        if kept:
            return WallRule(days=self._days(), moments=kept), self.is_assumed
        return self._elapsed(seconds), self.is_assumed

    def _elapsed(self, seconds: int) -> ElapsedRule:
        frequency = self.repeat.frequency or 1
        step = Fraction(seconds, frequency)
        if step < 1:
            self._refuse("frequency", "asks for more than one dose a second")
        if frequency > 1:
            self._assume("spread_evenly", f"{frequency} doses are spread evenly over the cycle.")
        if self.begin is None:
            self._assume("start_of_day", "Counted from the start of the first day.")
        return ElapsedRule(step_seconds=step, weekdays=self.repeat.days_of_week)

    def _named(self, unit: TimeUnit, period: Fraction) -> tuple[Moment, ...]:
        daily = unit is TimeUnit.DAY and period == 1
        try:
            named = named_moments(
                self.repeat, clock=self.clock, frequency=self.repeat.frequency if daily else None
            )
        except NoClockTimeError:
            named = code_moments(self.code, clock=self.clock)
            if not named or len(named) != self.repeat.frequency:
                raise
            message = f"the times of {self.code} stand in for events without a clock time."
            self._assume("code_for_events", message)
        return named

    def _wall(self, named: tuple[Moment, ...], unit: TimeUnit, period: int) -> WallRule:
        if named:
            days = self._spread(len(named), unit, period)
            return WallRule(days=days, moments=named)
        if unit is TimeUnit.WEEK and self.repeat.days_of_week:
            per_day = self._per_weekday(len(self.repeat.days_of_week))
            return WallRule(days=self._days(unit, period), moments=self._moments(per_day))
        frequency = self.repeat.frequency or 1
        length = _LEAST_DAYS[unit] * period
        if frequency <= length:
            days = self._spread(1, unit, period)
            return WallRule(days=days, moments=self._moments(1))
        if frequency % length or unit not in {TimeUnit.DAY, TimeUnit.WEEK}:
            self._refuse("frequency", "does not spread over the days of the cycle")
        return WallRule(days=self._days(), moments=self._moments(frequency // length))

    def _per_weekday(self, count: int) -> int:
        frequency = self.repeat.frequency or count
        if frequency % count == 0:
            return frequency // count
        if frequency > 1:
            self._refuse("frequency", "does not spread over dayOfWeek")
        self._assume("each_weekday", "One dose is scheduled on each of the listed days.")
        return 1

    def _spread(self, each_day: int, unit: TimeUnit, period: int) -> DayRule:
        """
        Give the active days of a cycle, when each of them has this many doses.
        """
        frequency, weekdays = self.repeat.frequency, self.repeat.days_of_week
        if frequency is None or frequency == each_day:
            return self._days(unit, period)
        if unit is TimeUnit.WEEK and weekdays:
            most = each_day * len(weekdays)
        elif unit is TimeUnit.DAY and period == 1:
            most = each_day
        else:
            most = each_day * _LEAST_DAYS[unit] * period
        if frequency > most or (frequency > each_day and frequency % each_day):
            self._refuse("frequency", f"asks for {frequency} doses where {each_day} times stand")
        if frequency < each_day:
            message = f"All {each_day} named times are scheduled, though frequency says less."
            self._assume("more_times_than_frequency", message)
            return self._days(unit, period)
        if weekdays:
            if unit is not TimeUnit.WEEK:
                self._refuse("frequency", "does not say on which of the days of dayOfWeek")
            if frequency < most:
                self._assume("each_weekday", "Doses are scheduled on each of the listed days.")
            return self._days(unit, period)
        self._assume("spread_evenly", "The days of the cycle are spread evenly.")
        return self._days(unit, period, days=frequency // each_day)

    def _days(self, unit: TimeUnit = TimeUnit.DAY, period: int = 1, *, days: int = 1) -> DayRule:
        weekdays, first_only = self.repeat.days_of_week, False
        if weekdays and unit in {TimeUnit.MONTH, TimeUnit.YEAR}:
            # "Once a month, on a Monday" is one dose; "monthly, Mondays" filters the days.
            first_only = self.repeat.frequency is not None
            if first_only:
                message = "Each cycle begins with the first of the listed days."
                self._assume("first_weekday", message)
            else:
                self._assume("each_weekday", "One dose is scheduled on each of the listed days.")
        return DayRule(
            unit=unit, period=period, days=days, weekdays=weekdays, is_first_only=first_only
        )

    def _moments(self, per_day: int) -> tuple[Moment, ...]:
        kept = code_moments(self.code, clock=self.clock)
        if len(kept) == per_day:
            return kept
        if self.code == "PM":
            problem, remedy = "PM has no time in the daily clock", 'Give the clock "PM".'
            raise NoClockTimeError(Fault(field="code", problem=problem, remedy=remedy))
        if per_day > 1:
            return daily_moments(per_day, clock=self.clock)
        return single_moment(clock=self.clock, begin=self.begin)

    def _assume(self, code: str, message: str) -> None:
        self.is_assumed = True
        self.warnings.append(ScheduleWarning(code=code, message=message[:1].upper() + message[1:]))

    def _refuse(self, field: str, problem: str) -> None:
        remedy = "Say the times with timeOfDay or when, or one rule for each of them."
        raise UnschedulableError(Fault(field=field, problem=problem, remedy=remedy))
