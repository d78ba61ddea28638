"""
Measure the adherence of 100,000 patients at once: events per CPU second, one thread.

Run ``python bench/adherence_batch.py [EVENTS]``; 1,080,000 events by default, made up here
from a fixed seed. Reading files is not part of it; putting the events in order is told apart.
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
_PLAN = WindowPlan(observation_start=Span(count=90), observation=Span(count=365))


def _population(events: int) -> Callable[[], SupplyArrays]:
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


def main() -> None:
    """
    Print one line for each job, the best of three rounds.
    """
    events = int(sys.argv[1]) if len(sys.argv) > 1 else _EVENTS
    ordered = _population(events)
    supply = ordered()
    windows = place_arrays(_PLAN, supply)
    everything = place_arrays(WindowPlan(), supply)
    slide = Slide(length=Span(count=180), step=Span(count=90))
    rules = EpisodeRules(gap=PermissibleGap(value=30), medication_change=True)
    jobs: dict[str, Callable[[], object]] = {
        "put in order": ordered,
        "place windows": partial(place_arrays, _PLAN, supply),
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


if __name__ == "__main__":
    main()
