"""
Durations that nobody wrote down.
"""

from datetime import date
from fractions import Fraction

import pytest

from dastern_core.adherence import Dispensing, DurationSource, SupplyEvent, durations, supplied
from dastern_core.kernel import InvalidInputError

_DAY = date(2026, 1, 1)
_MONTH = Dispensing(day=_DAY, duration_days=Fraction(30), medication="A")
_HALF = Dispensing(day=_DAY, quantity=Fraction(31), daily_dose=Fraction(2), medication="A")
_BLANK = Dispensing(day=_DAY, quantity=Fraction(31), medication="A")


def test_each_duration_says_where_it_comes_from() -> None:
    """
    Written down stays, quantity over dose is exact, and a median stands in for the rest.
    """
    actual = durations([_BLANK, _MONTH, _HALF])

    expected = [
        (Fraction(91, 4), DurationSource.MEDIAN, True),
        (Fraction(30), DurationSource.RECORDED, False),
        (Fraction(31, 2), DurationSource.QUANTITY, True),
    ]
    assert expected == [(one.days, one.source, one.derived) for one in actual]


@pytest.mark.parametrize(
    ("others", "fewest"),
    [
        ([_MONTH], 2),
        ([_MONTH, _HALF], None),
        ([_BLANK, _BLANK], 1),
        ([Dispensing(day=_DAY, duration_days=Fraction(30), medication="B")] * 2, 2),
    ],
)
def test_no_duration_rather_than_a_guess(others: list[Dispensing], fewest: int | None) -> None:
    """
    Too few others, other medicines and other blanks tell nothing, and nothing is measured.
    """
    actual = durations([_BLANK, *others], fewest_for_median=fewest)

    assert actual[0].days is None
    assert actual[0].source is DurationSource.UNKNOWN
    assert supplied(actual) is None


def test_known_durations_become_events() -> None:
    """
    The measures take what was found.
    """
    expected = (
        SupplyEvent(day=_DAY, duration_days=30, medication="A"),
        SupplyEvent(day=_DAY, duration_days=15.5, daily_dose=2, medication="A"),
    )
    assert expected == supplied(durations([_MONTH, _HALF]))


def test_what_cannot_be_is_refused() -> None:
    """
    Numbers are above 0, and a median is of something.
    """
    with pytest.raises(InvalidInputError, match="daily_dose is not above 0"):
        Dispensing(day=_DAY, quantity=Fraction(1), daily_dose=Fraction(0))
    with pytest.raises(InvalidInputError, match="median of nothing"):
        durations([], fewest_for_median=0)
