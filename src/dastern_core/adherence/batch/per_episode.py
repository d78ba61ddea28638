"""
Measures per episode as arrays; see ``dastern_core.adherence.per_episode``.
"""

import attrs
import numpy as np

from dastern_core.adherence.batch.episodes import split_arrays
from dastern_core.adherence.batch.measures import measure_arrays, whole_day_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.episodes import EpisodeRules
from dastern_core.adherence.measures import Measure
from dastern_core.adherence.per_episode import splitting

__all__ = ["EpisodeMeasureArrays", "measure_episode_arrays"]


@attrs.frozen(kw_only=True, eq=False)
class EpisodeMeasureArrays:
    """
    The observed episodes of a population, in the order of patients and time.

    Args:
        patient: Each episode's patient.
        number: Its number among all of the patient's episodes, from 1.
        value: The measure over the part observed; NaN where it has no value.
    """

    patient: Integers
    number: Integers
    value: Floats


def measure_episode_arrays(
    kind: Measure,
    supply: SupplyArrays,
    *,
    windows: WindowArrays,
    rules: EpisodeRules,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> EpisodeMeasureArrays:
    """
    Measure each treatment episode of every patient.

    Args:
        kind: Which measure. CMA1 to CMA4 split without carry-over, as they measure.
        supply: The events.
        windows: Each patient's windows.
        rules: What ends an episode.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        The episodes that reach into the observation window.

    Raises:
        InvalidInputError: An option needs doses or medicines that the supply lacks.
    """
    carry_over = splitting(kind, same_medication=same_medication, dosage_change=dosage_change)
    split = split_arrays(supply, windows=windows, rules=rules, carry_over=carry_over)
    whole = split.whole()
    placed = _placed(whole.start.astype(np.float64), whole.duration, windows.taken(whole.patient))
    # Each episode is measured as if it were a patient of its own.
    events = supply.taken(
        split.found.index, np.cumsum(split.opens) - 1, patients=whole.patient.size
    )
    value = measure_arrays(
        kind,
        events,
        windows=placed,
        same_medication=same_medication,
        dosage_change=dosage_change,
    )
    seen = ~np.isnan(placed.observation_start)
    return EpisodeMeasureArrays(
        patient=whole.patient[seen], number=whole.number[seen], value=value[seen]
    )


def _placed(first: Floats, duration: Floats, windows: WindowArrays) -> WindowArrays:
    """
    Let each episode be the follow-up, and its observed part the observation.
    """
    start = np.maximum(first, windows.observation_start)
    end = np.minimum(first + duration, windows.observation_end)
    followup_end = first + whole_day_arrays(duration)
    observed_end = np.minimum(start + whole_day_arrays(end - start), followup_end)
    seen = (start < end) & (start < observed_end)
    return WindowArrays(
        followup_start=np.where(seen, first, np.nan),
        followup_end=np.where(seen, followup_end, np.nan),
        observation_start=np.where(seen, start, np.nan),
        observation_end=np.where(seen, observed_end, np.nan),
    )
