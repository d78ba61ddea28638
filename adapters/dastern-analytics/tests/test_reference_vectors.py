"""
Every measure of the reference implementation, to 1e-9, as DuckDB computes it.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path

import ibis.expr.types as ir
import pytest
from ibis.backends import BaseBackend

from dastern_analytics import measures
from dastern_core.adherence import Measure, Span, SupplyEvent, WindowPlan

_WINDOWS = {
    "w1": (0, 730, 0, 730),
    "w2": (0, 365, 0, 365),
    "w3": (0, 730, 90, 365),
    "w4": (30, 700, 182, 365),
}
_Table = Callable[[Mapping[str, Sequence[SupplyEvent]]], ir.Table]


@pytest.mark.parametrize("window", _WINDOWS)
@pytest.mark.parametrize("kind", [one for one in Measure if one is not Measure.CMA0])
def test_measures_equal_the_reference(
    duckdb: BaseBackend, table: _Table, vectors: Path, *, kind: Measure, window: str
) -> None:
    """
    Each patient's value with every carry-over option is the reference's.
    """
    events: defaultdict[str, list[SupplyEvent]] = defaultdict(list)
    with (vectors / "events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            events[row["patient_id"]].append(
                SupplyEvent(
                    day=date.fromisoformat(row["date"]),
                    duration_days=float(row["duration_days"]),
                    daily_dose=float(row["daily_dose"]),
                    medication=row["medication"],
                )
            )
    spans = [Span(count=days) for days in _WINDOWS[window]]
    plan = WindowPlan(
        followup_start=spans[0], followup=spans[1], observation_start=spans[2], observation=spans[3]
    )
    found: dict[tuple[str, str, str], float | None] = {}
    for same, dose in product((False, True), repeat=2):
        expression = measures(
            table(events), kind, plan=plan, same_medication=same, dosage_change=dose
        )
        for patient, value in (row.values() for row in duckdb.to_pyarrow(expression).to_pylist()):
            found[str(same).upper(), str(dose).upper(), patient] = value
    with (vectors / "expected_cma.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["cma"], row["window"]) == (kind.value, window)
        ]

    assert rows
    expected = [float(row["value"]) if row["value"] else None for row in rows]
    assert expected == pytest.approx(
        [found[row["same_medication"], row["dosage_change"], row["patient_id"]] for row in rows],
        abs=1e-9,
    )
