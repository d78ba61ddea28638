"""
Stays in hospital of a population at the edges.
"""

import numpy as np
import pytest

from dastern_core.adherence import Measure, Span, WindowPlan
from dastern_core.adherence.batch import (
    StayArrays,
    SupplyArrays,
    measure_at_home_arrays,
    place_arrays,
)
from dastern_core.kernel import InvalidInputError


def test_stays_are_each_patients_own_and_given_in_any_order() -> None:
    """
    The second patient's ten days in hospital, told twice, leave the others as they are.
    """
    supply = SupplyArrays.of(
        patients=3, patient=[0, 1, 2], day=np.full(3, 739_000), duration=[30, 30, 30]
    )
    stays = StayArrays.of(
        patient=[1, 1],
        admitted=np.array([739_013, 739_010]).astype("datetime64[D]") - np.timedelta64(719_163),
        discharged=np.array([739_020, 739_016]).astype("datetime64[D]") - np.timedelta64(719_163),
    )
    forty = Span(count=40)
    windows = place_arrays(WindowPlan(followup=forty, observation=forty), supply)

    actual = measure_at_home_arrays(Measure.CMA7, supply, windows=windows, stays=stays)

    assert [0.75, 1.0, 0.75] == actual.tolist()


@pytest.mark.parametrize(
    ("discharged", "message"), [([9], "is before the admission"), ([11, 12], "differ in length")]
)
def test_stays_that_cannot_be_are_refused(discharged: list[int], message: str) -> None:
    """
    A discharge before its admission, and arrays of different lengths.
    """
    with pytest.raises(InvalidInputError, match=message):
        StayArrays.of(patient=[0], admitted=[10], discharged=discharged)
