"""
Arrays give what the plain functions give: whatever is not a measure or a gap.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dastern_core.adherence import (
    OTHERS,
    CarryOver,
    Dispensing,
    DurationSource,
    EpisodeRules,
    Measure,
    Span,
    Stay,
    SupplyEvent,
    WindowPlan,
    Windows,
    days_covered,
    days_covered_at_home,
    durations,
    measure_at_home,
    measure_episodes,
    overuse,
    persistence,
    place,
    polypharmacy,
)
from dastern_core.adherence.batch import (
    StayArrays,
    SupplyArrays,
    days_covered_arrays,
    duration_arrays,
    measure_at_home_arrays,
    measure_episode_arrays,
    overuse_arrays,
    persistence_arrays,
    place_arrays,
    polypharmacy_arrays,
)
from dastern_core.testing.adherence_strategies import CARRY_OVERS, EPISODE_RULES, GROUPS

_START = date(2026, 1, 1)
_EXACT = 1e-9
_FLAG = st.booleans()
_Population = list[list[SupplyEvent]]
_DAY = st.integers(0, 400).map(lambda days: _START + timedelta(days=days))
_EVENT = st.builds(
    SupplyEvent,
    day=_DAY,
    duration_days=st.sampled_from([0.5, 7.0, 13.5, 28.0, 30.0, 90.0, 365.0]),
    daily_dose=st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.0]),
    medication=st.sampled_from("ABC"),
)
_POPULATION = st.lists(st.lists(_EVENT, max_size=12), max_size=6)
_laws = settings(max_examples=150)


@st.composite
def _plans(draw: st.DrawFn) -> WindowPlan:
    followup = draw(st.integers(2, 400))
    start = draw(st.integers(0, followup - 1))
    return WindowPlan(
        followup_start=Span(count=draw(st.integers(-30, 60))),
        followup=Span(count=followup),
        observation_start=Span(count=start),
        observation=Span(count=draw(st.integers(1, followup - start))),
    )


@st.composite
def _stays(draw: st.DrawFn) -> list[Stay]:
    found = draw(st.lists(st.tuples(_DAY, st.integers(0, 60)), max_size=5))
    return [Stay(admitted=day, discharged=day + timedelta(days=days)) for day, days in found]


def _arrays(population: _Population) -> SupplyArrays:
    events = [event for patient in population for event in patient]
    return SupplyArrays.of(
        patients=len(population),
        patient=np.repeat(np.arange(len(population)), [len(one) for one in population]),
        day=[event.number for event in events],
        duration=[event.duration_days for event in events],
        dose=[event.daily_dose or 0 for event in events],
        medication=["ABC".index(event.medication or "") for event in events],
    )


def _stay_arrays(away: Sequence[Sequence[Stay]]) -> StayArrays:
    stays = [(patient, one) for patient, found in enumerate(away) for one in found]
    return StayArrays.of(
        patient=[patient for patient, _ in stays],
        admitted=[one.admitted.toordinal() for _, one in stays],
        discharged=[one.discharged.toordinal() for _, one in stays],
    )


def _windows(events: list[SupplyEvent], plan: WindowPlan) -> Windows:
    return place(plan, first_day=min(event.day for event in events))


def _nan(value: float | None) -> float:
    return np.nan if value is None else value


def _same(expected: Sequence[Sequence[float]], *actual: Sequence[float] | np.ndarray) -> None:
    columns = np.array(expected, np.float64).reshape(-1, len(actual)).T
    for wanted, found in zip(columns, actual, strict=True):
        assert wanted.tolist() == pytest.approx(
            np.asarray(found, np.float64).tolist(), abs=_EXACT, nan_ok=True
        )


@_laws
@given(population=_POPULATION, plan=_plans(), away=st.lists(_stays(), min_size=6, max_size=6))
def test_days_covered_are_the_plain_ones(
    population: _Population, plan: WindowPlan, away: list[list[Stay]]
) -> None:
    """
    Covered days, their period and who is left out, in the calendar and at home.
    """
    supply = _arrays(population)
    windows = place_arrays(plan, supply)
    expected: list[list[float]] = []
    for events, stays in zip(population, away, strict=False):
        found = at_home = None
        if events:
            seen = _windows(events, plan).observation
            first, last = date.fromordinal(int(seen.start)), date.fromordinal(int(seen.end) - 1)
            found = days_covered(events, first_day=first, last_day=last)
            at_home = days_covered_at_home(events, first_day=first, last_day=last, stays=stays)
        row: list[float] = []
        for one in (found, at_home):
            row += [one.covered, one.days] if one else [np.nan, np.nan]
            row.append(one.share if one and one.exclusion is None else np.nan)
        expected.append(row)

    plain = days_covered_arrays(supply, windows=windows)
    home = days_covered_arrays(supply, windows=windows, stays=_stay_arrays(away[: len(population)]))

    _same(
        expected,
        *(plain.covered, plain.days, plain.share),
        *(home.covered, np.where(np.isnan(home.covered), np.nan, home.days), home.share),
    )


@_laws
@given(population=_POPULATION, plan=_plans(), rules=EPISODE_RULES, carry_over=CARRY_OVERS)
def test_persistence_is_the_plain_one(
    population: _Population, plan: WindowPlan, rules: EpisodeRules, carry_over: CarryOver
) -> None:
    """
    The time to discontinuation, and whether it is censored.
    """
    supply = _arrays(population)
    expected = []
    for events in population:
        found = (
            persistence(
                events,
                followup=_windows(events, plan).followup,
                rules=rules,
                carry_over=carry_over,
            )
            if events
            else None
        )
        expected.append([found.days, found.discontinued] if found else [np.nan, False])

    actual = persistence_arrays(
        supply, windows=place_arrays(plan, supply), rules=rules, carry_over=carry_over
    )

    _same(expected, actual.days, actual.discontinued)


@_laws
@given(
    kind=st.sampled_from(Measure),
    population=_POPULATION,
    plan=_plans(),
    rules=EPISODE_RULES,
    same=_FLAG,
    dose=_FLAG,
)
def test_measures_per_episode_are_the_plain_ones(
    *,
    kind: Measure,
    population: _Population,
    plan: WindowPlan,
    rules: EpisodeRules,
    same: bool,
    dose: bool,
) -> None:
    """
    Each observed episode's number and value.
    """
    supply = _arrays(population)
    options = {"same_medication": same, "dosage_change": dose}
    expected = [
        [patient, one.episode.number, _nan(one.value)]
        for patient, events in enumerate(population)
        for one in measure_episodes(kind, events, plan=plan, rules=rules, **options)
    ]

    found = measure_episode_arrays(
        kind, supply, windows=place_arrays(plan, supply), rules=rules, **options
    )

    _same(expected, found.patient, found.number, found.value)


@_laws
@given(
    population=_POPULATION,
    plan=_plans(),
    carry_over=CARRY_OVERS,
    threshold=st.sampled_from([0, 7, 20.5]),
)
def test_overuse_is_the_plain_one(
    population: _Population, plan: WindowPlan, carry_over: CarryOver, threshold: float
) -> None:
    """
    Possession, excess and what was left in hand.
    """
    supply = _arrays(population)
    expected = []
    for events in population:
        found = (
            overuse(
                events,
                windows=_windows(events, plan),
                carry_over=carry_over,
                threshold_days=threshold,
            )
            if events
            else None
        )
        if found is None:
            expected.append([np.nan, np.nan, 0, np.nan])
            continue
        largest = max((one.days for one in found.stocks), default=np.nan)
        possession = _nan(found.possession)
        expected.append([possession, found.excess_days, len(found.stocks), largest])

    actual = overuse_arrays(
        supply,
        windows=place_arrays(plan, supply),
        carry_over=carry_over,
        threshold_days=threshold,
    )

    _same(expected, actual.possession, actual.excess_days, actual.stocks, actual.largest_stock)


@_laws
@given(
    kind=st.sampled_from(Measure),
    population=_POPULATION,
    plan=_plans(),
    groups=GROUPS,
    own=_FLAG,
    same=_FLAG,
    dose=_FLAG,
)
def test_groups_are_the_plain_ones(
    *,
    kind: Measure,
    population: _Population,
    plan: WindowPlan,
    groups: dict[str, set[str]],
    own: bool,
    same: bool,
    dose: bool,
) -> None:
    """
    Each group's measure, and what is covered together.
    """
    supply = _arrays(population)
    options = {"followup_per_group": own, "same_medication": same, "dosage_change": dose}
    names = [*groups, OTHERS]
    expected = []
    for events in population:
        found = polypharmacy(kind, events, groups=groups, plan=plan, **options)
        if found is None:
            expected.append([np.nan] * (len(names) + 4))
            continue
        values = [_nan(found.groups.get(name)) for name in names]
        shares = [found.any_covered, found.all_covered, found.mean_covered]
        expected.append([*values, *shares, _nan(found.mean_of_groups)])

    actual = polypharmacy_arrays(
        kind,
        supply,
        groups=[["ABC".index(one) for one in members] for members in groups.values()],
        plan=plan,
        **options,
    )

    _same(
        expected,
        *actual.groups.T,
        *(actual.any_covered, actual.all_covered, actual.mean_covered, actual.mean_of_groups),
    )


@_laws
@given(
    kind=st.sampled_from(Measure),
    population=_POPULATION,
    plan=_plans(),
    away=st.lists(_stays(), min_size=6, max_size=6),
    same=_FLAG,
    dose=_FLAG,
)
def test_measures_at_home_are_the_plain_ones(
    *,
    kind: Measure,
    population: _Population,
    plan: WindowPlan,
    away: list[list[Stay]],
    same: bool,
    dose: bool,
) -> None:
    """
    Each patient's value with the days in hospital taken out of time.
    """
    supply = _arrays(population)
    options = {"same_medication": same, "dosage_change": dose}
    expected = [
        [_nan(measure_at_home(kind, events, plan=plan, stays=stays, **options))]
        for events, stays in zip(population, away, strict=False)
    ]

    actual = measure_at_home_arrays(
        kind,
        supply,
        windows=place_arrays(plan, supply),
        stays=_stay_arrays(away[: len(population)]),
        **options,
    )

    _same(expected, actual)


_AMOUNT = st.none() | st.sampled_from([1, 2, 3, 7, 28, 30, 45])
_DISPENSING = st.builds(
    Dispensing,
    day=st.just(_START),
    duration_days=_AMOUNT.map(lambda one: one and Fraction(one)),
    quantity=_AMOUNT.map(lambda one: one and Fraction(one)),
    daily_dose=_AMOUNT.map(lambda one: one and Fraction(one)),
    medication=st.sampled_from([None, "A", "B"]),
)


@_laws
@given(
    population=st.lists(st.lists(_DISPENSING, max_size=8), max_size=5),
    fewest=st.none() | st.integers(1, 3),
)
def test_durations_are_the_plain_ones(
    population: list[list[Dispensing]], fewest: int | None
) -> None:
    """
    How long each supply lasts, and where that comes from.
    """
    every = [(patient, one) for patient, found in enumerate(population) for one in found]

    def column(name: str) -> list[float]:
        values = [getattr(one, name) for _, one in every]
        return [np.nan if value is None else float(value) for value in values]

    actual = duration_arrays(
        patient=[patient for patient, _ in every],
        medication=[[None, "A", "B"].index(one.medication) for _, one in every],
        duration=column("duration_days"),
        quantity=column("quantity"),
        dose=column("daily_dose"),
        fewest_for_median=fewest,
    )

    expected = [
        [np.nan if one.days is None else float(one.days), list(DurationSource).index(one.source)]
        for found in population
        for one in durations(found, fewest_for_median=fewest)
    ]
    _same(expected, actual.days, actual.source)
