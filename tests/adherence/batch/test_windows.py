"""
Windows of a population.
"""

from datetime import date

import numpy as np

from dastern_core.adherence import Span, Unit, WindowPlan
from dastern_core.adherence.batch import SupplyArrays, place_arrays


def test_windows_that_do_not_fit_are_that_patients_matter() -> None:
    """
    Thirty days fit into January's month and not into February's.
    """
    january, february = date(2026, 1, 1).toordinal(), date(2026, 2, 1).toordinal()
    supply = SupplyArrays.of(
        patients=4,
        patient=[0, 0, 1, 3],
        day=[january, january + 5, february, january],
        duration=[1] * 4,
    )
    plan = WindowPlan(followup=Span(count=1, unit=Unit.MONTHS), observation=Span(count=30))

    windows = place_arrays(plan, supply)

    assert np.isnan(windows.followup_start).tolist() == [False, True, True, False]
    assert windows.observation_end[[0, 3]].tolist() == [january + 30] * 2
    assert windows.followup_end[[0, 3]].tolist() == [january + 31] * 2
