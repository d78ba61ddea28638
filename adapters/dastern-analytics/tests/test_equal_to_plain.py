"""
One expression gives what the plain functions give, on every engine and for any population.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import ibis.expr.types as ir
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.backends import BaseBackend

from dastern_analytics import (
    days_covered,
    episodes,
    intervals,
    measures,
    measures_per_episode,
    measures_sliding,
)
from dastern_core.adherence import (
    CarryOver,
    EpisodeRules,
    Measure,
    Slide,
    Span,
    SupplyEvent,
    Unit,
    WindowPlan,
    Windows,
    measure,
    measure_episodes,
    measure_sliding,
)
from dastern_core.adherence import days_covered as plain_days_covered
from dastern_core.adherence import episodes as plain_episodes
from dastern_core.adherence import intervals as plain_intervals
from dastern_core.testing.adherence_strategies import EPISODE_RULES

_EXACT = 1e-9
_Population = Mapping[str, Sequence[SupplyEvent]]
_Table = Callable[[_Population], ir.Table]
_WindowsOf = Callable[[Sequence[SupplyEvent], WindowPlan], Windows | None]
_Figures = dict[tuple[Any, ...], tuple[Any, ...]]
_FLAG = st.booleans()
_EVENT = st.builds(
    SupplyEvent,
    day=st.integers(0, 500).map(lambda days: date(2027, 10, 1) + timedelta(days=days)),
    duration_days=st.sampled_from([0.5, 7.0, 13.5, 28.0, 30.0, 90.0, 365.0, 1e12]),
    daily_dose=st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.0]),
    medication=st.sampled_from("AB"),
)
_POPULATION = st.lists(st.lists(_EVENT, min_size=1, max_size=12), min_size=1, max_size=9).map(
    lambda patients: {f"p{number}": events for number, events in enumerate(patients)}
)
_SLIDE = st.builds(
    Slide,
    start=st.builds(Span, count=st.integers(0, 20))
    | st.builds(Span, count=st.integers(0, 2), unit=st.just(Unit.MONTHS)),
    length=st.integers(1, 120).map(lambda days: Span(count=days)),
    step=st.integers(20, 90).map(lambda days: Span(count=days + 0.5)),
    windows=st.none() | st.integers(1, 5),
)
_CARRY_OVER = st.builds(
    CarryOver, within=st.just(value=True), into=_FLAG, same_medication=_FLAG, dosage_change=_FLAG
) | st.sampled_from([CarryOver(within=False, into=True), CarryOver(within=False, into=False)])
_worlds = settings(max_examples=12)


@st.composite
def _plans(draw: st.DrawFn) -> WindowPlan:
    unit = draw(st.sampled_from([Unit.DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS]))
    most = {Unit.DAYS: 400, Unit.WEEKS: 60, Unit.MONTHS: 14, Unit.YEARS: 3}[unit]
    followup = draw(st.integers(1, most))
    start = draw(st.integers(0, followup - 1))
    early = st.integers(-30, 60).map(lambda days: Span(count=days))
    return WindowPlan(
        followup_start=draw(early | st.just(date(2028, 1, 31))),
        followup=Span(count=followup, unit=unit),
        observation_start=Span(count=start, unit=unit),
        observation=Span(count=draw(st.integers(1, followup - start)), unit=unit),
    )


def _found(backend: BaseBackend, expression: ir.Table, *keys: str) -> _Figures:
    rows = backend.to_pyarrow(expression).to_pylist()
    found = {
        tuple(row[key] for key in keys): tuple(
            value for name, value in row.items() if name not in keys
        )
        for row in rows
    }
    assert len(rows) == len(found)
    return found


def _same(expected: _Figures, actual: _Figures) -> None:
    assert sorted(expected) == sorted(actual)
    for key, numbers in expected.items():
        assert list(numbers) == pytest.approx(list(actual[key]), abs=_EXACT), key


@pytest.fixture(scope="session", params=["duckdb", "polars"])
def quick(request: pytest.FixtureRequest) -> BaseBackend:
    """
    Give each engine that answers in milliseconds in turn.
    """
    found = request.getfixturevalue(request.param)
    assert isinstance(found, BaseBackend)
    return found


@_worlds
@given(population=_POPULATION, plan=_plans(), same=_FLAG, dose=_FLAG)
@pytest.mark.parametrize("kind", Measure)
def test_measures(
    *,
    quick: BaseBackend,
    table: _Table,
    windows_of: _WindowsOf,
    kind: Measure,
    population: _Population,
    plan: WindowPlan,
    same: bool,
    dose: bool,
) -> None:
    """
    Each patient's value is the plain function's; where windows do not fit there is none.
    """
    expression = measures(
        table(population), kind, plan=plan, same_medication=same, dosage_change=dose
    )

    expected: _Figures = {
        (patient,): (
            measure(kind, events, plan=plan, same_medication=same, dosage_change=dose)
            if windows_of(events, plan)
            else None,
        )
        for patient, events in population.items()
    }
    _same(expected, _found(quick, expression, "patient_id"))


@_worlds
@given(population=_POPULATION, plan=_plans(), carry_over=_CARRY_OVER)
def test_intervals(
    *,
    quick: BaseBackend,
    table: _Table,
    windows_of: _WindowsOf,
    population: _Population,
    plan: WindowPlan,
    carry_over: CarryOver,
) -> None:
    """
    Each followed event has the plain function's interval and gap, or none where it plays none.
    """
    expected: _Figures = {}
    before = 1
    for patient, events in population.items():
        windows = windows_of(events, plan)
        for row, event in enumerate(events):
            if windows is None or event.number in windows.followup:
                expected[patient, before + row] = (event.number, None, None)
        for one in (
            plain_intervals(events, windows=windows, carry_over=carry_over) if windows else ()
        ):
            shown = one.days if one.observed else None
            expected[patient, before + one.row] = (one.event.number, shown, one.gap_days)
        before += len(events)

    expression = intervals(table(population), plan=plan, carry_over=carry_over)

    _same(expected, _found(quick, expression, "patient_id", "row"))


@_worlds
@given(population=_POPULATION, plan=_plans(), rules=EPISODE_RULES, carry_over=_CARRY_OVER)
def test_episodes(
    *,
    quick: BaseBackend,
    table: _Table,
    windows_of: _WindowsOf,
    population: _Population,
    plan: WindowPlan,
    rules: EpisodeRules,
    carry_over: CarryOver,
) -> None:
    """
    Each episode's number, start, length and closing gap are the plain function's.
    """
    expected: _Figures = {
        (patient, one.number): (one.start.toordinal(), one.duration_days, one.end_gap_days)
        for patient, events in population.items()
        if (windows := windows_of(events, plan))
        for one in plain_episodes(
            events, followup=windows.followup, rules=rules, carry_over=carry_over
        )
    }

    expression = episodes(table(population), plan=plan, rules=rules, carry_over=carry_over)

    _same(expected, _found(quick, expression, "patient_id", "episode"))


@_worlds
@given(
    kind=st.sampled_from(Measure),
    population=_POPULATION,
    plan=_plans(),
    rules=EPISODE_RULES,
    same=_FLAG,
    dose=_FLAG,
)
def test_measures_per_episode(
    *,
    quick: BaseBackend,
    table: _Table,
    windows_of: _WindowsOf,
    kind: Measure,
    population: _Population,
    plan: WindowPlan,
    rules: EpisodeRules,
    same: bool,
    dose: bool,
) -> None:
    """
    Each observed episode has the plain function's value.
    """
    options = {"same_medication": same, "dosage_change": dose}
    expected: _Figures = {
        (patient, one.episode.number): (one.value,)
        for patient, events in population.items()
        if windows_of(events, plan)
        for one in measure_episodes(kind, events, plan=plan, rules=rules, **options)
    }

    expression = measures_per_episode(table(population), kind, plan=plan, rules=rules, **options)

    _same(expected, _found(quick, expression, "patient_id", "episode"))


@_worlds
@given(
    kind=st.sampled_from(Measure),
    population=_POPULATION,
    plan=_plans(),
    slide=_SLIDE,
    same=_FLAG,
    dose=_FLAG,
)
def test_measures_sliding(
    *,
    quick: BaseBackend,
    table: _Table,
    windows_of: _WindowsOf,
    kind: Measure,
    population: _Population,
    plan: WindowPlan,
    slide: Slide,
    same: bool,
    dose: bool,
) -> None:
    """
    Each window's number and value are the plain function's.
    """
    options = {"same_medication": same, "dosage_change": dose}
    expected: _Figures = {
        (patient, one.number): (one.value,)
        for patient, events in population.items()
        if windows_of(events, plan)
        for one in measure_sliding(kind, events, plan=plan, slide=slide, **options)
    }

    expression = measures_sliding(table(population), kind, plan=plan, slide=slide, **options)

    _same(expected, _found(quick, expression, "patient_id", "window"))


@_worlds
@given(population=_POPULATION, plan=_plans())
def test_days_covered(
    *,
    quick: BaseBackend,
    table: _Table,
    windows_of: _WindowsOf,
    population: _Population,
    plan: WindowPlan,
) -> None:
    """
    Covered days, their period and the exclusion are the plain function's.
    """
    expected: _Figures = {}
    for patient, events in population.items():
        expected[(patient,)] = (None, None, None, None)
        windows = windows_of(events, plan)
        found = windows and plain_days_covered(
            events,
            first_day=date.fromordinal(int(windows.observation.start)),
            last_day=date.fromordinal(int(windows.observation.end) - 1),
        )
        if found:
            excluded = found.exclusion and found.exclusion.value
            share = None if excluded else found.share
            expected[(patient,)] = (found.covered, found.days, excluded, share)

    expression = days_covered(table(population), plan=plan)

    _same(expected, _found(quick, expression, "patient_id"))
