"""
Measures: what share of a window the supply in hand covered.

The continuous multiple-interval measures CMA1 to CMA9, as Dima and Dediu name them. O
are the events inside the observation window, d their days, D their durations, g their
gaps, n their number; W is the observation window of length L.

========  ==========================================  ==============  =================
Measure   Formula                                     Range           No value where
========  ==========================================  ==============  =================
CMA0      none: it stands for the data alone          no value        always
CMA1      sum(D, without last) / (d_n - d_1)          0 and up        d_n = d_1
CMA2      sum(D) / (W.end - d_1)                      0 and up        n = 0
CMA3      min(1, CMA1)                                0 to 1          as CMA1
CMA4      min(1, CMA2)                                0 to 1          n = 0
CMA5      1 - sum(g, without last) / (d_n - d_1)      0 to 1          d_n = d_1
CMA6      1 - sum(g) / (W.end - d_1)                  0 to 1          n = 0
CMA7      1 - (gaps within W, all of W) / L           0 to 1          nothing before W.end
CMA8      CMA7 from the day earlier supply ran out    0 to 1          supplied throughout
CMA9      mean daily share of each interval, over W   0 to 1          nothing before W.end
========  ==========================================  ==============  =================

CMA1 to CMA4 carry nothing over and ignore medicine and dose. CMA5 and CMA6 carry within
the window, CMA7 to CMA9 into it as well. The medication possession ratio is CMA1.

Assumption: what is handed out is taken as prescribed until it runs out. Left out: what
was handed out before the follow-up window.

Where the reference implementation misbehaves, we do not follow it; see
``docs/domains/adherence.md`` for each case.

Source: Vollmer et al. 2012; Dima and Dediu 2017, doi:10.1371/journal.pone.0174426.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum

from dastern_core.adherence.gaps import CarryOver, intervals
from dastern_core.adherence.supply import SupplyEvent, in_order
from dastern_core.adherence.windows import Window, WindowPlan, Windows, place, whole_days

__all__ = ["Measure", "measure", "measure_within"]


class Measure(Enum):
    """
    A way to measure adherence from supply.
    """

    CMA0 = "CMA0"
    CMA1 = "CMA1"
    CMA2 = "CMA2"
    CMA3 = "CMA3"
    CMA4 = "CMA4"
    CMA5 = "CMA5"
    CMA6 = "CMA6"
    CMA7 = "CMA7"
    CMA8 = "CMA8"
    CMA9 = "CMA9"


def measure(
    kind: Measure,
    events: Iterable[SupplyEvent],
    *,
    plan: WindowPlan,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> float | None:
    """
    Measure one patient.

    Args:
        kind: Which measure.
        events: All of the patient's events, in any order.
        plan: Where the windows lie, seen from the first event.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        The share, or None where the measure has no value.

    Raises:
        InvalidInputError: The patient's windows do not fit, or an event lacks the dose
            or the medicine that an option needs.

    Example:
        >>> from datetime import date
        >>> from dastern_core.adherence import Span
        >>> supply = [
        ...     SupplyEvent(day=date(2026, 1, 1), duration_days=30),
        ...     SupplyEvent(day=date(2026, 2, 10), duration_days=30),
        ... ]
        >>> hundred_days = Span(count=100)
        >>> plan = WindowPlan(followup=hundred_days, observation=hundred_days)
        >>> measure(Measure.CMA1, supply, plan=plan), measure(Measure.CMA7, supply, plan=plan)
        (0.75, 0.6)
    """
    known = tuple(events)
    if not known:
        return None
    return measure_within(
        kind,
        known,
        windows=place(plan, first_day=min(event.day for event in known)),
        same_medication=same_medication,
        dosage_change=dosage_change,
    )


def measure_within(
    kind: Measure,
    events: tuple[SupplyEvent, ...],
    *,
    windows: Windows,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> float | None:
    """
    Measure one patient whose windows are placed already.

    Args:
        kind: Which measure.
        events: All of the patient's events, in any order.
        windows: The patient's windows.
        same_medication: See ``CarryOver``.
        dosage_change: See ``CarryOver``.

    Returns:
        The share, or None where the measure has no value.

    Raises:
        InvalidInputError: An event lacks the dose or the medicine that an option needs.
    """
    carry_over = CarryOver(
        into=kind in _INTO, same_medication=same_medication, dosage_change=dosage_change
    )
    formula = _FORMULAS.get(kind)
    return None if formula is None else formula(events, windows, carry_over)


_Amounts = list[tuple[int, float]]  # an event's day, and what it adds to a sum


def _durations(events: Iterable[SupplyEvent], windows: Windows) -> _Amounts:
    return [
        (event.number, event.duration_days)
        for event in in_order(events)
        if event.number in windows.observation
    ]


def _gaps(events: Iterable[SupplyEvent], windows: Windows, carry_over: CarryOver) -> _Amounts:
    return [
        (one.event.number, one.gap_days)
        for one in intervals(events, windows=windows, carry_over=carry_over)
        if one.observed
    ]


def _cma1(events: Iterable[SupplyEvent], windows: Windows, _carry_over: CarryOver) -> float | None:
    return _to_last(_durations(events, windows))


def _cma2(events: Iterable[SupplyEvent], windows: Windows, _carry_over: CarryOver) -> float | None:
    return _to_end(_durations(events, windows), windows.observation.end)


def _cma3(events: Iterable[SupplyEvent], windows: Windows, carry_over: CarryOver) -> float | None:
    possessed = _cma1(events, windows, carry_over)
    return None if possessed is None else min(1.0, possessed)


def _cma4(events: Iterable[SupplyEvent], windows: Windows, _carry_over: CarryOver) -> float | None:
    durations = _durations(events, windows)
    possessed = _to_end(durations, windows.observation.end)
    if possessed is None:
        # Handed out on the very last day: more than enough for the time that is left.
        return 1.0 if durations else None
    return min(1.0, possessed)


def _cma5(events: Iterable[SupplyEvent], windows: Windows, carry_over: CarryOver) -> float | None:
    missing = _to_last(_gaps(events, windows, carry_over))
    return None if missing is None else _share(1 - missing)


def _cma6(events: Iterable[SupplyEvent], windows: Windows, carry_over: CarryOver) -> float | None:
    missing = _to_end(_gaps(events, windows, carry_over), windows.observation.end)
    return None if missing is None else _share(1 - missing)


def _to_last(amounts: _Amounts) -> float | None:
    if not amounts or amounts[0][0] == amounts[-1][0]:
        return None
    return sum(amount for _, amount in amounts[:-1]) / (amounts[-1][0] - amounts[0][0])


def _to_end(amounts: _Amounts, end: float) -> float | None:
    if not amounts or amounts[0][0] == end:
        return None
    return sum(amount for _, amount in amounts) / (end - amounts[0][0])


def _share(exact: float) -> float:
    """
    Keep within 0 and 1 what only rounding, or a gap that leaves the window, drives out.
    """
    return min(1.0, max(0.0, exact))


def _cma7(events: Iterable[SupplyEvent], windows: Windows, carry_over: CarryOver) -> float | None:
    start, length = windows.observation.start, windows.observation.length
    found = intervals(events, windows=windows, carry_over=carry_over)
    before = [one.gap_days for one in found if not one.observed]
    inside = [one for one in found if one.observed]
    if inside:
        lead = inside[0].event.number - start
        lead = min(before[-1], lead) if before else lead
        return _share(1 - (lead + sum(one.gap_days for one in inside)) / length)
    return _share(1 - before[-1] / length) if before else None


def _cma8(events: Iterable[SupplyEvent], windows: Windows, carry_over: CarryOver) -> float | None:
    observation = windows.observation
    start = max(
        (
            one.event.number + one.event.duration_days + one.carried_in_days
            for one in intervals(events, windows=windows, carry_over=carry_over)
            if not one.observed
        ),
        default=observation.start,
    )
    start = max(start, observation.start)
    # The reference counts whole days from where supply runs out, halves to even; its end
    # may so move past the follow-up, where it has no answer.
    end = min(start + whole_days(observation.end - start), windows.followup.end)
    if end <= start:
        return None
    lagged = Windows(followup=windows.followup, observation=Window(start=start, end=end))
    return _cma7(events, lagged, carry_over)


def _cma9(events: Iterable[SupplyEvent], windows: Windows, carry_over: CarryOver) -> float | None:
    observation, followup = windows.observation, windows.followup
    everything = Windows(followup=followup, observation=followup)
    covered, seen = 0.0, False
    for one in intervals(events, windows=everything, carry_over=carry_over):
        day = one.event.number
        seen = seen or day <= observation.end
        overlap = min(day + one.days, observation.end) - max(day, observation.start)
        if one.days > 0 and overlap > 0:
            covered += (1 - one.gap_days / one.days) * overlap
    return _share(covered / observation.length) if seen else None


_Formula = Callable[[tuple[SupplyEvent, ...], Windows, CarryOver], float | None]
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
