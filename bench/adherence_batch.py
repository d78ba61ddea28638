"""
Measure the adherence of 100,000 patients at once: events per CPU second, one thread.

Run ``python bench/adherence_batch.py [EVENTS]``; 1,080,000 events by default, made up here
from a fixed seed. Reading files is not part of it; putting the events in order is told apart.
The peer ``pdcscore`` (from PyPI) goes over the first 2,000 patients of the same events, because
it would take minutes for all. ``--linear`` tells the cost of an event from 1,000 to 10 million.
"""

import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from dastern_core.adherence import (
    CarryOver,
    EpisodeRules,
    Measure,
    PermissibleGap,
    Slide,
    Span,
    WindowPlan,
)
from dastern_core.adherence.batch import (
    SupplyArrays,
    episode_arrays,
    interval_arrays,
    measure_arrays,
    place_arrays,
    sliding_arrays,
)

_EVENTS = 1_080_000
_EVENTS_PER_PATIENT = 10.8
_ROUNDS = 3
_PEER_PATIENTS = 2000
PLAN = WindowPlan(observation_start=Span(count=90), observation=Span(count=365))
"""
A year, observed from the patient's ninetieth day on.
"""


def population(events: int) -> Callable[[], SupplyArrays]:
    """
    Make up a population, and give how to put its events in order.
    """
    random = np.random.default_rng(20261121)
    patients = max(1, round(events / _EVENTS_PER_PATIENT))
    patient = np.sort(random.integers(0, patients, events))
    opens = np.diff(patient, prepend=-1) != 0
    step = random.choice([0, 14, 28, 30, 35, 60, 90, 120], events)
    elapsed = np.cumsum(step)
    places = np.maximum.accumulate(np.where(opens, np.arange(events), 0))
    start = 735_000 + random.integers(0, 2000, patients)
    return partial(
        SupplyArrays.of,
        patients=patients,
        patient=patient,
        day=start[patient] + elapsed - elapsed[places],
        duration=random.choice([7, 13.5, 14, 28, 30, 60, 90], events),
        dose=random.choice([0.5, 1, 2, 4], events),
        medication=random.integers(0, 3, events),
    )


def _rate(events: int, work: Callable[[], object]) -> str:
    best = float("inf")
    for _ in range(_ROUNDS):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return f"{events / best / 1e6:8.2f} M events/s"


def _peer(supply: SupplyArrays) -> None:
    """
    Print the peer's speed, where it is installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415 - for the peer alone
        from pdcscore import pdcCalc  # noqa: PLC0415 - as above
    except ImportError:
        print("pdcscore is not installed: pip install pdcscore")
        return
    index = np.flatnonzero(supply.patient < _PEER_PATIENTS)
    days = (supply.day[index] - 719_163).astype("datetime64[D]").astype("datetime64[s]")
    frame = pd.DataFrame(
        {
            "patient": supply.patient[index],
            "drug": "A",
            "filled": days,
            "days": np.ceil(supply.duration[index]).astype(int),
        }
    )
    first = frame.groupby("patient")["filled"].transform("min")
    frame["start"] = first + pd.Timedelta(days=90)
    frame["end"] = first + pd.Timedelta(days=455)
    names = ("patient", "drug", "filled", "days", "start", "end")
    for overlap in (True, False):
        began = time.process_time()
        pdcCalc(frame, *names, overlap).calculate_pdc_scores()
        spent = time.process_time() - began
        name = f"pdcscore, {'with' if overlap else 'without'} overlap"
        print(f"{name:28}{index.size / spent / 1e6:8.4f} M events/s")


def _linear() -> None:
    """
    Print what one event costs, from few to very many.
    """
    for events in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        supply = population(events)()
        windows = place_arrays(PLAN, supply)
        costs = []
        for kind in (Measure.CMA1, Measure.CMA7, Measure.CMA9):
            rounds = max(1, 200_000 // events)
            began = time.process_time()
            for _ in range(rounds):
                measure_arrays(kind, supply, windows=windows)
            spent = (time.process_time() - began) / rounds / events
            costs.append(f"{kind.value} {spent * 1e9:7.1f} ns")
        print(f"{events:>12,} events: {', '.join(costs)} an event")


def main() -> None:
    """
    Print one line for each job, the best of three rounds.
    """
    if sys.argv[1:] == ["--linear"]:
        _linear()
        return
    events = int(sys.argv[1]) if len(sys.argv) > 1 else _EVENTS
    ordered = population(events)
    supply = ordered()
    windows = place_arrays(PLAN, supply)
    everything = place_arrays(WindowPlan(), supply)
    slide = Slide(length=Span(count=180), step=Span(count=90))
    rules = EpisodeRules(gap=PermissibleGap(value=30), medication_change=True)
    jobs: dict[str, Callable[[], object]] = {
        "put in order": ordered,
        "place windows": partial(place_arrays, PLAN, supply),
        "intervals and gaps": partial(
            interval_arrays, supply, windows=windows, carry_over=CarryOver(into=True)
        ),
        **{
            kind.value: partial(measure_arrays, kind, supply, windows=windows)
            for kind in Measure
            if kind is not Measure.CMA0
        },
        "CMA7, same medicine, dose": partial(
            measure_arrays,
            Measure.CMA7,
            supply,
            windows=windows,
            same_medication=True,
            dosage_change=True,
        ),
        "episodes": partial(
            episode_arrays, supply, windows=everything, rules=rules, carry_over=CarryOver()
        ),
        "sliding CMA1, 7 windows": partial(
            sliding_arrays, Measure.CMA1, supply, windows=everything, slide=slide
        ),
        "sliding CMA9, 7 windows": partial(
            sliding_arrays, Measure.CMA9, supply, windows=everything, slide=slide
        ),
    }
    print(f"{events:,} events of {supply.patients:,} patients")
    for name, work in jobs.items():
        print(f"{name:28}{_rate(events, work)}")
    _peer(supply)


if __name__ == "__main__":
    main()
