"""
Every figure of the reference implementation, to 1e-9; see ``vectors/adherence/README.md``.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from dastern_core.adherence import (
    CarryOver,
    EpisodeRules,
    GapUnit,
    Measure,
    PermissibleGap,
    Slide,
    Span,
    SupplyEvent,
    Window,
    WindowPlan,
    episodes,
    intervals,
    measure,
    measure_sliding,
    place,
)
from dastern_core.adherence.batch import SupplyArrays, measure_arrays, place_arrays

_VECTORS = Path(__file__).parents[1] / "vectors" / "adherence"
_EXACT = 1e-9
_Windows = tuple[str, str, str, str]
_WINDOWS: Mapping[str, _Windows] = {
    "w1": ("0", "730", "0", "730"),
    "w2": ("0", "365", "0", "365"),
    "w3": ("0", "730", "90", "365"),
    "w4": ("30", "700", "182", "365"),
}
_OPTIONS = [(same, dose) for same in (False, True) for dose in (False, True)]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_VECTORS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def _patients() -> Mapping[str, tuple[SupplyEvent, ...]]:
    found: defaultdict[str, list[SupplyEvent]] = defaultdict(list)
    for row in _rows("events.csv"):
        found[row["patient_id"]].append(
            SupplyEvent(
                day=date.fromisoformat(row["date"]),
                duration_days=float(row["duration_days"]),
                daily_dose=float(row["daily_dose"]),
                medication=row["medication"],
            )
        )
    return {patient: tuple(events) for patient, events in found.items()}


def _plan(name: str) -> WindowPlan:
    followup_start, followup, start, observation = (Span(count=int(n)) for n in _WINDOWS[name])
    return WindowPlan(
        followup_start=followup_start,
        followup=followup,
        observation_start=start,
        observation=observation,
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


def _first_day(events: tuple[SupplyEvent, ...]) -> date:
    return min(event.day for event in events)


@pytest.mark.parametrize("window", _WINDOWS)
@pytest.mark.parametrize("kind", [one for one in Measure if one is not Measure.CMA0])
def test_measures_equal_the_reference(kind: Measure, window: str) -> None:
    """
    Each measure of each patient is the reference's figure, with every carry-over option.
    """
    expected = [
        row
        for row in _rows("expected_cma.csv")
        if (row["cma"], row["window"]) == (kind.value, window)
    ]
    actual = [
        measure(
            kind,
            _patients()[row["patient_id"]],
            plan=_plan(window),
            same_medication=row["same_medication"] == "TRUE",
            dosage_change=row["dosage_change"] == "TRUE",
        )
        for row in expected
    ]

    assert len(expected) >= 46
    assert [_number(row["value"]) for row in expected] == pytest.approx(actual, abs=_EXACT)


def _all_events() -> SupplyArrays:
    patients = list(_patients().values())
    events = [event for one in patients for event in one]
    return SupplyArrays.of(
        patients=len(patients),
        patient=np.repeat(np.arange(len(patients)), [len(one) for one in patients]),
        day=[event.number for event in events],
        duration=[event.duration_days for event in events],
        dose=[event.daily_dose or 0 for event in events],
        medication=["ABC".index(event.medication or "") for event in events],
    )


@pytest.mark.parametrize("window", _WINDOWS)
@pytest.mark.parametrize("kind", [one for one in Measure if one is not Measure.CMA0])
def test_arrays_equal_the_reference(kind: Measure, window: str) -> None:
    """
    All patients at once have the reference's figures too.
    """
    supply = _all_events()
    windows = place_arrays(_plan(window), supply)
    values = {
        (str(same).upper(), str(dose).upper()): dict(
            zip(
                _patients(),
                measure_arrays(
                    kind, supply, windows=windows, same_medication=same, dosage_change=dose
                ).tolist(),
                strict=True,
            )
        )
        for same, dose in _OPTIONS
    }

    expected, actual = zip(
        *(
            (
                float(row["value"] or "nan"),
                values[row["same_medication"], row["dosage_change"]][row["patient_id"]],
            )
            for row in _rows("expected_cma.csv")
            if (row["cma"], row["window"]) == (kind.value, window)
        ),
        strict=True,
    )
    assert list(expected) == pytest.approx(list(actual), abs=_EXACT, nan_ok=True)


@pytest.mark.parametrize("window", _WINDOWS)
@pytest.mark.parametrize(("same", "dose"), _OPTIONS)
def test_gaps_equal_the_reference(window: str, *, same: bool, dose: bool) -> None:
    """
    Interval and gap of each event are the reference's, and blank where it is.

    The reference shows the interval of observed events only.
    """
    asked = (window, str(same).upper(), str(dose).upper())
    expected = {
        int(row["row"]): (_number(row["event_interval"]), _number(row["gap_days"]))
        for row in _rows("expected_gaps.csv")
        if (row["window"], row["same_medication"], row["dosage_change"]) == asked
    }
    carry_over = CarryOver(into=True, same_medication=same, dosage_change=dose)
    actual: dict[int, tuple[float | None, float | None]] = {}
    before = 1
    for events in _patients().values():
        windows = place(_plan(window), first_day=_first_day(events))
        known = [row for row, one in enumerate(events) if one.number in windows.followup]
        actual.update((before + row, (None, None)) for row in known)
        for one in intervals(events, windows=windows, carry_over=carry_over):
            actual[before + one.row] = (one.days if one.observed else None, one.gap_days)
        before += len(events)

    assert len(expected) >= 245
    assert sorted(expected) == sorted(actual)
    for place_of in (0, 1):
        wanted = [expected[row][place_of] for row in sorted(expected)]
        assert wanted == pytest.approx(
            [actual[row][place_of] for row in sorted(actual)], abs=_EXACT
        )


@pytest.mark.parametrize("followup_days", [365, 730])
@pytest.mark.parametrize("gap", ["30 days", "90 days", "180 days", "100 percent"])
@pytest.mark.parametrize("breaks", [False, True])
def test_episodes_equal_the_reference(followup_days: int, gap: str, *, breaks: bool) -> None:
    """
    Number, start and length of each episode are the reference's, patient by patient.
    """
    value, unit = gap.split()
    asked = (str(followup_days), value, unit, str(breaks).upper())
    expected = [
        ((row["patient_id"], int(row["episode"]), row["start"]), float(row["duration_days"]))
        for row in _rows("expected_episodes.csv")
        if (row["fu_days"], row["max_gap"], row["max_gap_unit"], row["medication_change_breaks"])
        == asked
    ]
    rules = EpisodeRules(
        gap=PermissibleGap(value=float(value), unit=GapUnit(unit)), medication_change=breaks
    )
    actual = [
        ((patient, one.number, one.start.isoformat()), one.duration_days)
        for patient, events in _patients().items()
        for one in episodes(
            events,
            followup=Window.between(
                _first_day(events), Span(count=followup_days).after(_first_day(events))
            ),
            rules=rules,
            carry_over=CarryOver(same_medication=True, dosage_change=True),
        )
    ]

    assert len(expected) >= 62
    assert [key for key, _ in expected] == [key for key, _ in actual]
    assert [days for _, days in expected] == pytest.approx([days for _, days in actual], abs=_EXACT)


_DIVIDED_BY_ZERO = {
    # Deviation Q8: the only event lies on the window's last day, so no day is left to
    # measure. The reference divides by zero; we say that there is no value.
    ("CMA2", "12", 4): None,
}


@pytest.mark.parametrize("kind", [Measure.CMA1, Measure.CMA2, Measure.CMA7, Measure.CMA9])
def test_sliding_windows_equal_the_reference(kind: Measure) -> None:
    """
    Each window of each patient has the reference's figure; the deviation is listed.
    """
    expected = {
        (row["patient_id"], int(row["window"])): _number(row["value"])
        for row in _rows("expected_sliding.csv")
        if row["cma"] == kind.value
    }
    infinite = {key for key, value in expected.items() if value == float("inf")}
    for patient, window in infinite:
        expected[patient, window] = _DIVIDED_BY_ZERO[kind.value, patient, window]
    actual = {
        (patient, one.number): one.value
        for patient, events in _patients().items()
        for one in measure_sliding(
            kind,
            events,
            plan=WindowPlan(),
            slide=Slide(length=Span(count=180), step=Span(count=90)),
        )
    }

    assert len(expected) == 420
    assert sorted(expected) == sorted(actual)
    assert [expected[key] for key in sorted(expected)] == pytest.approx(
        [actual[key] for key in sorted(actual)], abs=_EXACT
    )
