"""
Sliding windows as arrays; see ``dastern_core.adherence.sliding``.
"""

import attrs
import numpy as np

from dastern_core.adherence.batch.measures import measure_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.measures import Measure
from dastern_core.adherence.sliding import Slide, slid
from dastern_core.adherence.windows import Window

__all__ = ["SlidingArrays", "sliding_arrays"]


@attrs.frozen(kw_only=True, eq=False)
class SlidingArrays:
    """
    The windows of a population, in the order of time and patients.

    Args:
        patient: Each window's patient.
        number: From 1 within the patient.
        value: The measure; NaN where it has no value.
    """

    patient: Integers
    number: Integers
    value: Floats


def sliding_arrays(
    kind: Measure,
    supply: SupplyArrays,
    *,
    windows: WindowArrays,
    slide: Slide,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> SlidingArrays:
    """
    Measure every patient in windows that slide through the observation window.

    Args:
        kind: Which measure.
        supply: The events.
        windows: Each patient's windows.
        slide: How the window slides.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        Every window that lies wholly in its patient's observation window.

    Raises:
        InvalidInputError: An option needs doses or medicines that the supply lacks, or
            there are more windows than 100,000 for a patient.
    """
    spans = windows.observation_start + 1j * windows.observation_end
    known = np.flatnonzero(~np.isnan(spans))
    distinct, which = np.unique(spans[known], return_inverse=True)
    slides = [slid(Window(start=span.real, end=span.imag), slide) for span in distinct]
    counts = np.array([len(one) for one in slides], np.int64)
    patients: list[Integers] = []
    values: list[Floats] = []
    for number in range(counts.max(initial=0)):
        has = number < counts
        ends = np.full((distinct.size, 2), np.nan)
        ends[has] = [(one[number].start, one[number].end) for one in slides if number < len(one)]
        start, end = np.full((2, supply.patients), np.nan)
        start[known], end[known] = ends[which].T
        value = measure_arrays(
            kind,
            supply,
            windows=attrs.evolve(windows, observation_start=start, observation_end=end),
            same_medication=same_medication,
            dosage_change=dosage_change,
        )
        patients.append(known[has[which]])
        values.append(value[patients[-1]])
    return SlidingArrays(
        patient=np.concatenate([np.zeros(0, np.int64), *patients]),
        number=np.repeat(np.arange(1, len(patients) + 1), [one.size for one in patients]),
        value=np.concatenate([np.zeros(0), *values]),
    )
