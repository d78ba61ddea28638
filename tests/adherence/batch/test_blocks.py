"""
A population piece by piece.
"""

import numpy as np

from dastern_core.adherence import CarryOver, EpisodeRules, Measure, PermissibleGap, WindowPlan
from dastern_core.adherence.batch import (
    SupplyArrays,
    episode_arrays,
    measure_arrays,
    place_arrays,
)
from dastern_core.adherence.batch.blocks import blocks


def test_blocks_hold_every_patient_once_and_change_no_figure() -> None:
    """
    Patients with many events, one with more than a block holds and some with none.
    """
    events = [1000, 0, 70_000, 3, 0] * 3
    patient = np.repeat(np.arange(len(events)), events)
    random = np.random.default_rng(20261126)
    day = 735_000 + random.integers(0, 700, patient.size)
    supply = SupplyArrays.of(
        patients=len(events), patient=patient, day=day, duration=np.full(patient.size, 0.25)
    )
    windows = place_arrays(WindowPlan(), supply)

    parts = list(blocks(supply, windows))
    values = measure_arrays(Measure.CMA7, supply, windows=windows)
    found = episode_arrays(
        supply,
        windows=windows,
        rules=EpisodeRules(gap=PermissibleGap(value=30)),
        carry_over=CarryOver(),
    )

    assert len(parts) > 1
    assert len(events) == sum(part.patients for _, part, _ in parts)
    assert patient.size == sum(part.patient.size for _, part, _ in parts)
    for number in (0, 2, 3, 7):
        alone = supply.of_patients(number, number + 1)
        own = place_arrays(WindowPlan(), alone)
        assert measure_arrays(Measure.CMA7, alone, windows=own).tolist() == [values[number]]
    assert np.isnan(values[[1, 4]]).all()
    assert sorted({0, 2, 3, 5, 7, 8, 10, 12, 13}) == np.unique(found.patient).tolist()
