"""
Windows, and how they are placed.
"""

from datetime import date

import pytest

from dastern_core.adherence import Span, Unit, Window, WindowPlan, Windows, place
from dastern_core.kernel import InvalidInputError


@pytest.mark.parametrize(
    ("day", "count", "unit", "expected"),
    [
        (date(2021, 1, 1), 2.5, Unit.DAYS, date(2021, 1, 3)),
        (date(2021, 1, 1), 3.5, Unit.DAYS, date(2021, 1, 5)),
        (date(2021, 1, 10), -9, Unit.DAYS, date(2021, 1, 1)),
        (date(2021, 1, 1), 1.5, Unit.WEEKS, date(2021, 1, 11)),
        (date(2021, 1, 31), 1, Unit.MONTHS, date(2021, 3, 1)),
        (date(2021, 1, 15), 1.5, Unit.MONTHS, date(2021, 3, 15)),
        (date(2020, 2, 29), 1, Unit.YEARS, date(2021, 3, 1)),
        (date(2020, 2, 29), 4, Unit.YEARS, date(2024, 2, 29)),
    ],
)
def test_spans_are_added_as_the_reference_does(
    day: date, count: float, unit: Unit, expected: date
) -> None:
    """
    Halves go to even; a day that the month lacks becomes the first of the next.
    """
    assert expected == Span(count=count, unit=unit).after(day)


@pytest.mark.parametrize("count", [float("nan"), float("inf"), 4e6])
def test_a_span_must_be_a_length_of_time(count: float) -> None:
    """
    Not a number, infinity and ten thousand years are refused.
    """
    with pytest.raises(InvalidInputError, match="span is not a length of time"):
        Span(count=count)


@pytest.mark.parametrize("unit", list(Unit))
def test_a_span_that_leaves_the_calendar_is_refused(unit: Unit) -> None:
    """
    No date lies after the year 9999.
    """
    with pytest.raises(InvalidInputError, match="span leaves the calendar"):
        Span(count=3_000_000, unit=unit).after(date(2026, 1, 1))


def test_a_window_must_not_run_backwards() -> None:
    """
    The end is not before the start.
    """
    with pytest.raises(InvalidInputError, match="window ends before it starts"):
        Window.between(date(2026, 1, 2), date(2026, 1, 1))


def test_both_ends_belong_to_a_window() -> None:
    """
    A window of ten days has eleven dates.
    """
    window = Window(start=10, end=20)

    assert window.length == 10
    assert [number for number in range(30) if number in window] == list(range(10, 21))


@pytest.mark.parametrize(("start", "end"), [(9, 15), (15, 21)])
def test_the_observation_lies_within_the_follow_up(start: int, end: int) -> None:
    """
    Neither end of the observation leaves the follow-up.
    """
    with pytest.raises(InvalidInputError, match="leaves the follow-up window"):
        Windows(followup=Window(start=10, end=20), observation=Window(start=start, end=end))


def test_the_windows_default_to_two_years_from_the_first_event() -> None:
    """
    Without a plan both windows are the first 730 days.
    """
    window = Window.between(date(2026, 1, 1), date(2028, 1, 1))

    assert Windows(followup=window, observation=window) == place(
        WindowPlan(), first_day=date(2026, 1, 1)
    )


def test_windows_may_begin_on_a_given_day() -> None:
    """
    A constant day stands where a distance could.
    """
    plan = WindowPlan(
        followup_start=date(2026, 1, 1),
        followup=Span(count=1, unit=Unit.YEARS),
        observation_start=date(2026, 4, 1),
        observation=Span(count=6, unit=Unit.MONTHS),
    )

    expected = Windows(
        followup=Window.between(date(2026, 1, 1), date(2027, 1, 1)),
        observation=Window.between(date(2026, 4, 1), date(2026, 10, 1)),
    )
    assert expected == place(plan, first_day=date(2020, 2, 2))


def test_every_fault_of_a_plan_is_reported() -> None:
    """
    Lengths must be above 0 and the observation must not precede the follow-up.
    """
    with pytest.raises(InvalidInputError) as caught:
        WindowPlan(
            followup=Span(count=0),
            observation_start=Span(count=-1),
            observation=Span(count=-5),
        )

    expected = ["followup", "observation", "observation_start"]
    assert expected == [fault.field for fault in caught.value.faults]
