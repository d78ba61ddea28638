"""
Time in hospital.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dastern_core.adherence import (
    CarryOver,
    DaysCovered,
    Exclusion,
    Measure,
    Span,
    Stay,
    SupplyEvent,
    Window,
    WindowPlan,
    Windows,
    days_covered_at_home,
    intervals_at_home,
    measure_at_home,
)
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]
_DAY = date(2026, 1, 1)
_LATE = Exclusion.STARTED_LATE


def _stay(first: int, last: int) -> Stay:
    return Stay(admitted=_DAY + timedelta(days=first), discharged=_DAY + timedelta(days=last))


def test_gaps_are_days_at_home(supply: Supply) -> None:
    """
    Thirty days' supply with ten in hospital lasts forty; overlapping stays count once.
    """
    events = supply("60:30 0:30")
    window = Window.between(_DAY, _DAY + timedelta(days=100))
    actual = intervals_at_home(
        events,
        windows=Windows(followup=window, observation=window),
        stays=[_stay(15, 20), _stay(10, 18)],
        carry_over=CarryOver(),
    )

    expected = [(events[1], 1, 50, 20), (events[0], 0, 40, 10)]
    assert expected == [(one.event, one.row, one.days, one.gap_days) for one in actual]


@pytest.mark.parametrize(
    ("kind", "words", "stay", "expected"),
    [
        (Measure.CMA7, "0:30", (10, 20), 30 / 90),
        (Measure.CMA2, "0:30 15:30", (10, 20), 60 / 90),
        (Measure.CMA2, "0:30 101:30", (95, 110), 30 / 95),
        (Measure.CMA9, "0:100 150:30", (0, 0), 100 / 150),
        (Measure.CMA7, "0:30", (0, 200), None),
        (Measure.CMA7, "", (0, 1), None),
    ],
)
def test_days_in_hospital_neither_use_supply_nor_count(
    *, supply: Supply, kind: Measure, words: str, stay: tuple[int, int], expected: float | None
) -> None:
    """
    They leave the denominator; what is handed out in a stay counts from its end.
    """
    plan = WindowPlan(followup=Span(count=200), observation=Span(count=100))
    actual = measure_at_home(kind, supply(words), plan=plan, stays=[_stay(*stay)])

    assert expected == pytest.approx(actual)


@pytest.mark.parametrize(
    ("words", "stay", "expected"),
    [
        # The first supply lasts until day 40, 10 of them in hospital; 90 days remain of 100.
        ("0:30 40:30", (10, 20), DaysCovered(covered=60, days=90, exclusion=None)),
        # Handed out in hospital on day 15, used from day 20 on.
        ("0:10 15:30", (10, 20), DaysCovered(covered=40, days=90, exclusion=None)),
        # Two fills in one stay are still fills on two days.
        ("12:30A 15:30B", (10, 20), DaysCovered(covered=30, days=80, exclusion=_LATE)),
        ("0:30", (0, 50), DaysCovered(covered=30, days=50, exclusion=Exclusion.FILLED_ONCE)),
        ("0:30 40:30", (0, 200), None),
        ("120:30", (0, 1), None),
        ("98:30 99:30", (99, 200), DaysCovered(covered=1, days=1, exclusion=_LATE)),
    ],
)
def test_days_in_hospital_leave_the_days_covered(
    supply: Supply, words: str, stay: tuple[int, int], expected: DaysCovered | None
) -> None:
    """
    They leave numerator and denominator, and who is in the measure is told in the calendar.
    """
    actual = days_covered_at_home(
        supply(words),
        first_day=_DAY,
        last_day=_DAY + timedelta(days=99),
        stays=[_stay(*stay)],
    )

    assert expected == actual


def test_a_stay_must_not_run_backwards() -> None:
    """
    Discharge is not before admission.
    """
    with pytest.raises(InvalidInputError, match="discharged is before the admission"):
        _stay(5, 4)
