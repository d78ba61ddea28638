"""
One expression gives what the plain functions give: whatever is not a measure or a gap.

The quick engines measure populations that Hypothesis makes up, all four measure one of them.
``DASTERN_ENGINE_EXAMPLES`` enlarges their number.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.backends import BaseBackend

from dastern_analytics import (
    days_covered,
    durations,
    measures,
    measures_by_group,
    overuse,
    persistence,
    polypharmacy,
)
from dastern_core.adherence import (
    CarryOver,
    Dispensing,
    EpisodeRules,
    Measure,
    PermissibleGap,
    Span,
    Stay,
    SupplyEvent,
    Unit,
    WindowPlan,
    Windows,
    days_covered_at_home,
    measure_at_home,
    place,
)
from dastern_core.adherence import durations as durations_of
from dastern_core.adherence import overuse as plain_overuse
from dastern_core.adherence import persistence as plain_persistence
from dastern_core.adherence import polypharmacy as plain_polypharmacy
from dastern_core.testing.adherence_strategies import CARRY_OVERS, EPISODE_RULES, GROUPS

# PySpark still calls what pandas will drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

_EXACT = 1e-9
_START = date(2027, 10, 1)
_Population = Mapping[str, Sequence[SupplyEvent]]
_Table = Callable[[_Population], ir.Table]
_Groups = Mapping[str, set[str]]
_Figures = dict[tuple[Any, ...], tuple[Any, ...]]
_Away = Mapping[str, Sequence[Stay]]
_FLAG = st.booleans()
_DAY = st.integers(0, 500).map(lambda days: _START + timedelta(days=days))
_EVENT = st.builds(
    SupplyEvent,
    day=_DAY,
    duration_days=st.sampled_from([0.5, 7.0, 13.5, 28.0, 30.0, 90.0, 365.0]),
    daily_dose=st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.0]),
    medication=st.sampled_from("ABC"),
)
_POPULATION = st.lists(st.lists(_EVENT, min_size=1, max_size=12), min_size=1, max_size=9).map(
    lambda patients: {f"p{number}": events for number, events in enumerate(patients)}
)
_STAY = st.tuples(_DAY, st.integers(0, 60)).map(
    lambda found: Stay(admitted=found[0], discharged=found[0] + timedelta(days=found[1]))
)
_AWAY = st.dictionaries(
    st.integers(0, 9).map("p{}".format), st.lists(_STAY, max_size=5), max_size=9
)
_AMOUNT = st.none() | st.sampled_from([1, 2, 3, 7, 28, 30, 45])
_FRACTION = _AMOUNT.map(lambda one: one and Fraction(one))
_DISPENSING = st.builds(
    Dispensing,
    day=st.just(_START),
    duration_days=_FRACTION,
    quantity=_FRACTION,
    daily_dose=_FRACTION,
    medication=st.sampled_from([None, "A", "B"]),
)
_worlds = settings(max_examples=int(os.environ.get("DASTERN_ENGINE_EXAMPLES", "5")))


@st.composite
def _plans(draw: st.DrawFn) -> WindowPlan:
    followup = draw(st.integers(1, 400))
    start = draw(st.integers(0, followup - 1))
    return WindowPlan(
        followup_start=Span(count=draw(st.integers(-30, 60))),
        followup=Span(count=followup),
        observation_start=Span(count=start),
        observation=Span(count=draw(st.integers(1, followup - start))),
    )


def _found(backend: BaseBackend, expression: ir.Table, keys: int) -> _Figures:
    """
    Give the rows by their first columns.
    """
    rows = [tuple(row.values()) for row in backend.to_pyarrow(expression).to_pylist()]
    found = {row[:keys]: row[keys:] for row in rows}
    assert len(rows) == len(found)
    return found


def _same(expected: _Figures, actual: _Figures) -> None:
    assert sorted(expected) == sorted(actual)
    for key, numbers in expected.items():
        assert list(numbers) == pytest.approx(list(actual[key]), abs=_EXACT), key


def _stays(away: _Away) -> ir.Table:
    stays = [(patient, one) for patient, found in away.items() for one in found]
    return ibis.memtable(
        pa.table(
            {
                "patient_id": pa.array([patient for patient, _ in stays], pa.string()),
                "admitted": pa.array([one.admitted.toordinal() for _, one in stays], pa.int64()),
                "discharged": pa.array(
                    [one.discharged.toordinal() for _, one in stays], pa.int64()
                ),
            }
        )
    )


@pytest.fixture(scope="session", params=["duckdb", "polars"])
def quick(request: pytest.FixtureRequest) -> BaseBackend:
    """
    Give each engine that answers in milliseconds in turn.
    """
    found = request.getfixturevalue(request.param)
    assert isinstance(found, BaseBackend)
    return found


def _at_home(
    kind: Measure, population: _Population, away: _Away, plan: WindowPlan, **options: bool
) -> _Figures:
    return {
        (patient,): (
            measure_at_home(kind, events, plan=plan, stays=away.get(patient, ()), **options),
        )
        for patient, events in population.items()
    }


def _covered(population: _Population, away: _Away, plan: WindowPlan) -> _Figures:
    figures: _Figures = {}
    for patient, events in population.items():
        figures[(patient,)] = (None, None, None, None)
        observed = _placed(events, plan).observation
        found = days_covered_at_home(
            events,
            first_day=date.fromordinal(int(observed.start)),
            last_day=date.fromordinal(int(observed.end) - 1),
            stays=away.get(patient, ()),
        )
        if found:
            excluded = found.exclusion and found.exclusion.value
            share = None if excluded else found.share
            figures[(patient,)] = (found.covered, found.days, excluded, share)
    return figures


def _persistence(
    population: _Population, plan: WindowPlan, rules: EpisodeRules, carry_over: CarryOver
) -> _Figures:
    figures: _Figures = {}
    for patient, events in population.items():
        found = plain_persistence(
            events, followup=_placed(events, plan).followup, rules=rules, carry_over=carry_over
        )
        figures[(patient,)] = (found.days, found.discontinued) if found else (None, None)
    return figures


def _overuse(
    population: _Population, plan: WindowPlan, carry_over: CarryOver, threshold: float
) -> _Figures:
    figures: _Figures = {}
    for patient, events in population.items():
        figures[(patient,)] = (None, None, None, None)
        found = plain_overuse(
            events,
            windows=_placed(events, plan),
            carry_over=carry_over,
            threshold_days=threshold,
        )
        if found:
            largest = max((one.days for one in found.stocks), default=None)
            told = (found.possession, found.excess_days, len(found.stocks), largest)
            figures[(patient,)] = told
    return figures


def _groups(
    kind: Measure, population: _Population, plan: WindowPlan, groups: _Groups, **options: bool
) -> tuple[_Figures, _Figures]:
    each: _Figures = {}
    together: _Figures = {}
    for patient, events in population.items():
        found = plain_polypharmacy(kind, events, groups=groups, plan=plan, **options)
        assert found is not None
        each.update({(patient, name): (value,) for name, value in found.groups.items()})
        shares = (found.any_covered, found.all_covered, found.mean_covered)
        together[(patient,)] = (found.mean_of_groups, *shares)
    return each, together


def _placed(events: Sequence[SupplyEvent], plan: WindowPlan) -> Windows:
    return place(plan, first_day=min(event.day for event in events))


@_worlds
@given(
    kind=st.sampled_from(Measure),
    population=_POPULATION,
    away=_AWAY,
    plan=_plans(),
    same=_FLAG,
    dose=_FLAG,
)
def test_measures_at_home(
    *,
    quick: BaseBackend,
    table: _Table,
    kind: Measure,
    population: _Population,
    away: _Away,
    plan: WindowPlan,
    same: bool,
    dose: bool,
) -> None:
    """
    Each patient's value with the days in hospital taken out of time.
    """
    options = {"same_medication": same, "dosage_change": dose}

    expression = measures(table(population), kind, plan=plan, stays=_stays(away), **options)

    _same(_at_home(kind, population, away, plan, **options), _found(quick, expression, 1))


@_worlds
@given(population=_POPULATION, away=_AWAY, plan=_plans())
def test_days_covered_at_home(
    *, quick: BaseBackend, table: _Table, population: _Population, away: _Away, plan: WindowPlan
) -> None:
    """
    Covered days at home, their period and the exclusion.
    """
    expression = days_covered(table(population), plan=plan, stays=_stays(away))

    _same(_covered(population, away, plan), _found(quick, expression, 1))


@_worlds
@given(population=_POPULATION, plan=_plans(), rules=EPISODE_RULES, carry_over=CARRY_OVERS)
def test_persistence(
    *,
    quick: BaseBackend,
    table: _Table,
    population: _Population,
    plan: WindowPlan,
    rules: EpisodeRules,
    carry_over: CarryOver,
) -> None:
    """
    The time to discontinuation, and whether it is censored.
    """
    expression = persistence(table(population), plan=plan, rules=rules, carry_over=carry_over)

    _same(_persistence(population, plan, rules, carry_over), _found(quick, expression, 1))


@_worlds
@given(
    population=_POPULATION,
    plan=_plans(),
    carry_over=CARRY_OVERS,
    threshold=st.sampled_from([0, 7, 20.5]),
)
def test_overuse(
    *,
    quick: BaseBackend,
    table: _Table,
    population: _Population,
    plan: WindowPlan,
    carry_over: CarryOver,
    threshold: float,
) -> None:
    """
    Possession, excess and what was left in hand.
    """
    expression = overuse(
        table(population), plan=plan, carry_over=carry_over, threshold_days=threshold
    )

    _same(_overuse(population, plan, carry_over, threshold), _found(quick, expression, 1))


@_worlds
@given(
    kind=st.sampled_from(Measure),
    population=_POPULATION,
    plan=_plans(),
    groups=GROUPS,
    own=_FLAG,
    same=_FLAG,
    dose=_FLAG,
)
def test_groups(
    *,
    quick: BaseBackend,
    table: _Table,
    kind: Measure,
    population: _Population,
    plan: WindowPlan,
    groups: _Groups,
    own: bool,
    same: bool,
    dose: bool,
) -> None:
    """
    Each group's measure, and what is covered together.
    """
    options = {"same_medication": same, "dosage_change": dose, "followup_per_group": own}
    events = table(population)

    by_group = measures_by_group(events, kind, plan=plan, groups=groups, **options)
    joint = polypharmacy(events, kind, plan=plan, groups=groups, **options)

    each, together = _groups(kind, population, plan, groups, **options)
    _same(each, _found(quick, by_group, 2))
    _same(together, _found(quick, joint, 1))


@_worlds
@given(
    population=st.lists(st.lists(_DISPENSING, min_size=1, max_size=8), min_size=1, max_size=5),
    fewest=st.none() | st.integers(1, 3),
)
def test_durations(
    *, quick: BaseBackend, population: Sequence[Sequence[Dispensing]], fewest: int | None
) -> None:
    """
    How long each supply lasts, and where that comes from.
    """
    found = durations(_dispensed(population), fewest_for_median=fewest)

    _same(_lasting(population, fewest), _found(quick, found.select(*_TOLD), 1))


_TOLD = ("row", "duration_days", "source")


def _dispensed(population: Sequence[Sequence[Dispensing]]) -> ir.Table:
    every = [(f"p{number}", one) for number, found in enumerate(population) for one in found]

    def column(name: str) -> pa.Array:
        values = [getattr(one, name) for _, one in every]
        return pa.array([None if one is None else float(one) for one in values], pa.float64())

    return ibis.memtable(
        pa.table(
            {
                "patient_id": pa.array([patient for patient, _ in every], pa.string()),
                "row": pa.array(range(len(every)), pa.int64()),
                "date": pa.array([one.day for _, one in every], pa.date32()),
                "duration_days": column("duration_days"),
                "daily_dose": column("daily_dose"),
                "medication": pa.array([one.medication for _, one in every], pa.string()),
                "quantity": column("quantity"),
            }
        )
    )


def _lasting(population: Sequence[Sequence[Dispensing]], fewest: int | None) -> _Figures:
    told = [one for found in population for one in durations_of(found, fewest_for_median=fewest)]
    return {
        (row,): (None if one.days is None else float(one.days), one.source.value)
        for row, one in enumerate(told)
    }


def _one_population() -> tuple[_Population, _Away]:
    random = Random(20261126)  # noqa: S311 - invented patients, not a secret
    population = {
        f"p{number}": [
            SupplyEvent(
                day=_START + timedelta(days=random.randrange(420)),
                duration_days=random.choice([0.5, 7, 13.5, 28, 30, 90]),
                daily_dose=random.choice([0.5, 1, 2, 3]),
                medication=random.choice("ABC"),
            )
            for _ in range(random.randrange(1, 15))
        ]
        for number in range(30)
    }
    away = {
        f"p{number}": [
            Stay(admitted=day, discharged=day + timedelta(days=random.randrange(40)))
            for _ in range(random.randrange(4))
            for day in [_START + timedelta(days=random.randrange(420))]
        ]
        for number in range(0, 30, 2)
    }
    return population, away


@pytest.mark.parametrize("asked", ["coverage", "persistence", "overuse", "groups", "durations"])
def test_one_population_on_each_engine(
    backend: BaseBackend, table: _Table, tmp_path: Path, asked: str
) -> None:
    """
    DuckDB, Polars, PostgreSQL and Spark give what the plain functions give.
    """
    population, away = _one_population()
    events, kind = table(population), Measure.CMA7
    plan = WindowPlan(
        followup=Span(count=14, unit=Unit.MONTHS),
        observation_start=Span(count=30),
        observation=Span(count=300),
    )
    carry_over = CarryOver(into=True, dosage_change=True)
    rules = EpisodeRules(gap=PermissibleGap(value=30))
    groups = {"ab": {"A", "B"}, "b": {"B"}}
    match asked:
        case "coverage":
            found = days_covered(events, plan=plan, stays=_stays(away))
            expected = _covered(population, away, plan)
        case "persistence":
            found = persistence(events, plan=plan, rules=rules, carry_over=carry_over)
            expected = _persistence(population, plan, rules, carry_over)
        case "overuse":
            found = overuse(events, plan=plan, carry_over=carry_over, threshold_days=7)
            expected = _overuse(population, plan, carry_over, 7)
        case "groups":
            found = polypharmacy(events, kind, plan=plan, groups=groups)
            _, expected = _groups(kind, population, plan, groups)
        case _:
            handed_out = [
                [
                    Dispensing(day=_START, duration_days=Fraction(30), medication="A"),
                    Dispensing(day=_START, duration_days=Fraction(7), medication="A"),
                    Dispensing(day=_START, medication="A"),
                    Dispensing(day=_START, quantity=Fraction(45), daily_dose=Fraction(2)),
                    Dispensing(day=_START),
                ]
            ]
            dispensed = _dispensed(handed_out)
            if backend.name == "pyspark":  # where a table in memory knows no empty numbers
                file = tmp_path / "dispensed.parquet"
                pq.write_table(dispensed.to_pyarrow(), file)
                dispensed = backend.read_parquet(file)
            found = durations(dispensed).select(*_TOLD)
            expected = _lasting(handed_out, 2)

    _same(expected, _found(backend, found, 1))
