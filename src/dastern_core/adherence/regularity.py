"""
Regularity: how close to its time a dose is taken, and how much that varies.
"""

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from statistics import median

import attrs

from dastern_core.adherence.outcomes import TAKEN, Outcome

__all__ = ["Regularity", "regularity"]

_MINUTE = timedelta(minutes=1)
_MICROSECOND = timedelta(microseconds=1)


@attrs.frozen(kw_only=True)
class Regularity:
    """
    The habit behind the doses that were taken.

    Args:
        doses: How many of them have a known time.
        median_delay_minutes: Exact; negative where the habit is to take them early.
        median_deviation_minutes: The median absolute distance from that delay, exact:
            0 for a person who is always equally early or late. One forgotten dose
            hardly moves it, which is why it is no standard deviation.
    """

    doses: int
    median_delay_minutes: Fraction
    median_deviation_minutes: Fraction


def regularity(outcomes: Iterable[Outcome]) -> Regularity | None:
    """
    Measure how regularly doses are taken.

    Args:
        outcomes: In any order. As-needed doses have no time to keep and are left out, as
            is what was not taken or has no time.

    Returns:
        The habit, or None where no dose has a known time.
    """
    delays = [
        Fraction((outcome.acted_at - outcome.due_at) // _MICROSECOND, _MINUTE // _MICROSECOND)
        for outcome in outcomes
        if outcome.status in TAKEN and not outcome.as_needed and outcome.acted_at is not None
    ]
    if not delays:
        return None
    middle = median(delays)
    return Regularity(
        doses=len(delays),
        median_delay_minutes=middle,
        median_deviation_minutes=median(abs(delay - middle) for delay in delays),
    )
