"""
Time in hospital.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dastern_core.adherence import (
    CarryOver,
    Measure,
    Span,
    Stay,
    SupplyEvent,
    Window,
    WindowPlan,
    Windows,
    intervals_at_home,
    measure_at_home,
)
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]
_DAY = date(2026, 1, 1)


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


def test_a_stay_must_not_run_backwards() -> None:
    """
    Discharge is not before admission.
    """
    with pytest.raises(InvalidInputError, match="discharged is before the admission"):
        _stay(5, 4)
