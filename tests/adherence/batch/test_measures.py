"""
Whole populations at once.
"""

import subprocess
import sys

import numpy as np
import pytest

from dastern_core.adherence import CarryOver, Measure, Span, WindowPlan
from dastern_core.adherence.batch import (
    SupplyArrays,
    interval_arrays,
    measure_arrays,
    place_arrays,
)


def test_numpy_is_loaded_with_the_batch_only() -> None:
    """
    Who imports the domain alone does not pay for arrays.
    """
    script = "import sys, dastern_core.adherence; sys.exit('numpy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize("kind", list(Measure))
def test_an_empty_population_has_no_values(kind: Measure) -> None:
    """
    No patients, no values; patients without events, values of NaN.
    """
    nobody, unknown = (
        SupplyArrays.of(patients=patients, patient=[], day=[], duration=[]) for patients in (0, 2)
    )

    none, missing = (
        measure_arrays(kind, supply, windows=place_arrays(WindowPlan(), supply))
        for supply in (nobody, unknown)
    )

    assert none.tolist() == []
    assert np.isnan(missing).tolist() == [True, True]


def test_one_patient_with_very_many_events() -> None:
    """
    Twenty thousand events of one patient carry their supply to the last.
    """
    count = 20_000
    supply = SupplyArrays.of(
        patients=1,
        patient=np.zeros(count),
        day=np.arange(1, 2 * count, 2),
        duration=np.full(count, 3.0),
    )
    windows = place_arrays(
        WindowPlan(followup=Span(count=2 * count), observation=Span(count=2 * count)), supply
    )

    found = interval_arrays(supply, windows=windows, carry_over=CarryOver())

    assert found.carried_in.tolist() == list(range(count))
