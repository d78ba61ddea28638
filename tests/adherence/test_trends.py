"""
Trends over days.
"""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from dastern_core.adherence import DOCTOR_TREND_DAYS, Outcome, Tally, Trend, TrendDay, trend
from dastern_core.kernel import InvalidInputError

Days = Callable[[str], tuple[Outcome, ...]]


def test_a_trend_shows_its_empty_days(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    A day without doses is in the trend without a rate, and the stretch before is apart.
    """
    expected = Trend(
        days=(
            TrendDay(day=date(2026, 6, 3), tally=Tally(on_time=1)),
            TrendDay(day=date(2026, 6, 4), tally=Tally()),
        ),
        total=Tally(on_time=1),
        before=Tally(on_time=1, missed=1),
    )

    assert expected == trend(days("o m o - m"), last_day=date(2026, 6, 4), zone=phnom_penh, days=2)


@pytest.mark.rule("ADH-07")
@pytest.mark.rule("ADH-08")
def test_seven_days_are_seven_in_the_total_too(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    By default the breakdown has seven days and the total has their doses.
    """
    actual = trend(days("m " * 8), last_day=date(2026, 6, 8), zone=phnom_penh)

    assert (7, Tally(missed=7), Tally(missed=1)) == (
        len(actual.days),
        actual.total,
        actual.before,
    )


@pytest.mark.rule("ADH-10")
def test_a_doctor_sees_thirty_daily_points(days: Days, phnom_penh: ZoneInfo) -> None:
    """
    The doctor's stretch has a point for each of the last thirty days, today's included.
    """
    last = date(2026, 6, 1) + timedelta(days=39)
    actual = trend(days("m " * 40), last_day=last, zone=phnom_penh, days=DOCTOR_TREND_DAYS)

    assert [last - timedelta(days=29 - n) for n in range(30)] == [one.day for one in actual.days]
    assert (Tally(missed=30), Tally(missed=10)) == (actual.total, actual.before)


@pytest.mark.parametrize(
    ("words", "expected"),
    [("m o", Fraction(1)), ("o om", Fraction(-1, 2)), ("- o", None), ("o d", None)],
)
def test_the_change_needs_both_rates(
    days: Days, phnom_penh: ZoneInfo, words: str, expected: Fraction | None
) -> None:
    """
    The change is the later rate minus the earlier, where both exist.
    """
    actual = trend(days(words), last_day=date(2026, 6, 2), zone=phnom_penh, days=1)

    assert expected == actual.change


@pytest.mark.rule("ADH-08")
@pytest.mark.parametrize("length", [0, 91])
def test_the_length_is_bounded(phnom_penh: ZoneInfo, length: int) -> None:
    """
    A trend covers 1 to 90 days.
    """
    with pytest.raises(InvalidInputError, match="days is out of range"):
        trend((), last_day=date(2026, 6, 1), zone=phnom_penh, days=length)
