"""
Every figure of the reference implementation, to 1e-9, as DuckDB and Polars compute it.

Of the measures the two pairs of windows that begin within the follow-up, unless
``DASTERN_REFERENCE=all`` asks for the other two; gaps, episodes and sliding windows whole.
"""

import csv
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pytest
from ibis.backends import BaseBackend

from dastern_analytics import episodes, intervals, measures, measures_sliding
from dastern_core.adherence import (
    CarryOver,
    EpisodeRules,
    GapUnit,
    Measure,
    PermissibleGap,
    Slide,
    Span,
    SupplyEvent,
    WindowPlan,
)

_EXACT = 1e-9
_WINDOWS = {
    "w1": (0, 730, 0, 730),
    "w2": (0, 365, 0, 365),
    "w3": (0, 730, 90, 365),
    "w4": (30, 700, 182, 365),
}
_MEASURED = list(_WINDOWS) if os.environ.get("DASTERN_REFERENCE") == "all" else ["w3", "w4"]
_OPTIONS = list(product((False, True), repeat=2))
_Table = Callable[[Mapping[str, Sequence[SupplyEvent]]], ir.Table]


@pytest.fixture(scope="module")
def events(table: _Table, vectors: Path) -> ir.Table:
    """
    Give the events of the reference.
    """
    found: defaultdict[str, list[SupplyEvent]] = defaultdict(list)
    for row in _rows(vectors / "events.csv"):
        found[row["patient_id"]].append(
            SupplyEvent(
                day=date.fromisoformat(row["date"]),
                duration_days=float(row["duration_days"]),
                daily_dose=float(row["daily_dose"]),
                medication=row["medication"],
            )
        )
    return table(found)


@pytest.fixture(scope="module", params=["duckdb", "polars"])
def engine_of(request: pytest.FixtureRequest) -> BaseBackend:
    """
    Give each of the two engines in turn.
    """
    found = request.getfixturevalue(request.param)
    assert isinstance(found, BaseBackend)
    return found


def _rows(path: Path, **asked: str) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from (
            row
            for row in csv.DictReader(file)
            if all(row[name] == wanted for name, wanted in asked.items())
        )


def _number(text: str) -> float | None:
    return float(text) if text else None


def _plan(window: str) -> WindowPlan:
    spans = [Span(count=days) for days in _WINDOWS[window]]
    return WindowPlan(
        followup_start=spans[0], followup=spans[1], observation_start=spans[2], observation=spans[3]
    )


def _found(backend: BaseBackend, expression: ir.Table) -> list[list[Any]]:
    return [list(row.values()) for row in backend.to_pyarrow(expression).to_pylist()]


@pytest.mark.parametrize("window", _MEASURED)
@pytest.mark.parametrize("kind", [one for one in Measure if one is not Measure.CMA0])
def test_measures_equal_the_reference(
    engine_of: BaseBackend, events: ir.Table, vectors: Path, *, kind: Measure, window: str
) -> None:
    """
    Each patient's value with every carry-over option is the reference's.
    """
    found = {
        (str(same).upper(), str(dose).upper(), patient): value
        for same, dose in _OPTIONS
        for patient, value in _found(
            engine_of,
            measures(events, kind, plan=_plan(window), same_medication=same, dosage_change=dose),
        )
    }
    rows = list(_rows(vectors / "expected_cma.csv", cma=kind.value, window=window))

    assert rows
    expected = [_number(row["value"]) for row in rows]
    assert expected == pytest.approx(
        [found[row["same_medication"], row["dosage_change"], row["patient_id"]] for row in rows],
        abs=_EXACT,
    )


@pytest.mark.parametrize("window", _WINDOWS)
@pytest.mark.parametrize(("same", "dose"), _OPTIONS)
def test_gaps_equal_the_reference(
    engine_of: BaseBackend, events: ir.Table, vectors: Path, *, window: str, same: bool, dose: bool
) -> None:
    """
    Interval and gap of each event are the reference's, and blank where it is.
    """
    carry_over = CarryOver(into=True, same_medication=same, dosage_change=dose)
    figures = intervals(events, plan=_plan(window), carry_over=carry_over)
    found = {
        row: numbers
        for row, *numbers in _found(
            engine_of, figures.select("row", "event_interval", "gap_days").order_by("row")
        )
    }
    expected = {
        int(row["row"]): [_number(row["event_interval"]), _number(row["gap_days"])]
        for row in _rows(
            vectors / "expected_gaps.csv",
            window=window,
            same_medication=str(same).upper(),
            dosage_change=str(dose).upper(),
        )
    }

    assert sorted(expected) == sorted(found)
    for row, numbers in expected.items():
        assert numbers == pytest.approx(found[row], abs=_EXACT), row


@pytest.mark.parametrize("followup_days", [365, 730])
@pytest.mark.parametrize("gap", ["30 days", "90 days", "180 days", "100 percent"])
@pytest.mark.parametrize("breaks", [False, True])
def test_episodes_equal_the_reference(
    engine_of: BaseBackend,
    events: ir.Table,
    vectors: Path,
    *,
    followup_days: int,
    gap: str,
    breaks: bool,
) -> None:
    """
    Number, start and length of each episode are the reference's.
    """
    value, unit = gap.split()
    span = Span(count=followup_days)
    figures = episodes(
        events,
        plan=WindowPlan(followup=span, observation=span),
        rules=EpisodeRules(
            gap=PermissibleGap(value=float(value), unit=GapUnit(unit)), medication_change=breaks
        ),
        carry_over=CarryOver(same_medication=True, dosage_change=True),
    )
    found = {
        (patient, number): (start, days)
        for patient, number, start, days, _ in _found(engine_of, figures)
    }
    expected = {
        (row["patient_id"], int(row["episode"])): (
            date.fromisoformat(row["start"]).toordinal(),
            float(row["duration_days"]),
        )
        for row in _rows(
            vectors / "expected_episodes.csv",
            fu_days=str(followup_days),
            max_gap=value,
            max_gap_unit=unit,
            medication_change_breaks=str(breaks).upper(),
        )
    }

    assert sorted(expected) == sorted(found)
    for key, numbers in expected.items():
        assert numbers == pytest.approx(found[key], abs=_EXACT), key


@pytest.mark.parametrize("kind", [Measure.CMA1, Measure.CMA2, Measure.CMA7, Measure.CMA9])
def test_sliding_windows_equal_the_reference(
    engine_of: BaseBackend, events: ir.Table, vectors: Path, kind: Measure
) -> None:
    """
    Each window has the reference's figure; where that divides by zero days there is none.
    """
    figures = measures_sliding(
        events,
        kind,
        plan=WindowPlan(),
        slide=Slide(length=Span(count=180), step=Span(count=90)),
    )
    found = {(patient, window): value for patient, window, value in _found(engine_of, figures)}
    expected = {
        (row["patient_id"], int(row["window"])): (
            None if row["value"] == "Inf" else _number(row["value"])
        )
        for row in _rows(vectors / "expected_sliding.csv", cma=kind.value)
    }

    assert sorted(expected) == sorted(found)
    keys = sorted(expected)
    assert [expected[key] for key in keys] == pytest.approx(
        [found[key] for key in keys], abs=_EXACT
    )
