"""
Durations as arrays, where days' supply is missing; see ``dastern_core.adherence.durations``.
"""

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dastern_core.adherence.batch.supply import Floats, Integers
from dastern_core.adherence.durations import DurationSource, require_fewest
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["DurationArrays", "duration_arrays"]

_CODES = {source: code for code, source in enumerate(DurationSource)}


@attrs.frozen(kw_only=True, eq=False)
class DurationArrays:
    """
    How long each supply lasts.

    Args:
        days: NaN where nothing tells; ``SupplyArrays.of`` then leaves the patient out.
        source: The place of where the days come from in ``list(DurationSource)``.
    """

    days: Floats
    source: Integers


def duration_arrays(
    *,
    patient: ArrayLike,
    medication: ArrayLike,
    duration: ArrayLike,
    quantity: ArrayLike,
    dose: ArrayLike,
    fewest_for_median: int | None = 2,
) -> DurationArrays:
    """
    Find how long each supply of a population lasts.

    Args:
        patient: A whole number for each dispensing.
        medication: Whole numbers that distinguish medicines.
        duration: Days as written down; NaN where unknown, as in the next two.
        quantity: How much was handed out.
        dose: The dose a day, in the quantity's unit.
        fewest_for_median: See ``durations``.

    Returns:
        One entry for each dispensing, in the order given. A row with a number that is not
        above 0 has no duration and counts in no median.

    Raises:
        InvalidInputError: The arrays differ in length, or a median of nothing is asked for.
    """
    require_fewest(fewest_for_median)
    written, handed_out, daily = (np.asarray(one, np.float64) for one in (duration, quantity, dose))
    person, medicine = np.asarray(patient, np.int64), np.asarray(medication, np.int64)
    if len({one.shape for one in (written, handed_out, daily, person, medicine)}) > 1:
        problem, remedy = "differ in length", "Give one entry of each array for each dispensing."
        raise InvalidInputError(Fault(field="arrays", problem=problem, remedy=remedy))
    right = _may_be(written) & _may_be(handed_out) & _may_be(daily)
    days = np.where(np.isnan(written), handed_out / daily, written)
    days = np.where(right, days, np.nan)
    source = np.where(
        np.isnan(written), _CODES[DurationSource.QUANTITY], _CODES[DurationSource.RECORDED]
    )
    unknown = np.isnan(days)
    source[unknown] = _CODES[DurationSource.UNKNOWN]
    if fewest_for_median is not None and unknown.any():
        _, kind = np.unique(np.column_stack([person, medicine]), axis=0, return_inverse=True)
        usual = _medians(kind.ravel(), days, fewest_for_median)
        fill = unknown & right & ~np.isnan(usual)
        days = np.where(fill, usual, days)
        source[fill] = _CODES[DurationSource.MEDIAN]
    return DurationArrays(days=days, source=source)


def _may_be(amount: Floats) -> NDArray[np.bool_]:
    return np.isnan(amount) | (np.isfinite(amount) & (amount > 0))


def _medians(kind: NDArray[np.int_], days: Floats, fewest: int) -> Floats:
    """
    Give each row the median of the known days of its kind; NaN where too few are known.
    """
    known = np.flatnonzero(~np.isnan(days))
    order = known[np.lexsort((days[known], kind[known]))]
    count = np.bincount(kind[known], minlength=kind.max() + 1)
    first = np.cumsum(count) - count
    enough = count >= fewest
    low = days[order[(first + (count - 1) // 2)[enough]]]
    high = days[order[(first + count // 2)[enough]]]
    found = np.full(count.size, np.nan)
    found[enough] = (low + high) / 2
    return found[kind]
