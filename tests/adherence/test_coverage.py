"""
The proportion of days covered.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dastern_core.adherence import DaysCovered, Exclusion, SupplyEvent, days_covered
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]
_FIRST = date(2026, 1, 1)


def _covered(events: tuple[SupplyEvent, ...], days: int = 365) -> DaysCovered | None:
    return days_covered(events, first_day=_FIRST, last_day=_FIRST + timedelta(days=days - 1))


@pytest.mark.parametrize(
    ("words", "covered"),
    [
        ("0:90A 90:90B", 180),
        ("0:90A 0:90B 1:1B", 91),
        ("0:90A 83:90A", 180),
        ("0:90A 83:90B", 173),
        ("0:90A 83:90A 80:30B", 180),
        ("0:30A 100:30A", 60),
        ("0:30A 350:90A", 45),
        ("0:300A 10:300A", 365),
        ("0:13.5 20:13.5", 27),
        ("0:90 83:90", 180),
    ],
)
def test_each_day_counts_once(supply: Supply, words: str, covered: float) -> None:
    """
    Overlaps of one medicine move on, of another they count once, and the end cuts.
    """
    assert DaysCovered(covered=covered, days=365, exclusion=None) == _covered(supply(words))


def test_the_period_begins_with_the_first_fill_in_it(supply: Supply) -> None:
    """
    Days before the first fill are in no denominator and earlier fills do not count.
    """
    actual = days_covered(
        supply("0:90 110:30 140:30"), first_day=date(2026, 4, 11), last_day=date(2026, 12, 31)
    )

    expected = DaysCovered(covered=60, days=255, exclusion=None)
    assert expected == actual
    assert pytest.approx(60 / 255) == expected.share


@pytest.mark.parametrize(
    ("words", "days", "expected"),
    [
        ("0:90", 365, Exclusion.FILLED_ONCE),
        ("0:90A 0:90B", 365, Exclusion.FILLED_ONCE),
        ("0:30 30:30", 90, Exclusion.STARTED_LATE),
        ("0:30 30:30", 91, None),
    ],
)
def test_who_does_not_belong_in_the_measure_is_told(
    supply: Supply, words: str, days: int, expected: Exclusion | None
) -> None:
    """
    Two days with a fill and a treatment period of 91 days are needed.
    """
    actual = _covered(supply(words), days)

    assert actual is not None
    assert expected is actual.exclusion


def test_without_a_fill_there_is_nothing_to_count(supply: Supply) -> None:
    """
    A patient without a fill in the period has no treatment period.
    """
    assert _covered(supply("400:30")) is None


def test_the_period_must_not_run_backwards() -> None:
    """
    The last day is not before the first.
    """
    with pytest.raises(InvalidInputError, match="last_day is before the first"):
        days_covered((), first_day=date(2026, 1, 2), last_day=date(2026, 1, 1))
