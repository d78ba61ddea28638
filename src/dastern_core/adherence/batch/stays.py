"""
Stays in hospital as arrays; see ``dastern_core.adherence.stays``.

Patient and day are one whole number here, so that the stays of all patients lie on one line
and are found by halving.
"""

import attrs
import numpy as np
from numpy.typing import ArrayLike

from dastern_core.adherence.batch.measures import measure_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays, day_numbers
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.measures import Measure
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["StayArrays", "at_home_arrays", "measure_at_home_arrays"]

_LINE = 1 << 22  # more days than the calendar has


@attrs.frozen(kw_only=True, eq=False)
class StayArrays:
    """
    The stays of a population: none overlaps or touches another of the same patient.

    Args:
        start: The day of admission, on the line of all patients.
        end: The day of discharge, likewise.
        before: The days in hospital before each stay and, last, all of them.
    """

    start: Integers
    end: Integers
    before: Integers

    @classmethod
    def of(cls, *, patient: ArrayLike, admitted: ArrayLike, discharged: ArrayLike) -> "StayArrays":
        """
        Put stays in order; those that overlap count once.

        Args:
            patient: The codes that the supply has.
            admitted: Day numbers, or ``datetime64`` values.
            discharged: Likewise; no day in hospital any more.

        Raises:
            InvalidInputError: The arrays differ in length, or a discharge lies before its
                admission.
        """
        code = np.asarray(patient, np.int64)
        first, last = day_numbers(np.asarray(admitted)), day_numbers(np.asarray(discharged))
        if not code.shape == first.shape == last.shape:
            problem, remedy = "differ in length", "Give one entry of each for each stay."
            raise InvalidInputError(Fault(field="stays", problem=problem, remedy=remedy))
        if (last < first).any():
            problem, remedy = "is before the admission", "Swap the days."
            raise InvalidInputError(Fault(field="discharged", problem=problem, remedy=remedy))
        order = np.lexsort((first, code))
        start, end = (code * _LINE + first)[order], (code * _LINE + last)[order]
        reached = np.maximum.accumulate(end)
        opens = np.append(True, start[1:] > reached[:-1])[: start.size]
        closes = np.append(opens[1:], True)[: opens.size]
        start, end = start[opens], reached[closes]
        return cls(start=start, end=end, before=np.append(0, np.cumsum(end - start)))

    def home(self, patient: Integers, day: Integers) -> Integers:
        """
        Give days as days at home: less the days in hospital before them.
        """
        place = patient * _LINE + day
        known = np.searchsorted(self.start, place)
        others = np.searchsorted(self.start, patient * _LINE)
        away = self.before[known] - self.before[others]
        within = np.append(0, self.end)[known] - place
        still = np.where(known > others, np.maximum(0, within), 0)
        found: Integers = day - away + still
        return found

    def home_from(self, patient: Integers, day: Integers) -> Integers:
        """
        Give the day itself, or that of discharge where it lies in a stay.
        """
        place = patient * _LINE + day
        end = np.append(-1, self.end)[np.searchsorted(self.start, place, side="right")]
        found: Integers = day + np.maximum(0, end - place)
        return found


def at_home_arrays(
    supply: SupplyArrays, *, windows: WindowArrays, stays: StayArrays, until: Floats
) -> tuple[SupplyArrays, WindowArrays]:
    """
    Take the stays out of time: events and windows in days at home.

    Args:
        supply: The events.
        windows: Each patient's windows, in the calendar and of whole days.
        stays: The stays of the same patients.
        until: Each patient's last day whose events count, in the calendar.

    Returns:
        What the other functions take. A patient who was in hospital for all of the
        observation has no windows.
    """
    code = supply.patient
    index = np.flatnonzero(stays.home_from(code, supply.day) <= until[code])
    moved = supply.taken(index, code[index], patients=supply.patients)
    moved = attrs.evolve(moved, day=stays.home(moved.patient, moved.day))
    known = np.flatnonzero(~np.isnan(windows.followup_start))

    def short(ends: Floats) -> Floats:
        found = np.full(ends.size, np.nan)
        found[known] = stays.home(known, ends[known].astype(np.int64))
        return found

    start, end = short(windows.observation_start), short(windows.observation_end)
    seen = end > start
    return moved, WindowArrays(
        followup_start=np.where(seen, short(windows.followup_start), np.nan),
        followup_end=np.where(seen, short(windows.followup_end), np.nan),
        observation_start=np.where(seen, start, np.nan),
        observation_end=np.where(seen, end, np.nan),
    )


def measure_at_home_arrays(
    kind: Measure,
    supply: SupplyArrays,
    *,
    windows: WindowArrays,
    stays: StayArrays,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> Floats:
    """
    Measure every patient over the days at home.

    Args:
        kind: Which measure.
        supply: The events.
        windows: Each patient's windows, in the calendar.
        stays: The stays of the same patients.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        One value for each patient; NaN where the measure has none, or where the patient
        was in hospital throughout.

    Raises:
        InvalidInputError: An option needs doses or medicines that the supply lacks.
    """
    # CMA9 alone looks past the observation, to the end of the follow-up.
    until = windows.followup_end if kind is Measure.CMA9 else windows.observation_end
    moved, short = at_home_arrays(supply, windows=windows, stays=stays, until=until)
    return measure_arrays(
        kind, moved, windows=short, same_medication=same_medication, dosage_change=dosage_change
    )
