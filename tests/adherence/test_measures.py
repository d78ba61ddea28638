"""
Measures at the edges, and where they deviate from the reference on purpose.
"""

from collections.abc import Callable

import pytest

from dastern_core.adherence import (
    Measure,
    Span,
    SupplyEvent,
    Window,
    WindowPlan,
    Windows,
    measure,
    measure_within,
)
from dastern_core.kernel import InvalidInputError

Supply = Callable[[str], tuple[SupplyEvent, ...]]


def _plan(start: int = 0, days: int = 100, followup: int = 200) -> WindowPlan:
    return WindowPlan(
        followup=Span(count=followup),
        observation_start=Span(count=start),
        observation=Span(count=days),
    )


@pytest.mark.parametrize("kind", list(Measure))
def test_no_events_are_no_value(kind: Measure) -> None:
    """
    A patient of whom nothing is known has no value, neither 0 nor 1.
    """
    assert measure(kind, (), plan=_plan()) is None


@pytest.mark.parametrize("kind", list(Measure))
def test_events_after_the_observation_are_no_value(supply: Supply, kind: Measure) -> None:
    """
    What is handed out after the observation says nothing about it.
    """
    day = supply("0:1")[0].number
    windows = Windows(
        followup=Window(start=day, end=day + 200),
        observation=Window(start=day, end=day + 100),
    )

    assert measure_within(kind, supply("150:30"), windows=windows) is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Measure.CMA0, None),
        (Measure.CMA1, None),
        (Measure.CMA2, 0.3),
        (Measure.CMA3, None),
        (Measure.CMA4, 0.3),
        (Measure.CMA5, None),
        (Measure.CMA6, 0.3),
        (Measure.CMA7, 0.3),
        (Measure.CMA8, 0.3),
        (Measure.CMA9, 0.15),
    ],
)
def test_one_event_has_no_interval_to_another(
    supply: Supply, kind: Measure, expected: float | None
) -> None:
    """
    Measures between events have no value for one event; the others do.
    """
    actual = measure(kind, supply("0:30"), plan=_plan())

    assert expected == pytest.approx(actual)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Measure.CMA1, 1.5),
        (Measure.CMA2, 1.2),
        (Measure.CMA3, 1.0),
        (Measure.CMA4, 1.0),
        (Measure.CMA5, 1.0),
        (Measure.CMA6, 1.0),
        (Measure.CMA7, 1.0),
    ],
)
def test_only_possession_exceeds_1(supply: Supply, kind: Measure, expected: float) -> None:
    """
    CMA1 and CMA2 show oversupply, and the capped and covered measures do not.
    """
    assert expected == pytest.approx(measure(kind, supply("0:60 40:60"), plan=_plan()))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("0:40 60:20", 0.6),
        ("0:40 20:40 60:20", 1.0),
        ("0:40", 0.2),
        ("0:90 60:60", 1.0),
        ("0:10", 0.0),
    ],
)
def test_earlier_supply_reaches_into_the_observation(
    supply: Supply, words: str, expected: float
) -> None:
    """
    CMA7 counts what earlier supply still covers, and the time before the first event.
    """
    actual = measure(Measure.CMA7, supply(words), plan=_plan(start=30, days=50))

    assert expected == pytest.approx(actual)


def test_the_lagged_window_begins_when_earlier_supply_ends(supply: Supply) -> None:
    """
    CMA8 leaves the days out that earlier supply covered: 20 of 50 days are left.
    """
    actual = measure(Measure.CMA8, supply("0:60 70:5"), plan=_plan(start=30, days=50))

    assert pytest.approx(5 / 20) == actual


def test_deviation_q3_supply_beyond_the_observation(supply: Supply) -> None:
    """
    Where earlier supply outlasts the observation no day is left to measure.

    The reference stops with an error for the whole table where a later event exists, and
    answers 0 for a fully supplied patient where none does. Neither is a measurement.
    """
    fully, later = (
        measure(Measure.CMA8, supply(words), plan=_plan(start=30, days=50))
        for words in ("0:100", "0:100 90:30")
    )

    assert fully is None
    assert later is None


def test_deviation_q4_the_lagged_window_stays_in_the_follow_up(supply: Supply) -> None:
    """
    A lag of part of a day that would move the end past the follow-up is cut there.

    The reference loses every patient's value.
    """
    plan = _plan(start=10, days=90, followup=100)

    actual = measure(Measure.CMA8, supply("0:20.4 90:5"), plan=plan)

    assert actual == pytest.approx(1 - (90 - 20.4 + 5) / (100 - 20.4))


def test_deviation_q7_only_the_patient_concerned_is_refused(supply: Supply) -> None:
    """
    Windows that do not fit one patient are that patient's error, not the table's.
    """
    plan = _plan(start=150, days=100)

    with pytest.raises(InvalidInputError, match="leaves the follow-up window"):
        measure(Measure.CMA7, supply("0:30"), plan=plan)


@pytest.mark.parametrize(
    ("kind", "expected"), [(Measure.CMA2, None), (Measure.CMA4, 1.0), (Measure.CMA6, None)]
)
def test_deviation_q8_a_first_event_on_the_last_day(
    supply: Supply, kind: Measure, expected: float | None
) -> None:
    """
    With no day left CMA2 and CMA6 have no value, where the reference has Inf and NaN.
    """
    day = supply("0:1")[0].number
    window = Window(start=day, end=day + 100)

    actual = measure_within(
        kind, supply("100:30"), windows=Windows(followup=window, observation=window)
    )

    assert expected == actual


@pytest.mark.parametrize(
    ("same_medication", "dosage_change", "expected"),
    [(False, False, 0.9), (True, False, 0.7), (False, True, 0.8), (True, True, 0.7)],
)
def test_the_carry_over_options_reach_the_measure(
    supply: Supply, *, same_medication: bool, dosage_change: bool, expected: float
) -> None:
    """
    The options that gaps know are the measures' options.
    """
    actual = measure(
        Measure.CMA7,
        supply("0:60A1 40:30B2"),
        plan=_plan(),
        same_medication=same_medication,
        dosage_change=dosage_change,
    )

    assert expected == pytest.approx(actual)
