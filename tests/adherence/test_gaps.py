"""
Intervals, gaps and what is carried over.
"""

from collections.abc import Callable

import pytest

from dastern_core.adherence import CarryOver, SupplyEvent, Window, Windows, intervals
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]


def _windows(supply: Supply, start: int, end: int) -> Windows:
    day = supply("0:1")[0].number
    return Windows(
        followup=Window(start=day, end=day + 200),
        observation=Window(start=day + start, end=day + end),
    )


@pytest.mark.parametrize(
    ("words", "carry_over", "expected"),
    [
        ("0:30A1 40:30A1", CarryOver(), [10, 30]),
        ("0:60A1 40:30A1", CarryOver(), [0, 10]),
        ("0:60A1 40:30A1", CarryOver(within=False), [0, 30]),
        ("0:60A1 40:30B1", CarryOver(same_medication=True), [0, 30]),
        ("0:60A1 40:30A1", CarryOver(same_medication=True), [0, 10]),
        ("0:60A1 40:30A2", CarryOver(dosage_change=True), [0, 20]),
        ("0:60A2 40:30A1", CarryOver(dosage_change=True), [0, 0]),
        ("0:60A2 40:30B1", CarryOver(dosage_change=True, same_medication=True), [0, 30]),
        ("0:30A1 0:30A1", CarryOver(), [0, 40]),
    ],
)
def test_left_over_supply_is_carried_as_told(
    supply: Supply, words: str, carry_over: CarryOver, expected: list[float]
) -> None:
    """
    Carry-over fills the next gap, is lost with the medicine and scaled with the dose.
    """
    actual = intervals(supply(words), windows=_windows(supply, 0, 100), carry_over=carry_over)

    assert expected == [one.gap_days for one in actual]


@pytest.mark.parametrize(
    ("carry_over", "expected"),
    [
        (CarryOver(), [(1, True, 10, 0, 0), (2, True, 50, 20, 0)]),
        (CarryOver(into=True), [(0, False, 40, 0, 0), (1, True, 10, 20, 0), (2, True, 50, 40, 0)]),
        (
            CarryOver(into=True, within=False),
            [(0, False, 40, 0, 0), (1, True, 10, 0, 0), (2, True, 50, 0, 20)],
        ),
    ],
)
def test_events_before_the_observation_play_a_part_where_told(
    supply: Supply, carry_over: CarryOver, expected: list[tuple[int, bool, float, float, float]]
) -> None:
    """
    With into, earlier supply reaches into the observation; later events never count.
    """
    actual = intervals(
        supply("0:60 40:30 50:30 150:30"),
        windows=_windows(supply, 30, 100),
        carry_over=carry_over,
    )

    assert expected == [
        (one.row, one.observed, one.days, one.carried_in_days, one.gap_days) for one in actual
    ]


def test_supply_from_before_the_follow_up_is_unknown(supply: Supply) -> None:
    """
    An event before the follow-up plays no part, even with into.
    """
    day = supply("0:1")[0].number
    windows = Windows(
        followup=Window(start=day + 20, end=day + 200),
        observation=Window(start=day + 30, end=day + 100),
    )

    actual = intervals(supply("0:60 40:30"), windows=windows, carry_over=CarryOver(into=True))

    assert [1] == [one.row for one in actual]


def test_the_order_of_one_day_is_kept(supply: Supply) -> None:
    """
    Events are put in order of days, and two of one day stay as given.
    """
    actual = intervals(
        supply("50:1 10:30B 10:30A"),
        windows=_windows(supply, 0, 100),
        carry_over=CarryOver(),
    )

    assert ["B", "A", None] == [one.event.medication for one in actual]
    assert [1, 2, 0] == [one.row for one in actual]


@pytest.mark.parametrize(
    ("carry_over", "field"),
    [
        (CarryOver(same_medication=True), "medication"),
        (CarryOver(dosage_change=True), "daily_dose"),
    ],
)
@pytest.mark.parametrize("words", ["0:60 40:30A1", "0:60A1 40:30"])
def test_an_option_needs_what_it_compares(
    supply: Supply, words: str, carry_over: CarryOver, field: str
) -> None:
    """
    A missing dose or medicine is named where an option needs it.
    """
    with pytest.raises(InvalidInputError, match=f"{field} is missing from an event"):
        intervals(supply(words), windows=_windows(supply, 0, 100), carry_over=carry_over)


def test_a_restriction_needs_a_carry_over() -> None:
    """
    Same medicine only is meaningless where nothing is carried.
    """
    with pytest.raises(InvalidInputError, match="same_medication restricts"):
        CarryOver(within=False, same_medication=True)
