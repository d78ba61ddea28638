"""
Arrays give what the plain functions give, for any population.
"""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dastern_core.adherence import (
    CarryOver,
    EpisodeRules,
    Measure,
    Slide,
    Span,
    SupplyEvent,
    Unit,
    WindowPlan,
    episodes,
    intervals,
    measure,
    measure_sliding,
    place,
)
from dastern_core.adherence.batch import (
    SupplyArrays,
    episode_arrays,
    interval_arrays,
    measure_arrays,
    place_arrays,
    sliding_arrays,
)
from dastern_core.kernel import InvalidInputError
from dastern_core.testing.adherence_strategies import EPISODE_RULES

_START = date(2026, 1, 1)
_EXACT = 1e-9
_FLAG = st.booleans()
_Population = list[list[SupplyEvent]]
_EVENT = st.builds(
    SupplyEvent,
    day=st.integers(0, 500).map(lambda days: _START + timedelta(days=days)),
    duration_days=st.sampled_from([0.5, 7.0, 13.5, 28.0, 30.0, 90.0, 365.0]),
    daily_dose=st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.0]),
    medication=st.sampled_from("AB"),
)
_POPULATION = st.lists(st.lists(_EVENT, max_size=12), max_size=6)


@st.composite
def _plans(draw: st.DrawFn) -> WindowPlan:
    unit = draw(st.sampled_from([Unit.DAYS, Unit.DAYS, Unit.MONTHS]))
    followup = draw(st.integers(2, 400 if unit is Unit.DAYS else 14))
    start = draw(st.integers(0, followup - 1))
    return WindowPlan(
        followup_start=Span(count=draw(st.integers(-30, 60))),
        followup=Span(count=followup, unit=unit),
        observation_start=Span(count=start, unit=unit),
        observation=Span(count=draw(st.integers(1, followup - start)), unit=unit),
    )


def _arrays(population: _Population) -> SupplyArrays:
    events = [event for patient in population for event in patient]
    return SupplyArrays.of(
        patients=len(population),
        patient=np.repeat(np.arange(len(population)), [len(one) for one in population]),
        day=[event.number for event in events],
        duration=[event.duration_days for event in events],
        dose=[event.daily_dose or 0 for event in events],
        medication=[0 if event.medication == "A" else 1 for event in events],
    )


def _fits(events: list[SupplyEvent], plan: WindowPlan) -> bool:
    if not events:
        return False
    try:
        place(plan, first_day=min(event.day for event in events))
    except InvalidInputError:
        return False
    return True


def _nan(value: float | None) -> float:
    return np.nan if value is None else value


@settings(max_examples=300)
@given(kind=st.sampled_from(Measure), population=_POPULATION, plan=_plans(), same=_FLAG, dose=_FLAG)
def test_measures_are_the_plain_ones(
    *, kind: Measure, population: _Population, plan: WindowPlan, same: bool, dose: bool
) -> None:
    """
    Each patient's value is the plain function's; without fitting windows there is none.
    """
    supply = _arrays(population)
    windows = place_arrays(plan, supply)

    actual = measure_arrays(kind, supply, windows=windows, same_medication=same, dosage_change=dose)

    expected = [
        _nan(measure(kind, events, plan=plan, same_medication=same, dosage_change=dose))
        if _fits(events, plan)
        else np.nan
        for events in population
    ]
    assert expected == pytest.approx(actual.tolist(), abs=_EXACT, nan_ok=True)


@given(
    population=_POPULATION,
    plan=_plans(),
    carry_over=st.builds(
        CarryOver,
        within=st.just(value=True),
        into=_FLAG,
        same_medication=_FLAG,
        dosage_change=_FLAG,
    )
    | st.just(CarryOver(within=False, into=True)),
)
def test_intervals_are_the_plain_ones(
    population: _Population, plan: WindowPlan, carry_over: CarryOver
) -> None:
    """
    Each event's interval, carry-over and gap are the plain function's.
    """
    supply = _arrays(population)

    found = interval_arrays(supply, windows=place_arrays(plan, supply), carry_over=carry_over)

    expected = [
        number
        for events in population
        if _fits(events, plan)
        for one in intervals(
            events,
            windows=place(plan, first_day=min(event.day for event in events)),
            carry_over=carry_over,
        )
        for number in (one.event.number, one.observed, one.days, one.carried_in_days, one.gap_days)
    ]
    actual = np.column_stack([found.day, found.observed, found.days, found.carried_in, found.gap])
    assert expected == pytest.approx(actual.ravel().tolist(), abs=_EXACT)


@given(
    population=_POPULATION,
    plan=_plans(),
    rules=EPISODE_RULES,
)
def test_episodes_are_the_plain_ones(
    population: _Population, plan: WindowPlan, rules: EpisodeRules
) -> None:
    """
    Each episode's number, start, length and closing gap are the plain function's.
    """
    supply = _arrays(population)

    found = episode_arrays(
        supply, windows=place_arrays(plan, supply), rules=rules, carry_over=CarryOver()
    )

    expected = [
        number
        for patient, events in enumerate(population)
        if _fits(events, plan)
        for one in episodes(
            events,
            followup=place(plan, first_day=min(event.day for event in events)).followup,
            rules=rules,
            carry_over=CarryOver(),
        )
        for number in (
            patient,
            one.number,
            one.start.toordinal(),
            one.duration_days,
            one.end_gap_days,
        )
    ]
    actual = np.column_stack(
        [found.patient, found.number, found.start, found.duration, found.end_gap]
    )
    assert expected == pytest.approx(actual.ravel().tolist(), abs=_EXACT)


@given(
    kind=st.sampled_from([Measure.CMA1, Measure.CMA7, Measure.CMA9]),
    population=_POPULATION,
    plan=_plans(),
    slide=st.builds(
        Slide,
        start=st.integers(0, 20).map(lambda days: Span(count=days)),
        length=st.integers(1, 120).map(lambda days: Span(count=days)),
        step=st.integers(20, 90).map(lambda days: Span(count=days)),
        windows=st.none() | st.integers(1, 5),
    ),
)
def test_sliding_windows_are_the_plain_ones(
    *, kind: Measure, population: _Population, plan: WindowPlan, slide: Slide
) -> None:
    """
    Each window's number and value are the plain function's, whatever the order.
    """
    supply = _arrays(population)

    found = sliding_arrays(kind, supply, windows=place_arrays(plan, supply), slide=slide)

    expected = {
        (patient, one.number): _nan(one.value)
        for patient, events in enumerate(population)
        if _fits(events, plan)
        for one in measure_sliding(kind, events, plan=plan, slide=slide)
    }
    actual = dict(
        zip(
            zip(found.patient.tolist(), found.number.tolist(), strict=True),
            found.value.tolist(),
            strict=True,
        )
    )
    assert expected == pytest.approx(actual, abs=_EXACT, nan_ok=True)


@given(population=_POPULATION, plan=_plans(), cut=st.integers(0, 6))
def test_splitting_patients_across_partitions_changes_nothing(
    population: _Population, plan: WindowPlan, cut: int
) -> None:
    """
    Two partitions measured apart are the whole measured at once.
    """
    whole, *parts = (
        measure_arrays(Measure.CMA8, supply, windows=place_arrays(plan, supply))
        for supply in map(_arrays, (population, population[:cut], population[cut:]))
    )

    assert whole.tolist() == pytest.approx(np.concatenate(parts).tolist(), abs=_EXACT, nan_ok=True)
