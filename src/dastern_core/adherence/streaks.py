"""
Streaks: consecutive days on which every dose was taken.

A late dose was taken. A day on which no dose counts, and a day with all taken so far
but one still due, neither lengthens a streak nor ends it.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import attrs

from dastern_core.adherence.outcomes import Outcome
from dastern_core.adherence.rates import rates_by_day

__all__ = ["Streak", "streak"]


@attrs.frozen(kw_only=True)
class Streak:
    """
    Days in a row with every dose taken.

    Args:
        current_days: The streak that no miss has ended yet.
        longest_days: The longest ever, the current one included.
    """

    current_days: int
    longest_days: int


def streak(outcomes: Iterable[Outcome], *, zone: ZoneInfo) -> Streak:
    """
    Count the days in a row on which the exact rate is 1.

    Args:
        outcomes: In any order, up to now.
        zone: The patient's zone.

    Returns:
        The current and the longest streak; both 0 for no outcomes.

    Source:
        Rule ADH-17.
    """
    current = longest = 0
    for day in rates_by_day(outcomes, zone=zone).values():
        if day.taken < day.counted:
            current = 0
        elif day.counted and not day.due:
            current += 1
            longest = max(longest, current)
    return Streak(current_days=current, longest_days=longest)
