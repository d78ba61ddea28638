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
    ("fills", "covered", "days"),
    [
        # 25 March to 22 June, 5 July to 2 October, and on to 31 December.
        (["2018-03-25", "2018-07-05", "2018-09-25"], 270, 282),
        # 1 January to 29 June, 5 July to 2 October, 15 October to 31 December.
        (["2018-01-01", "2018-03-25", "2018-07-05", "2018-10-15"], 348, 365),
    ],
)
def test_pqas_own_examples(fills: list[str], covered: float, days: int) -> None:
    """
    Supplies of 90 days of one medicine in 2018, from PQA's page on diabetes medicines.
    """
    events = [SupplyEvent(day=date.fromisoformat(day), duration_days=90) for day in fills]

    actual = days_covered(events, first_day=date(2018, 1, 1), last_day=date(2018, 12, 31))

    assert DaysCovered(covered=covered, days=days, exclusion=None) == actual


def test_a_combination_is_a_fill_of_each_of_its_medicines(supply: Supply) -> None:
    """
    A until day 30, A with B from day 20: A moves on to day 60, B stays and adds nothing.
    """
    assert DaysCovered(covered=60, days=365, exclusion=None) == _covered(
        supply("0:30A 20:30A 20:30B")
    )


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
