"""
The calendar in whole numbers: days, weeks, months and years after a day.

Engines differ in what a month after 31 January is, so nothing is left to them: months
are counted in integers, and a day that a month lacks is the first of the next.

Source: the proleptic Gregorian calendar with years that begin in March, so that the leap
day comes last: Richards 2013, Explanatory Supplement to the Astronomical Almanac, 15.11.
"""

from collections.abc import Callable
from datetime import date

import ibis
import ibis.expr.types as ir

from dastern_core.adherence import Span, Unit

__all__ = ["add_after", "half_even"]

_DAYS_IN = {Unit.DAYS: 1, Unit.WEEKS: 7}
_MONTHS_IN = {Unit.MONTHS: 1, Unit.YEARS: 12}
_ERA_DAYS = 146_097  # of 400 years, after which the calendar repeats itself
_MARCH_0 = 306  # days from 1 March of the year before year 1 to its end
_MONTHS_IN_YEAR = 12
_Step = Callable[[ir.Table], ir.IntegerValue]


def add_after(table: ir.Table, name: str, since: str, span: Span | date) -> ir.Table:
    """
    Add the column of the days that lie a span after those of another.

    Args:
        table: What has the column.
        name: What to call the new column.
        since: The column of where to begin, as ``date.toordinal`` counts.
        span: How far to go; a date stands for itself.
    """
    if isinstance(span, date):
        return table.mutate(**{name: ibis.literal(span.toordinal(), "int64")})
    if span.unit in _DAYS_IN:
        return table.mutate(**{name: table[since] + round(_DAYS_IN[span.unit] * span.count)})
    ahead = _MONTHS_IN[span.unit] * round(span.count)
    # Step by step: in one expression each step would repeat the text of those before it.
    steps: tuple[_Step, ...] = (
        lambda t: t[since] + (_MARCH_0 - 1),
        lambda t: t.step0 // _ERA_DAYS,
        lambda t: t.step0 - t.step1 * _ERA_DAYS,
        lambda t: (t.step2 - t.step2 // 1460 + t.step2 // 36524 - t.step2 // 146096) // 365,
        lambda t: t.step2 - (365 * t.step3 + t.step3 // 4 - t.step3 // 100),
        lambda t: (5 * t.step4 + 2) // 153,  # months since March
        lambda t: t.step4 - (153 * t.step5 + 2) // 5,  # days since the first of the month
        lambda t: (t.step1 * 400 + t.step3) * _MONTHS_IN_YEAR + t.step5 + ahead,  # since March of 0
        lambda t: _first(t.step7) + t.step6,
        lambda t: _first(t.step7 + 1),
    )
    for number, step in enumerate(steps):
        table = table.mutate(**{f"step{number}": step(table)})
    table = table.mutate(**{name: ibis.least(table.step8, table.step9)})
    return table.drop(*(f"step{number}" for number in range(len(steps))))


def half_even(number: ir.NumericValue) -> ir.NumericValue:
    """
    Round to a whole number, halves to the even one, as Python does and engines do not.
    """
    low = number.floor().cast("float64")
    rest = number - low
    odd = low - 2 * (low / 2).floor()
    up = (rest > 0.5) | ((rest == 0.5) & (odd == 1))  # noqa: PLR2004 - one half
    return low + up.ifelse(1.0, 0.0)


def _first(months: ir.IntegerValue) -> ir.IntegerValue:
    """
    Give the day number of the first of a month, counted from March of year 0.
    """
    year = months // _MONTHS_IN_YEAR
    month = months - year * _MONTHS_IN_YEAR
    days = year * 365 + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5
    return days - (_MARCH_0 - 1)
