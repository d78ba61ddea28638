"""
Measures as arrays: CMA1 to CMA9 of every patient; see ``dastern_core.adherence.measures``.
"""

from collections.abc import Callable, Mapping

import attrs
import numpy as np

from dastern_core.adherence.batch.blocks import blocks
from dastern_core.adherence.batch.gaps import interval_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.gaps import CarryOver
from dastern_core.adherence.measures import Measure
from dastern_core.adherence.windows import DECIMALS

__all__ = ["measure_arrays", "whole_day_arrays"]


def measure_arrays(
    kind: Measure,
    supply: SupplyArrays,
    *,
    windows: WindowArrays,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> Floats:
    """
    Measure every patient.

    Args:
        kind: Which measure.
        supply: The events.
        windows: Each patient's windows.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        One value for each patient; NaN where the measure has none.

    Raises:
        InvalidInputError: An option needs doses or medicines that the supply lacks.
    """
    carry_over = CarryOver(
        into=kind in _INTO, same_medication=same_medication, dosage_change=dosage_change
    )
    formula = _FORMULAS.get(kind)
    if formula is None:
        return np.full(supply.patients, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = [formula(part, seen, carry_over) for _, part, seen in blocks(supply, windows)]
    return np.concatenate([np.zeros(0), *found])


@attrs.frozen(kw_only=True, eq=False)
class _Observed:
    """
    What each observed event adds to a sum, and when each patient's events begin and end.
    """

    patients: int
    patient: Integers
    amount: Floats
    first: Floats
    last: Floats
    last_amount: Floats

    @classmethod
    def of(cls, patients: int, patient: Integers, day: Integers, amount: Floats) -> "_Observed":
        first, last, last_amount = (np.full(patients, np.nan) for _ in range(3))
        opens = np.diff(patient, prepend=-1) != 0
        closes = np.append(opens[1:], True)[: opens.size]
        first[patient[opens]] = day[opens]
        last[patient[closes]] = day[closes]
        last_amount[patient[closes]] = amount[closes]
        return cls(
            patients=patients,
            patient=patient,
            amount=amount,
            first=first,
            last=last,
            last_amount=last_amount,
        )

    def total(self) -> Floats:
        return np.bincount(self.patient, self.amount, self.patients).astype(np.float64)

    def to_last(self) -> Floats:
        spanned = self.last - self.first
        return np.where(spanned > 0, (self.total() - self.last_amount) / spanned, np.nan)

    def to_end(self, end: Floats) -> Floats:
        spanned = end - self.first
        return np.where(spanned > 0, self.total() / spanned, np.nan)


def _durations(supply: SupplyArrays, windows: WindowArrays) -> _Observed:
    patient = supply.patient
    index = np.flatnonzero(
        (supply.day >= windows.observation_start[patient])
        & (supply.day <= windows.observation_end[patient])
    )
    return _Observed.of(supply.patients, patient[index], supply.day[index], supply.duration[index])


def _gaps(supply: SupplyArrays, windows: WindowArrays, carry_over: CarryOver) -> _Observed:
    found = interval_arrays(supply, windows=windows, carry_over=carry_over)
    return _Observed.of(supply.patients, found.patient, found.day, found.gap)


def _cma1(supply: SupplyArrays, windows: WindowArrays, _carry_over: CarryOver) -> Floats:
    return _durations(supply, windows).to_last()


def _cma2(supply: SupplyArrays, windows: WindowArrays, _carry_over: CarryOver) -> Floats:
    return _durations(supply, windows).to_end(windows.observation_end)


def _cma3(supply: SupplyArrays, windows: WindowArrays, carry_over: CarryOver) -> Floats:
    return np.minimum(1.0, _cma1(supply, windows, carry_over))


def _cma4(supply: SupplyArrays, windows: WindowArrays, _carry_over: CarryOver) -> Floats:
    durations = _durations(supply, windows)
    on_last_day = durations.first == windows.observation_end
    possessed = np.minimum(1.0, durations.to_end(windows.observation_end))
    return np.where(on_last_day, 1.0, possessed)


def _cma5(supply: SupplyArrays, windows: WindowArrays, carry_over: CarryOver) -> Floats:
    return _share(1 - _gaps(supply, windows, carry_over).to_last())


def _cma6(supply: SupplyArrays, windows: WindowArrays, carry_over: CarryOver) -> Floats:
    return _share(1 - _gaps(supply, windows, carry_over).to_end(windows.observation_end))


def _share(exact: Floats) -> Floats:
    return np.clip(exact, 0.0, 1.0)


def _cma7(supply: SupplyArrays, windows: WindowArrays, carry_over: CarryOver) -> Floats:
    found = interval_arrays(supply, windows=windows, carry_over=carry_over)
    inside = _Observed.of(
        supply.patients,
        found.patient[found.observed],
        found.day[found.observed],
        found.gap[found.observed],
    )
    left = ~found.observed
    before = _Observed.of(
        supply.patients, found.patient[left], found.day[left], found.gap[left]
    ).last_amount
    lead = np.fmin(before, inside.first - windows.observation_start)
    missing = np.where(np.isnan(inside.first), before, lead + inside.total())
    return _share(1 - missing / (windows.observation_end - windows.observation_start))


def _cma8(supply: SupplyArrays, windows: WindowArrays, carry_over: CarryOver) -> Floats:
    found = interval_arrays(supply, windows=windows, carry_over=carry_over)
    left = ~found.observed
    runs_out = found.day[left] + supply.duration[found.index[left]] + found.carried_in[left]
    start = windows.observation_start.copy()
    np.maximum.at(start, found.patient[left], runs_out)
    end = np.minimum(
        start + whole_day_arrays(windows.observation_end - start), windows.followup_end
    )
    nothing = ~(end > start)
    lagged = attrs.evolve(
        windows,
        observation_start=np.where(nothing, np.nan, start),
        observation_end=np.where(nothing, np.nan, end),
    )
    return _cma7(supply, lagged, carry_over)


def whole_day_arrays(days: Floats) -> Floats:
    """
    Round to whole days, halves to even; see ``whole_days``.
    """
    return np.round(np.round(days, DECIMALS))


def _cma9(supply: SupplyArrays, windows: WindowArrays, carry_over: CarryOver) -> Floats:
    found = interval_arrays(supply, windows=windows.observing_everything(), carry_over=carry_over)
    start, end = windows.observation_start, windows.observation_end
    overlap = np.minimum(found.day + found.days, end[found.patient]) - np.maximum(
        found.day, start[found.patient]
    )
    counts = (found.days > 0) & (overlap > 0)
    covered = np.bincount(
        found.patient[counts],
        (1 - found.gap[counts] / found.days[counts]) * overlap[counts],
        supply.patients,
    )
    seen = np.zeros(supply.patients, np.bool_)
    seen[found.patient[found.day <= end[found.patient]]] = True
    return np.where(seen, _share(covered / (end - start)), np.nan)


_Formula = Callable[[SupplyArrays, WindowArrays, CarryOver], Floats]
_FORMULAS: Mapping[Measure, _Formula] = {
    Measure.CMA1: _cma1,
    Measure.CMA2: _cma2,
    Measure.CMA3: _cma3,
    Measure.CMA4: _cma4,
    Measure.CMA5: _cma5,
    Measure.CMA6: _cma6,
    Measure.CMA7: _cma7,
    Measure.CMA8: _cma8,
    Measure.CMA9: _cma9,
}
_INTO = frozenset({Measure.CMA7, Measure.CMA8, Measure.CMA9})
