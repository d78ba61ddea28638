"""
Supply as arrays: one entry for each event of a population.
"""

from typing import TypeVar

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["Floats", "Integers", "SupplyArrays", "day_numbers", "required"]

Floats = NDArray[np.float64]
"""
Amounts of days, and shares; NaN where there is no value.
"""

Integers = NDArray[np.int64]
"""
Day numbers, as ``date.toordinal`` counts them, and codes.
"""

_Number = TypeVar("_Number", np.int64, np.float64)
_EPOCH = 719_163  # date(1970, 1, 1).toordinal()


@attrs.frozen(kw_only=True, eq=False)
class SupplyArrays:
    """
    The events of a population, in the order of patients and days.

    Args:
        patients: How many patients there are.
        patient: Each event's patient, 0 to ``patients`` - 1, never falling.
        day: Each event's day, never falling within a patient.
        duration: Days that the supply lasts.
        dose: The daily dose, or None where unknown.
        medication: A code for the medicine, or None where unknown.
        row: Each event's place in the arrays that were given.
    """

    patients: int
    patient: Integers
    day: Integers
    duration: Floats
    dose: Floats | None
    medication: Integers | None
    row: Integers

    @classmethod
    def of(
        cls,
        *,
        patients: int,
        patient: ArrayLike,
        day: ArrayLike,
        duration: ArrayLike,
        dose: ArrayLike | None = None,
        medication: ArrayLike | None = None,
    ) -> "SupplyArrays":
        """
        Put events in order; those of one patient's day keep the order given.

        A patient with a duration or dose that is not finite and above 0 is spoiled: all
        of the patient's events are left out, so every measure is NaN.

        Args:
            patients: How many patients there are, also those without an event.
            patient: Codes from 0 to ``patients`` - 1, as ``numpy.unique`` makes them.
            day: Day numbers, or ``datetime64`` values of any unit.
            duration: Days.
            dose: Daily doses.
            medication: Whole numbers that distinguish medicines.

        Returns:
            The ordered events.

        Raises:
            InvalidInputError: The arrays differ in length or a code is out of range.
        """
        codes = np.asarray(patient, np.int64)
        days = day_numbers(np.asarray(day))
        durations = np.asarray(duration, np.float64)
        doses = None if dose is None else np.asarray(dose, np.float64)
        medicines = None if medication is None else np.asarray(medication, np.int64)
        _require(patients, codes, days, durations, doses, medicines)
        wrong = ~(np.isfinite(durations) & (durations > 0))
        if doses is not None:
            wrong |= ~(np.isfinite(doses) & (doses > 0))
        spoiled = np.zeros(patients, np.bool_)
        spoiled[codes[wrong]] = True
        rows = np.lexsort((days, codes)).astype(np.int64)
        if spoiled.any():
            rows = rows[~spoiled[codes[rows]]]
        return cls(
            patients=patients,
            patient=codes[rows],
            day=days[rows],
            duration=durations[rows],
            dose=None if doses is None else doses[rows],
            medication=None if medicines is None else medicines[rows],
            row=rows,
        )

    def of_patients(self, first: int, last: int) -> "SupplyArrays":
        """
        Give the events of some patients, numbered anew from 0.

        Args:
            first: The number of the first patient.
            last: The number after that of the last one.
        """
        since, until = np.searchsorted(self.patient, [first, last])
        part = slice(int(since), int(until))
        return SupplyArrays(
            patients=last - first,
            patient=self.patient[part] - first,
            day=self.day[part],
            duration=self.duration[part],
            dose=None if self.dose is None else self.dose[part],
            medication=None if self.medication is None else self.medication[part],
            row=self.row[part],
        )

    def taken(self, index: Integers, patient: Integers, *, patients: int) -> "SupplyArrays":
        """
        Give some of the events, with other patients.

        Args:
            index: Their places here.
            patient: The patient of each, never falling; the days must not fall within one.
            patients: How many patients there are then.
        """
        return SupplyArrays(
            patients=patients,
            patient=patient,
            day=self.day[index],
            duration=self.duration[index],
            dose=None if self.dose is None else self.dose[index],
            medication=None if self.medication is None else self.medication[index],
            row=self.row[index],
        )

    @property
    def first(self) -> Integers:
        """
        The place of each known patient's first event.
        """
        return np.flatnonzero(np.diff(self.patient, prepend=-1))


def day_numbers(days: NDArray[np.generic]) -> Integers:
    """
    Give days as whole numbers, whether they are numbers already or ``datetime64``.
    """
    if np.issubdtype(days.dtype, np.datetime64):
        return days.astype("datetime64[D]").astype(np.int64) + _EPOCH
    return days.astype(np.int64)


def _require(patients: int, codes: Integers, *others: NDArray[np.generic] | None) -> None:
    faults: list[Fault] = []
    if any(one is not None and one.shape != codes.shape for one in others) or codes.ndim != 1:
        remedy = "Give one entry of each array for each event."
        faults.append(Fault(field="arrays", problem="differ in length", remedy=remedy))
    if codes.size and not 0 <= codes.min() <= codes.max() < patients:
        remedy = "Number the patients from 0, with numpy.unique(..., return_inverse=True)."
        faults.append(Fault(field="patient", problem="is out of range", remedy=remedy))
    if faults:
        raise InvalidInputError(*faults)


def required(values: NDArray[_Number] | None, field: str) -> NDArray[_Number]:
    """
    Give an array that an option needs.

    Raises:
        InvalidInputError: The supply has none.
    """
    if values is None:
        raise InvalidInputError(
            Fault(field=field, problem="is missing", remedy="Give it, or leave the option off.")
        )
    return values
