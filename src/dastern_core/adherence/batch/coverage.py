"""
Coverage as arrays: PQA's proportion of days covered; see ``dastern_core.adherence.coverage``.

Supply of one medicine moves on as carried supply does, and how far the days covered so far
reach past a fill follows the same recursion; see ``carried``.
"""

import attrs
import numpy as np
from numpy.typing import NDArray

from dastern_core.adherence.batch.gaps import carried
from dastern_core.adherence.batch.stays import StayArrays, at_home_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.coverage import SHORTEST_DAYS

__all__ = ["CoverageArrays", "days_covered_arrays"]


@attrs.frozen(kw_only=True, eq=False)
class CoverageArrays:
    """
    How much of each patient's treatment period was covered.

    Args:
        covered: Days with supply; NaN without a fill in the period.
        days: Days of the treatment period; NaN likewise.
        filled_once: Whether the patient is left out of the measure for it.
        started_late: Likewise.
    """

    covered: Floats
    days: Floats
    filled_once: NDArray[np.bool_]
    started_late: NDArray[np.bool_]

    @property
    def share(self) -> Floats:
        """
        The proportion of days covered; NaN where the patient is left out.
        """
        excluded = self.filled_once | self.started_late
        return np.where(excluded, np.nan, self.covered / self.days)


def days_covered_arrays(
    supply: SupplyArrays, *, windows: WindowArrays, stays: StayArrays | None = None
) -> CoverageArrays:
    """
    Count every patient's covered days.

    Args:
        supply: Fills of the measure's medicines; without medicines they are taken for the
            same one.
        windows: The measurement period is the observation window, its last day left out.
        stays: Days in hospital, which are taken out of the count.

    Returns:
        One entry for each patient.
    """
    code = supply.patient
    end = windows.observation_end
    index = np.flatnonzero(
        (supply.day >= windows.observation_start[code]) & (supply.day < end[code])
    )
    supply = supply.taken(index, code[index], patients=supply.patients)
    counted = _counted(supply, end)
    if stays is None:
        return counted
    moved, short = at_home_arrays(supply, windows=windows, stays=stays, until=end - 1)
    return attrs.evolve(
        _counted(moved, short.observation_end),
        filled_once=counted.filled_once,
        started_late=counted.started_late,
    )


def _counted(supply: SupplyArrays, end: Floats) -> CoverageArrays:
    """
    Count the covered days of the fills of a period, given the day after its last.
    """
    first, last = np.full((2, supply.patients), np.nan)
    opens = _changes(supply.patient)
    closes = np.append(opens[1:], True)[: opens.size]
    first[supply.patient[opens]] = supply.day[opens]
    last[supply.patient[closes]] = supply.day[closes]
    patient, start, stop = _supplied(supply)
    stop = np.minimum(stop, end[patient])
    until_next = np.append(np.diff(start), 0.0)[: start.size]
    reached = carried(-until_next, opens=_changes(patient), least=stop - start - until_next)
    adds = np.maximum(0.0, stop - start - reached)
    days = end - first
    once = first == last
    return CoverageArrays(
        covered=np.where(np.isnan(first), np.nan, np.bincount(patient, adds, supply.patients)),
        days=days,
        filled_once=once,
        started_late=~once & (days < SHORTEST_DAYS),
    )


def _supplied(supply: SupplyArrays) -> tuple[Integers, Floats, Floats]:
    """
    Give each fill's patient, first day and day after its last, in the order of first days.
    """
    medication = np.zeros_like(supply.day) if supply.medication is None else supply.medication
    index = np.lexsort((medication, supply.patient))
    patient, day, duration = supply.patient[index], supply.day[index], supply.duration[index]
    opens = _changes(patient) | _changes(medication[index])
    surplus = duration - np.append(np.diff(day), 0)[: day.size]
    start = day + carried(surplus, opens=opens)
    order = np.lexsort((start, patient))
    return patient[order], start[order], (start + duration)[order]


def _changes(values: Integers) -> NDArray[np.bool_]:
    """
    Tell which entries differ from the one before; the first does.
    """
    return np.append(True, values[1:] != values[:-1])[: values.size]
