"""
Overuse as arrays; see ``dastern_core.adherence.overuse``.
"""

import attrs
import numpy as np

from dastern_core.adherence.batch.gaps import interval_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.episodes import EXACT_DAYS
from dastern_core.adherence.gaps import CarryOver
from dastern_core.adherence.overuse import require_threshold

__all__ = ["OveruseArrays", "overuse_arrays"]


@attrs.frozen(kw_only=True, eq=False)
class OveruseArrays:
    """
    How much more each patient was handed than the days needed.

    Args:
        possession: The medication possession ratio; NaN where all events fall on one day.
        excess_days: Days of supply beyond the days until the last event; NaN without an
            event in the observation window.
        stocks: How many events found more left over than the threshold.
        largest_stock: The most days that any of those found; NaN where none did.
    """

    possession: Floats
    excess_days: Floats
    stocks: Integers
    largest_stock: Floats


def overuse_arrays(
    supply: SupplyArrays, *, windows: WindowArrays, carry_over: CarryOver, threshold_days: float
) -> OveruseArrays:
    """
    Measure every patient's oversupply.

    Args:
        supply: The events.
        windows: Each patient's windows.
        carry_over: What becomes of supply that is left over.
        threshold_days: How much may be left over without being told, 0 or more.

    Returns:
        One entry for each patient.

    Raises:
        InvalidInputError: The threshold is no length of time, or an option needs doses or
            medicines that the supply lacks.
    """
    require_threshold(threshold_days)
    found = interval_arrays(supply, windows=windows, carry_over=carry_over)
    patient, day = found.patient[found.observed], found.day[found.observed]
    duration = supply.duration[found.index[found.observed]]
    opens = np.diff(patient, prepend=-1) != 0
    closes = np.append(opens[1:], True)[: opens.size]
    first, last = np.full((2, supply.patients), np.nan)
    first[patient[opens]] = day[opens]
    last[patient[closes]] = day[closes]
    needed = last - first
    handed_out = np.bincount(patient[~closes], duration[~closes], supply.patients)
    large = found.observed & (found.carried_in > threshold_days + EXACT_DAYS)
    largest = np.full(supply.patients, np.nan)
    np.fmax.at(largest, found.patient[large], found.carried_in[large])
    possession = np.full(supply.patients, np.nan)
    np.divide(handed_out, needed, out=possession, where=needed > 0)
    return OveruseArrays(
        possession=possession,
        excess_days=np.maximum(0.0, handed_out - needed),
        stocks=np.bincount(found.patient[large], minlength=supply.patients),
        largest_stock=largest,
    )
