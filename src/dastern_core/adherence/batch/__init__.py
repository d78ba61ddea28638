"""
Whole populations as arrays: the research measures of all patients at once.

The same measures as in ``dastern_core.adherence``, which stay the oracle: equal to 1e-9.
Needs NumPy (the extra ``batch``), so nothing else of the library imports this package.
"""

from dastern_core.adherence.batch.episodes import EpisodeArrays, episode_arrays
from dastern_core.adherence.batch.gaps import IntervalArrays, interval_arrays
from dastern_core.adherence.batch.measures import measure_arrays
from dastern_core.adherence.batch.sliding import SlidingArrays, sliding_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays
from dastern_core.adherence.batch.windows import WindowArrays, place_arrays

__all__ = [
    "EpisodeArrays",
    "Floats",
    "Integers",
    "IntervalArrays",
    "SlidingArrays",
    "SupplyArrays",
    "WindowArrays",
    "episode_arrays",
    "interval_arrays",
    "measure_arrays",
    "place_arrays",
    "sliding_arrays",
]
