"""
Overuse: more supply than the days need.

Formula, over the n events of the observation window with days d and durations D::

    excess     = max(0, sum(D, without last) - (d_n - d_1))        0 and up
    possession = sum(D, without last) / (d_n - d_1)                the MPR, above 1 with excess

What the last event hands out is left out, because nobody knows yet whether it is used.
Supply in hand is what is left when the next event comes; see ``gaps``.

Assumption: medicine is taken as prescribed. Excess may mean that more was taken, that
supply was lost, or that a store was laid in; it is a reason to ask, not a verdict.

Source: Vollmer et al. 2012 for the ratio.
"""

import math
from collections.abc import Iterable

import attrs

from dastern_core.adherence.episodes import EXACT_DAYS
from dastern_core.adherence.gaps import CarryOver, intervals
from dastern_core.adherence.measures import Measure, measure_within
from dastern_core.adherence.supply import SupplyEvent
from dastern_core.adherence.windows import Windows
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["Overuse", "Stock", "overuse", "require_threshold"]


@attrs.frozen(kw_only=True)
class Stock:
    """
    Supply left in hand when more was handed out.

    Args:
        event: The event that found it.
        row: Its index among the events given, from 0.
        days: For how many days the supply left would have lasted.
    """

    event: SupplyEvent
    row: int
    days: float


@attrs.frozen(kw_only=True)
class Overuse:
    """
    How much more one patient was handed than the days needed.

    Args:
        possession: The medication possession ratio (CMA1); None where all events fall on
            one day.
        excess_days: Days of supply beyond the days until the last event.
        stocks: Each event that found more left over than the threshold, in order.
    """

    possession: float | None
    excess_days: float
    stocks: tuple[Stock, ...]


def overuse(
    events: Iterable[SupplyEvent],
    *,
    windows: Windows,
    carry_over: CarryOver,
    threshold_days: float,
) -> Overuse | None:
    """
    Measure one patient's oversupply.

    Args:
        events: In any order.
        windows: The patient's windows.
        carry_over: What becomes of supply that is left over.
        threshold_days: How much may be left over without being told, 0 or more: refills
            come a few days early.

    Returns:
        The oversupply; None without an event in the observation window.

    Raises:
        InvalidInputError: The threshold is no length of time, or an option needs a dose
            or a medicine that an event lacks.

    Example:
        >>> from datetime import date
        >>> from dastern_core.adherence import Window
        >>> first, last = date(2026, 1, 1), date(2026, 12, 31)
        >>> year = Window.between(first, last)
        >>> found = overuse(
        ...     [
        ...         SupplyEvent(day=first, duration_days=30),
        ...         SupplyEvent(day=date(2026, 1, 11), duration_days=30),
        ...     ],
        ...     windows=Windows(followup=year, observation=year),
        ...     carry_over=CarryOver(),
        ...     threshold_days=7,
        ... )
        >>> found.possession, found.excess_days, found.stocks[0].days
        (3.0, 20, 20.0)
    """
    require_threshold(threshold_days)
    known = tuple(events)
    played = intervals(known, windows=windows, carry_over=carry_over)
    observed = [one for one in played if one.observed]
    if not observed:
        return None
    handed_out = sum(one.event.duration_days for one in observed[:-1])
    needed = observed[-1].event.number - observed[0].event.number
    return Overuse(
        possession=measure_within(Measure.CMA1, known, windows=windows),
        excess_days=max(0.0, handed_out - needed),
        stocks=tuple(
            Stock(event=one.event, row=one.row, days=one.carried_in_days)
            for one in observed
            if one.carried_in_days > threshold_days + EXACT_DAYS
        ),
    )


def require_threshold(threshold_days: float) -> None:
    """
    Refuse a threshold that is no length of time.

    Raises:
        InvalidInputError: It is below 0 or not finite.
    """
    if not (math.isfinite(threshold_days) and threshold_days >= 0):
        problem, remedy = "is no length of time", "Give a finite number of days from 0 on."
        raise InvalidInputError(Fault(field="threshold_days", problem=problem, remedy=remedy))
