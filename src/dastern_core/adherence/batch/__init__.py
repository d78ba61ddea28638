"""
Whole populations as arrays: the research measures of all patients at once.

The same measures as in ``dastern_core.adherence``, which stay the oracle: equal to 1e-9.
Needs NumPy (the extra ``batch``), so nothing else of the library imports this package.
"""

from dastern_core.adherence.batch.coverage import CoverageArrays, days_covered_arrays
from dastern_core.adherence.batch.durations import DurationArrays, duration_arrays
from dastern_core.adherence.batch.episodes import (
    EpisodeArrays,
    PersistenceArrays,
    episode_arrays,
    persistence_arrays,
)
from dastern_core.adherence.batch.gaps import IntervalArrays, interval_arrays
from dastern_core.adherence.batch.measures import measure_arrays
from dastern_core.adherence.batch.overuse import OveruseArrays, overuse_arrays
from dastern_core.adherence.batch.per_episode import EpisodeMeasureArrays, measure_episode_arrays
from dastern_core.adherence.batch.polypharmacy import (
    PolypharmacyArrays,
    group_arrays,
    polypharmacy_arrays,
)
from dastern_core.adherence.batch.sliding import SlidingArrays, sliding_arrays
from dastern_core.adherence.batch.stays import StayArrays, at_home_arrays, measure_at_home_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays
from dastern_core.adherence.batch.windows import WindowArrays, place_arrays

__all__ = [
    "CoverageArrays",
    "DurationArrays",
    "EpisodeArrays",
    "EpisodeMeasureArrays",
    "Floats",
    "Integers",
    "IntervalArrays",
    "OveruseArrays",
    "PersistenceArrays",
    "PolypharmacyArrays",
    "SlidingArrays",
    "StayArrays",
    "SupplyArrays",
    "WindowArrays",
    "at_home_arrays",
    "days_covered_arrays",
    "duration_arrays",
    "episode_arrays",
    "group_arrays",
    "interval_arrays",
    "measure_arrays",
    "measure_at_home_arrays",
    "measure_episode_arrays",
    "overuse_arrays",
    "persistence_arrays",
    "place_arrays",
    "polypharmacy_arrays",
    "sliding_arrays",
]
