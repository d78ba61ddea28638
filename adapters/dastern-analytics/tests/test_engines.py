"""
The figures of one population on each engine: DuckDB, Polars, PostgreSQL and Spark.

Every call builds the same expression; only what computes it differs. Spark takes a second
for each, so each case here stands for a kind of expression, and the populations that
Hypothesis makes up (``test_equal_to_plain.py``) run on the quick engines.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from random import Random

import ibis.expr.types as ir
import pytest
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
    GapUnit,
    Measure,
    PermissibleGap,
    Slide,
    Span,
    SupplyEvent,
    Unit,
    WindowPlan,
    measure,
    measure_episodes,
    measure_sliding,
    place,
)
from dastern_core.adherence import days_covered as plain_days_covered
from dastern_core.adherence import episodes as plain_episodes
from dastern_core.adherence import intervals as plain_intervals

# PySpark still calls what pandas will drop.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

_EXACT = 1e-9
_SEED = 20261126
_Population = Mapping[str, Sequence[SupplyEvent]]
_Table = Callable[[_Population], ir.Table]
_PLAN = WindowPlan(
    followup_start=Span(count=10),
    followup=Span(count=420),
    observation_start=Span(count=9, unit=Unit.WEEKS),
    observation=Span(count=350),
)
_CALENDAR_PLAN = WindowPlan(
    followup=Span(count=14, unit=Unit.MONTHS),
    observation_start=Span(count=2, unit=Unit.MONTHS),
    observation=Span(count=1, unit=Unit.YEARS),
)
_RULES = EpisodeRules(
    gap=PermissibleGap(value=50, unit=GapUnit.PERCENT), medication_change=True, dosage_change=True
)
_SLIDE = Slide(length=Span(count=100), step=Span(count=45.5))


def _population() -> _Population:
    random = Random(_SEED)  # noqa: S311 - invented patients, not a secret
    return {
        f"p{number}": [
            SupplyEvent(
                day=date.fromordinal(740_000 + number * 11 + random.randrange(420)),
                duration_days=random.choice([0.5, 7, 13.5, 28, 30, 90, 365]),
                daily_dose=random.choice([0.5, 1, 2, 3, 7]),
                medication=random.choice("AB"),
            )
            for _ in range(random.randrange(1, 15))
        ]
        for number in range(40)
    }


_POPULATION = _population()


def _same(
    backend: BaseBackend, expression: ir.Table, expected: Sequence[Sequence[object]], keys: int
) -> None:
    """
    Compare rows, whose order no engine promises.
    """
    rows = [tuple(row.values()) for row in backend.to_pyarrow(expression).to_pylist()]
    actual = sorted(rows, key=lambda row: [str(cell) for cell in row[:keys]])
    wanted = sorted(map(tuple, expected), key=lambda row: [str(cell) for cell in row[:keys]])

    assert [row[:keys] for row in wanted] == [row[:keys] for row in actual]
    for one, other in zip(wanted, actual, strict=True):
        assert list(one[keys:]) == pytest.approx(list(other[keys:]), abs=_EXACT), one[:keys]


@pytest.mark.parametrize(
    ("kind", "same", "dose"),
    [
        *product(
            [one for one in Measure if one not in {Measure.CMA3, Measure.CMA4}], [True], [True]
        ),
        (Measure.CMA3, False, False),
        (Measure.CMA4, False, False),
        (Measure.CMA5, False, True),
        (Measure.CMA7, False, False),
        (Measure.CMA9, True, False),
    ],
)
def test_measures(
    backend: BaseBackend, table: _Table, kind: Measure, *, same: bool, dose: bool
) -> None:
    """
    Each patient's value is the plain function's.
    """
    options = {"same_medication": same, "dosage_change": dose}

    _same(
        backend,
        measures(table(_POPULATION), kind, plan=_PLAN, **options),
        [
            (patient, measure(kind, events, plan=_PLAN, **options))
            for patient, events in _POPULATION.items()
        ],
        keys=1,
    )


def test_calendar_months(backend: BaseBackend, table: _Table) -> None:
    """
    Windows of months and years begin and end on the plain function's days.
    """
    _same(
        backend,
        measures(table(_POPULATION), Measure.CMA2, plan=_CALENDAR_PLAN),
        [
            (patient, measure(Measure.CMA2, events, plan=_CALENDAR_PLAN))
            for patient, events in _POPULATION.items()
        ],
        keys=1,
    )


def test_intervals(backend: BaseBackend, table: _Table) -> None:
    """
    Intervals and gaps of the events that play a part are the plain function's.
    """
    carry_over = CarryOver(into=True, same_medication=True, dosage_change=True)
    found = intervals(table(_POPULATION), plan=_PLAN, carry_over=carry_over)
    found = found.filter(found.gap_days.notnull()).select(
        "patient_id", "row", "event_interval", "gap_days"
    )
    expected = []
    before = 1
    for patient, events in _POPULATION.items():
        windows = place(_PLAN, first_day=min(event.day for event in events))
        for one in plain_intervals(events, windows=windows, carry_over=carry_over):
            shown = one.days if one.observed else None
            expected.append((patient, before + one.row, shown, one.gap_days))
        before += len(events)

    _same(backend, found, expected, keys=2)


def test_episodes(backend: BaseBackend, table: _Table) -> None:
    """
    Number, start, length and closing gap of each episode are the plain function's.
    """
    carry_over = CarryOver(same_medication=True, dosage_change=True)

    _same(
        backend,
        episodes(table(_POPULATION), plan=_PLAN, rules=_RULES, carry_over=carry_over),
        [
            (patient, one.number, one.start.toordinal(), one.duration_days, one.end_gap_days)
            for patient, events in _POPULATION.items()
            for one in plain_episodes(
                events,
                followup=place(_PLAN, first_day=min(event.day for event in events)).followup,
                rules=_RULES,
                carry_over=carry_over,
            )
        ],
        keys=2,
    )


def test_measures_per_episode(backend: BaseBackend, table: _Table) -> None:
    """
    Each observed episode has the plain function's value.
    """
    _same(
        backend,
        measures_per_episode(
            table(_POPULATION), Measure.CMA8, plan=_PLAN, rules=_RULES, dosage_change=True
        ),
        [
            (patient, one.episode.number, one.value)
            for patient, events in _POPULATION.items()
            for one in measure_episodes(
                Measure.CMA8, events, plan=_PLAN, rules=_RULES, dosage_change=True
            )
        ],
        keys=2,
    )


@pytest.mark.parametrize("kind", [Measure.CMA6, Measure.CMA7])
def test_measures_sliding(backend: BaseBackend, table: _Table, kind: Measure) -> None:
    """
    Each window has the plain function's value.
    """
    _same(
        backend,
        measures_sliding(table(_POPULATION), kind, plan=_PLAN, slide=_SLIDE, same_medication=True),
        [
            (patient, one.number, one.value)
            for patient, events in _POPULATION.items()
            for one in measure_sliding(kind, events, plan=_PLAN, slide=_SLIDE, same_medication=True)
        ],
        keys=2,
    )


def test_days_covered(backend: BaseBackend, table: _Table) -> None:
    """
    Covered days and exclusions are the plain function's.
    """
    expected: list[tuple[object, ...]] = []
    for patient, events in _POPULATION.items():
        period = place(_PLAN, first_day=min(event.day for event in events)).observation
        found = plain_days_covered(
            events,
            first_day=date.fromordinal(int(period.start)),
            last_day=date.fromordinal(int(period.end) - 1),
        )
        if found is None:
            expected.append((patient, None, None, None, None))
        else:
            excluded = None if found.exclusion is None else found.exclusion.value
            share = None if excluded else found.share
            expected.append((patient, excluded, found.covered, found.days, share))
    rows = days_covered(table(_POPULATION), plan=_PLAN)

    _same(
        backend,
        rows.select("patient_id", "exclusion", "covered", "days", "value"),
        expected,
        keys=1,
    )
