"""
Intervals and gaps as arrays: one entry for each event that plays a part.

What is carried follows ``carried' = max(0, carried + surplus)``. Steps of this form
compose, ``x -> max(b, x + a)`` after another is one again, so all of them are computed
by doubling: after n rounds each entry holds 2**n steps. That costs n log n whatever the
number of events a patient has. With doses the same holds for the amount carried,
days times dose, which a change of dose leaves alone.

Source: Lindley 1952, doi:10.1017/S0305004100027638, for the recursion; Hillis and Steele
1986, doi:10.1145/7902.7903, for the doubling.
"""

import attrs
import numpy as np
from numpy.typing import NDArray

from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays, required
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.gaps import CarryOver

__all__ = ["IntervalArrays", "carried", "interval_arrays"]


@attrs.frozen(kw_only=True, eq=False)
class IntervalArrays:
    """
    The events that play a part, in the order of patients and days.

    Args:
        index: Each event's place among the supply's.
        patient: Its patient.
        day: Its day number.
        observed: Whether it lies in the observation window, otherwise before it.
        days: Until the next event that plays a part, or the observation's end.
        carried_in: Days of supply left from before.
        gap: Days of the interval without supply.
    """

    index: Integers
    patient: Integers
    day: Integers
    observed: NDArray[np.bool_]
    days: Floats
    carried_in: Floats
    gap: Floats


def interval_arrays(
    supply: SupplyArrays, *, windows: WindowArrays, carry_over: CarryOver
) -> IntervalArrays:
    """
    Measure the intervals and gaps of every patient.

    Args:
        supply: The events.
        windows: Each patient's windows.
        carry_over: What becomes of supply that is left over.

    Returns:
        The events that play a part; those of a patient whose windows do not fit do not.

    Raises:
        InvalidInputError: An option needs doses or medicines that the supply lacks.

    Units:
        Days.
    """
    since = windows.followup_start if carry_over.into else windows.observation_start
    index = np.flatnonzero(
        (supply.day >= since[supply.patient])
        & (supply.day <= windows.observation_end[supply.patient])
    )
    patient, day = supply.patient[index], supply.day[index]
    opens = np.diff(patient, prepend=-1) != 0
    days = windows.observation_end[patient] - day
    inner = np.flatnonzero(~opens)
    days[inner - 1] = day[inner] - day[inner - 1]
    surplus = supply.duration[index] - days
    carried_in = (
        _carried_in(surplus, opens=opens, index=index, supply=supply, carry_over=carry_over)
        if carry_over.within
        else np.zeros(index.size)
    )
    return IntervalArrays(
        index=index,
        patient=patient,
        day=day,
        observed=day >= windows.observation_start[patient],
        days=days,
        carried_in=carried_in,
        gap=np.maximum(0.0, -(surplus + carried_in)),
    )


def _carried_in(
    surplus: Floats,
    *,
    opens: NDArray[np.bool_],
    index: Integers,
    supply: SupplyArrays,
    carry_over: CarryOver,
) -> Floats:
    if carry_over.same_medication:
        medicine = required(supply.medication, "medication")[index]
        opens = opens | (np.diff(medicine, prepend=-1) != 0)
    dose = required(supply.dose, "dose")[index] if carry_over.dosage_change else None
    carried_in = carried(surplus if dose is None else surplus * dose, opens=opens)
    return carried_in if dose is None else carried_in / dose


def carried(step: Floats, *, opens: NDArray[np.bool_], least: Floats | None = None) -> Floats:
    """
    Compose the steps of each run: what reaches each event when nothing was before its run.

    Args:
        step: What an event adds to what reaches it; negative where it takes away.
        opens: Whether an event opens a run.
        least: What is left after an event at least; the step itself, or 0, unless told.

    Returns:
        ``x`` before each event, where ``x`` after it is ``max(0, least, x + step)``.
    """
    places = np.arange(step.size)
    run = places - np.maximum.accumulate(np.where(opens, places, 0))
    total, left = step.copy(), np.maximum(0.0, step if least is None else least)
    reach = 1
    while reach <= run.max(initial=0):
        later = np.flatnonzero(run >= reach)
        earlier = later - reach
        left[later], total[later] = (
            np.maximum(left[later], left[earlier] + total[later]),
            total[earlier] + total[later],
        )
        reach *= 2
    before = np.zeros_like(left)
    before[1:] = left[:-1]
    before[opens] = 0.0
    return before
