"""
Trends: the rate of each day of a stretch, and whether it rises or falls.

A stretch of seven days has seven days, its last one included, in the total as in the
breakdown. A day without a counted dose is shown as such, never as 0 or 100.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import attrs

from dastern_core.adherence.outcomes import Outcome, due_day
from dastern_core.adherence.rates import Tally, rates_by_day, tally
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["DOCTOR_TREND_DAYS", "LONGEST_TREND_DAYS", "Trend", "TrendDay", "trend"]

DOCTOR_TREND_DAYS = 30
"""
The stretch that a doctor sees unless they ask for another (rule ADH-10).
"""

LONGEST_TREND_DAYS = 90
"""
The longest stretch that a trend covers (rule ADH-08).
"""


@attrs.frozen(kw_only=True)
class TrendDay:
    """
    One day of a trend.

    Args:
        day: The patient's calendar day.
        tally: How its doses ended; all zero on a day without doses.
    """

    day: date
    tally: Tally


@attrs.frozen(kw_only=True)
class Trend:
    """
    The days of a stretch, their total, and the total of the stretch before.

    Args:
        days: Every calendar day of the stretch, oldest first.
        total: All doses of these days together, each with equal weight.
        before: All doses of the equally long stretch that ends the day before.
    """

    days: tuple[TrendDay, ...]
    total: Tally
    before: Tally

    @property
    def change(self) -> Fraction | None:
        """
        The rate minus the rate before, within -1 and 1; None where either is missing.
        """
        if self.total.rate is None or self.before.rate is None:
            return None
        return self.total.rate - self.before.rate


def trend(outcomes: Iterable[Outcome], *, last_day: date, zone: ZoneInfo, days: int = 7) -> Trend:
    """
    Follow the rate over a stretch of days.

    Args:
        outcomes: In any order; those outside both stretches are left out.
        last_day: The stretch's last day, included, in the patient's zone.
        zone: The patient's zone.
        days: The stretch's length, 1 to 90; a doctor's is ``DOCTOR_TREND_DAYS``.

    Returns:
        Exactly ``days`` days and the totals.

    Raises:
        InvalidInputError: The length is out of range.

    Source:
        Rules ADH-07 and ADH-08.
    """
    if not 1 <= days <= LONGEST_TREND_DAYS:
        raise InvalidInputError(
            Fault(
                field="days",
                problem="is out of range",
                remedy=f"Give 1 to {LONGEST_TREND_DAYS} days.",
            )
        )
    first, first_before = (last_day - timedelta(days=n * days - 1) for n in (1, 2))
    dated = [(due_day(outcome, zone=zone), outcome) for outcome in outcomes]
    within = [outcome for day, outcome in dated if first <= day <= last_day]
    earlier = [outcome for day, outcome in dated if first_before <= day < first]
    found = rates_by_day(within, zone=zone)
    calendar = (first + timedelta(days=offset) for offset in range(days))
    return Trend(
        days=tuple(TrendDay(day=day, tally=found.get(day, Tally())) for day in calendar),
        total=tally(within),
        before=tally(earlier),
    )
