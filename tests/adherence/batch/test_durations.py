"""
Durations of a population at the edges.
"""

import numpy as np
import pytest

from dastern_core.adherence import DurationSource
from dastern_core.adherence.batch import SupplyArrays, duration_arrays
from dastern_core.kernel import InvalidInputError

_NAN = np.nan


def test_a_number_that_cannot_be_gives_no_duration_and_counts_in_no_median() -> None:
    """
    Whose row is wrong has no duration there, and so no events to measure.
    """
    found = duration_arrays(
        patient=[0, 0, 0, 1],
        medication=[7, 7, 7, 7],
        duration=[30, _NAN, _NAN, 30],
        quantity=[_NAN, -30, _NAN, _NAN],
        dose=[_NAN, 1, _NAN, _NAN],
        fewest_for_median=1,
    )
    supply = SupplyArrays.of(
        patients=2, patient=[0, 0, 0, 1], day=[1, 2, 3, 4], duration=found.days
    )

    assert found.days.tolist() == pytest.approx([30, _NAN, 30, 30], nan_ok=True)
    sources = [list(DurationSource)[code].value for code in found.source]
    assert ["recorded", "unknown", "median", "recorded"] == sources
    assert [1] == supply.patient.tolist()


def test_arrays_of_different_lengths_are_refused() -> None:
    """
    Each array has one entry for each dispensing.
    """
    with pytest.raises(InvalidInputError, match="differ in length"):
        duration_arrays(patient=[0], medication=[0], duration=[1, 2], quantity=[1], dose=[1])
