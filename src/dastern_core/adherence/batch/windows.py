"""
Windows as arrays: one entry for each patient.
"""

from datetime import date

import attrs
import numpy as np

from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays
from dastern_core.adherence.windows import WindowPlan, place
from dastern_core.kernel import InvalidInputError

__all__ = ["WindowArrays", "place_arrays"]


@attrs.frozen(kw_only=True, eq=False)
class WindowArrays:
    """
    Each patient's windows as day numbers, both ends included.

    Args:
        followup_start: NaN, as the others, for a patient without events or whose windows
            do not fit.
        followup_end: Not before its start.
        observation_start: Within the follow-up.
        observation_end: Within the follow-up.
    """

    followup_start: Floats
    followup_end: Floats
    observation_start: Floats
    observation_end: Floats

    def observing_everything(self) -> "WindowArrays":
        """
        Give the same windows with all of the follow-up observed.
        """
        return attrs.evolve(
            self, observation_start=self.followup_start, observation_end=self.followup_end
        )

    def of_patients(self, first: int, last: int) -> "WindowArrays":
        """
        Give the windows of some patients.

        Args:
            first: The number of the first patient.
            last: The number after that of the last one.
        """
        return self.taken(slice(first, last))

    def taken(self, which: Integers | slice) -> "WindowArrays":
        """
        Give the windows of the patients named, as often as they are named.
        """
        return WindowArrays(
            followup_start=self.followup_start[which],
            followup_end=self.followup_end[which],
            observation_start=self.observation_start[which],
            observation_end=self.observation_end[which],
        )


def place_arrays(plan: WindowPlan, supply: SupplyArrays) -> WindowArrays:
    """
    Place the windows of every patient.

    Args:
        plan: Where the windows lie, seen from each patient's first event.
        supply: The events.

    Returns:
        The windows; NaN where they do not fit, which is that patient's matter alone.
    """
    first = supply.first
    starts, which = np.unique(supply.day[first], return_inverse=True)
    # Calendar months differ in length, so each distinct first day is placed by the plan
    # itself: a population has some thousand of them, however many patients it has.
    placed = np.array([_ends(plan, int(number)) for number in starts]).reshape(-1, 4)
    ends = np.full((supply.patients, 4), np.nan)
    ends[supply.patient[first]] = placed[which]
    return WindowArrays(
        followup_start=ends[:, 0],
        followup_end=ends[:, 1],
        observation_start=ends[:, 2],
        observation_end=ends[:, 3],
    )


def _ends(plan: WindowPlan, number: int) -> tuple[float, float, float, float]:
    try:
        windows = place(plan, first_day=date.fromordinal(number))
    except InvalidInputError:
        return (np.nan, np.nan, np.nan, np.nan)
    return (
        windows.followup.start,
        windows.followup.end,
        windows.observation.start,
        windows.observation.end,
    )
