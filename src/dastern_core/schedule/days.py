"""
Active days: the local days on which a rule asks for doses.

Months and years are counted from the first day each time and end with the month, so that
the 31st becomes the 28th and then the 31st again; counting on from the 28th would drift.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import attrs
from dateutil.relativedelta import relativedelta

from dastern_core.schedule.timing import TimeUnit, Weekday

__all__ = ["DayRule", "active_days"]

_WEEK: Final = 7
_MONTHS: Final = {TimeUnit.MONTH: 1, TimeUnit.YEAR: 12}


@attrs.frozen(kw_only=True)
class DayRule:
    """
    A cycle of local days.

    Args:
        unit: Day, week, month or year.
        period: How many of them make a cycle; at least 1.
        days: How many days of each cycle are active, spread evenly from its first.
        weekdays: Only these are active. In a cycle of weeks they are the active days of
            its first week, Monday to Sunday; in one of months or years, of its first
            month or year.
    """

    unit: TimeUnit = TimeUnit.DAY
    period: int = 1
    days: int = 1
    weekdays: tuple[Weekday, ...] = ()
    is_first_only: bool = False


def active_days(rule: DayRule, *, start: date, first: date, last: date) -> Iterator[date]:
    """
    Give the active days of a window in order.

    Args:
        rule: The cycle.
        start: Its first day.
        first: The window's first day.
        last: The window's last day.

    Returns:
        Days that are not before ``start``; the work grows with the window, not with the
        time since the start.
    """
    if not (rule.weekdays or rule.unit in _MONTHS or rule.days > 1):
        return _every(rule, start, first, last)
    if rule.unit in _MONTHS:
        days = _calendar_days(rule, start, first, last)
    elif rule.unit is TimeUnit.WEEK and rule.weekdays:
        days = _week_days(rule, start, first, last)
    else:
        days = _cycle_days(rule, start, first, last)
    wanted = {tuple(Weekday).index(day) for day in rule.weekdays} or set(range(_WEEK))
    low = max(start, first)
    return (day for day in days if low <= day <= last and day.weekday() in wanted)


def _every(rule: DayRule, start: date, first: date, last: date) -> Iterator[date]:
    length = rule.period * (_WEEK if rule.unit is TimeUnit.WEEK else 1)
    origin = start.toordinal()
    begin = origin + max(0, -((origin - first.toordinal()) // length)) * length
    return map(date.fromordinal, range(begin, last.toordinal() + 1, length))


def _cycle_days(rule: DayRule, start: date, first: date, last: date) -> Iterator[date]:
    length = rule.period * (_WEEK if rule.unit is TimeUnit.WEEK else 1)
    origin, end = start.toordinal(), last.toordinal()
    cycle = origin + max(0, (first.toordinal() - origin) // length) * length
    while cycle <= end:
        for index in range(rule.days):
            day = cycle + index * length // rule.days
            if day <= end:
                yield date.fromordinal(day)
        cycle += length


def _week_days(rule: DayRule, start: date, first: date, last: date) -> Iterator[date]:
    length = rule.period * _WEEK
    origin, end = start.toordinal() - start.weekday(), last.toordinal()
    week = origin + max(0, (first.toordinal() - origin) // length) * length
    while week <= end:
        yield from (date.fromordinal(day) for day in range(week, min(week + _WEEK, end + 1)))
        week += length


def _calendar_days(rule: DayRule, start: date, first: date, last: date) -> Iterator[date]:
    unit = _MONTHS[rule.unit]
    length = rule.period * unit
    passed = (first.year - start.year) * 12 + first.month - start.month
    months = max(0, passed // length - 1) * length
    while start.year + (start.month + months - 1) // 12 <= last.year:
        begin = start + relativedelta(months=months)
        if rule.weekdays:
            span = (start + relativedelta(months=months + unit) - begin).days
            offsets = list(range(span))
            if rule.is_first_only:
                wanted = {tuple(Weekday).index(day) for day in rule.weekdays}
                offsets = [min((day - begin.weekday()) % _WEEK for day in wanted)]
        else:
            span = (start + relativedelta(months=months + min(length, 12 * 400)) - begin).days
            offsets = [index * span // rule.days for index in range(rule.days)]
        yield from (date.fromordinal(begin.toordinal() + offset) for offset in offsets)
        months += length
