"""
Sliding windows.
"""

from collections.abc import Callable

import pytest

from dastern_core.adherence import (
    MOST_WINDOWS,
    Measure,
    Slide,
    Span,
    SupplyEvent,
    Unit,
    WindowPlan,
    measure_sliding,
)
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]


def _slid(
    events: tuple[SupplyEvent, ...], slide: Slide, days: int = 100
) -> list[tuple[float, float]]:
    plan = WindowPlan(followup=Span(count=days), observation=Span(count=days))
    day = events[0].number
    return [
        (one.window.start - day, one.window.end - day)
        for one in measure_sliding(Measure.CMA0, events, plan=plan, slide=slide)
    ]


def _days(count: float) -> Span:
    return Span(count=count)


def test_no_events_are_no_windows() -> None:
    """
    Without events nothing anchors a window.
    """
    slide = Slide(length=_days(10), step=_days(10))

    assert () == measure_sliding(Measure.CMA7, (), plan=WindowPlan(), slide=slide)


@pytest.mark.parametrize(
    ("slide", "expected"),
    [
        (Slide(length=_days(40), step=_days(30)), [(0, 40), (30, 70), (60, 100)]),
        (Slide(length=_days(40), step=_days(30), start=_days(20)), [(20, 60), (50, 90)]),
        (Slide(length=_days(100), step=_days(30)), [(0, 100)]),
        (Slide(length=_days(101), step=_days(30)), []),
        (Slide(length=_days(40), step=_days(1), windows=1), [(0, 40)]),
        (Slide(length=_days(40), step=_days(1), windows=3), [(0, 40), (30, 70), (60, 100)]),
        (
            Slide(length=_days(20), step=_days(1), windows=2),
            [(0, 20), (20, 40), (40, 60), (60, 80), (80, 100)],
        ),
        (
            Slide(
                length=Span(count=1, unit=Unit.MONTHS),
                step=Span(count=10, unit=Unit.WEEKS),
            ),
            [(0, 30), (70, 100)],
        ),
        (
            Slide(length=_days(39.5), step=_days(41.5), start=_days(19)),
            [(19, 59), (61, 100)],
        ),
    ],
)
def test_windows_lie_wholly_in_the_observation(
    supply: Supply, slide: Slide, expected: list[tuple[float, float]]
) -> None:
    """
    Steps that were told, or windows spread evenly; a step is at most a window.
    """
    assert expected == _slid(supply("0:30"), slide)


def test_every_fault_of_a_slide_is_reported() -> None:
    """
    Lengths and counts out of range are named together.
    """
    with pytest.raises(InvalidInputError) as caught:
        Slide(start=_days(-1), length=_days(0), step=_days(0), windows=0)

    expected = ["start", "length", "step", "windows"]
    assert expected == [fault.field for fault in caught.value.faults]


def test_too_many_windows_are_refused(supply: Supply) -> None:
    """
    A step of a second would make millions of windows.
    """
    slide = Slide(length=_days(10), step=_days(1 / 86400))

    with pytest.raises(InvalidInputError, match=f"more than {MOST_WINDOWS} windows"):
        _slid(supply("0:30"), slide)


def test_options_reach_the_measure(supply: Supply) -> None:
    """
    Each window is measured with the carry-over options.
    """
    plan = WindowPlan(followup=_days(100), observation=_days(100))
    slide = Slide(length=_days(50), step=_days(50))

    actual = measure_sliding(
        Measure.CMA7, supply("0:60A 40:5B"), plan=plan, slide=slide, same_medication=True
    )

    assert [pytest.approx(45 / 50), 0.0] == [one.value for one in actual]
