"""
More supply than the days need.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dastern_core.adherence import CarryOver, Overuse, SupplyEvent, Window, Windows, overuse
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]


def _overuse(events: tuple[SupplyEvent, ...], threshold_days: float = 5) -> Overuse | None:
    first = date(2026, 1, 1)
    year = Window.between(first, first + timedelta(days=365))
    return overuse(
        events,
        windows=Windows(followup=year, observation=year),
        carry_over=CarryOver(),
        threshold_days=threshold_days,
    )


@pytest.mark.parametrize(
    ("words", "possession", "excess", "stocks"),
    [
        ("0:30 25:30 45:30", 60 / 45, 15, [15]),
        ("0:30 60:30", 0.5, 0, []),
        ("0:30 0:30", None, 30, [30]),
        ("0:30 20:30 100:30", 0.6, 0, [10]),
    ],
)
def test_oversupply_is_told_in_days(
    *, supply: Supply, words: str, possession: float | None, excess: float, stocks: list[float]
) -> None:
    """
    The ratio, the days beyond those needed, and the stock beyond the threshold.
    """
    actual = _overuse(supply(words))

    assert actual is not None
    assert possession == pytest.approx(actual.possession)
    assert (excess, stocks) == (actual.excess_days, [one.days for one in actual.stocks])


def test_without_an_event_nothing_is_told(supply: Supply) -> None:
    """
    No event in the window, no oversupply and no denial of it.
    """
    assert _overuse(supply("500:30")) is None


def test_the_threshold_is_a_length_of_time() -> None:
    """
    A negative threshold is refused.
    """
    with pytest.raises(InvalidInputError, match="threshold_days is no length"):
        _overuse((), threshold_days=-1)
