"""
Stays: time in hospital, where supply at home is paused.

In hospital the ward gives the medicine. Such days neither use up supply nor count. So
they are taken out of time altogether, and everything is measured in days at home::

    home(day) = day - days in hospital before it

An event during a stay counts from the day of discharge. Both windows are placed in the
calendar first and then lose their days in hospital.

Assumption: the patient takes nothing of the supply at home while in hospital. Days of
admission are days in hospital, days of discharge days at home.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from dastern_core.adherence.coverage import DaysCovered, days_covered
from dastern_core.adherence.gaps import CarryOver, Interval, intervals
from dastern_core.adherence.measures import Measure, measure_within
from dastern_core.adherence.supply import SupplyEvent
from dastern_core.adherence.windows import Window, WindowPlan, Windows, place
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["Stay", "days_covered_at_home", "intervals_at_home", "measure_at_home"]


@attrs.frozen(kw_only=True)
class Stay:
    """
    One stay in hospital.

    Args:
        admitted: The first day in hospital.
        discharged: The day of going home, which is no day in hospital any more.

    Raises:
        InvalidInputError: The discharge lies before the admission.
    """

    admitted: date
    discharged: date

    def __attrs_post_init__(self) -> None:
        """
        Refuse a stay that ends before it starts.
        """
        if self.discharged < self.admitted:
            problem, remedy = "is before the admission", "Swap the days."
            raise InvalidInputError(Fault(field="discharged", problem=problem, remedy=remedy))


def intervals_at_home(
    events: Iterable[SupplyEvent],
    *,
    windows: Windows,
    stays: Iterable[Stay],
    carry_over: CarryOver,
) -> tuple[Interval, ...]:
    """
    Measure the intervals and gaps of one patient in days at home.

    Args:
        events: In any order; events of one day in the order in which they happened.
        windows: Where the patient is followed up and observed, in the calendar.
        stays: The patient's; those that overlap count once.
        carry_over: What becomes of supply that is left over.

    Returns:
        As ``intervals``, with the events as they were given; their days, gaps and
        carried supply are days at home.

    Raises:
        InvalidInputError: An option needs a dose or a medicine that an event lacks.

    Units:
        Days at home.
    """
    known = tuple(events)
    away = _merged(stays)
    rows = _in_force(known, away, until=windows.observation.end)
    found = intervals(
        (_moved(known[row], away) for row in rows),
        windows=_at_home(windows, away),
        carry_over=carry_over,
    )
    return tuple(attrs.evolve(one, event=known[rows[one.row]], row=rows[one.row]) for one in found)


def measure_at_home(
    kind: Measure,
    events: Iterable[SupplyEvent],
    *,
    plan: WindowPlan,
    stays: Iterable[Stay],
    same_medication: bool = False,
    dosage_change: bool = False,
) -> float | None:
    """
    Measure one patient over the days at home.

    Args:
        kind: Which measure.
        events: All of the patient's events, in any order.
        plan: Where the windows lie, seen from the first event, in the calendar.
        stays: The patient's; those that overlap count once.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        The share, or None where the measure has no value or the patient was in hospital
        throughout.

    Raises:
        InvalidInputError: As ``measure``.

    Example:
        >>> from dastern_core.adherence import Span
        >>> supply = [SupplyEvent(day=date(2026, 1, 1), duration_days=30)]
        >>> week = Stay(admitted=date(2026, 1, 11), discharged=date(2026, 1, 21))
        >>> forty = Span(count=40)
        >>> plan = WindowPlan(followup=forty, observation=forty)
        >>> measure_at_home(Measure.CMA7, supply, plan=plan, stays=[week])
        1.0
    """
    known = tuple(events)
    if not known:
        return None
    windows = place(plan, first_day=min(event.day for event in known))
    away = _merged(stays)
    home = _at_home(windows, away)
    if not home.observation.length:
        return None
    # CMA9 alone looks past the observation, to the end of the follow-up.
    until = windows.followup.end if kind is Measure.CMA9 else windows.observation.end
    return measure_within(
        kind,
        tuple(_moved(known[row], away) for row in _in_force(known, away, until=until)),
        windows=home,
        same_medication=same_medication,
        dosage_change=dosage_change,
    )


def days_covered_at_home(
    events: Iterable[SupplyEvent], *, first_day: date, last_day: date, stays: Iterable[Stay]
) -> DaysCovered | None:
    """
    Count one patient's covered days, days in hospital left out.

    Args:
        events: As for ``days_covered``.
        first_day: As for ``days_covered``, in the calendar.
        last_day: Likewise.
        stays: The patient's; those that overlap count once.

    Returns:
        The count in days at home; who is left out of the measure is told in the calendar.
        None without a fill in the period, or without a day at home from then on.

    Raises:
        InvalidInputError: The period ends before it starts.

    Source:
        CMS, Medicare Part C & D Star Ratings Technical Notes, PDC adjustment for inpatient
        and skilled-nursing stays: the days leave the count, supply moves to the days after.
    """
    known = tuple(events)
    counted = days_covered(known, first_day=first_day, last_day=last_day)
    if counted is None:
        return None
    away = _merged(stays)
    first = _home(first_day.toordinal(), away)
    end = _home(last_day.toordinal() + 1, away)
    rows = _in_force(known, away, until=last_day.toordinal())
    moved = [_moved(known[row], away) for row in rows if known[row].day >= first_day]
    if not moved or first >= end:
        return None
    found = days_covered(
        moved,
        first_day=date.fromordinal(int(first)),
        last_day=date.fromordinal(int(end) - 1),
    )
    return found and attrs.evolve(found, exclusion=counted.exclusion)


_Away = Sequence[tuple[int, int]]  # stays that neither overlap nor touch, oldest first


def _merged(stays: Iterable[Stay]) -> _Away:
    found: list[tuple[int, int]] = []
    for stay in sorted(stays, key=lambda one: one.admitted):
        start, end = stay.admitted.toordinal(), stay.discharged.toordinal()
        if found and start <= found[-1][1]:
            start, end = found[-1][0], max(end, found.pop()[1])
        found.append((start, end))
    return found


def _home_from(number: int, away: _Away) -> int:
    """
    Give the day itself, or the day of discharge where it lies in a stay.
    """
    return next((end for start, end in away if start <= number < end), number)


def _home(number: float, away: _Away) -> float:
    return number - sum(min(end, number) - start for start, end in away if start < number)


def _in_force(events: Sequence[SupplyEvent], away: _Away, *, until: float) -> list[int]:
    """
    Give the rows of the events that count by a day, in their true order.

    Once the stays are taken out, what follows a window's end may fall on that end.
    """
    rows = [row for row, one in enumerate(events) if _home_from(one.number, away) <= until]
    return sorted(rows, key=lambda row: events[row].day)


def _moved(event: SupplyEvent, away: _Away) -> SupplyEvent:
    number = int(_home(event.number, away))
    return attrs.evolve(event, day=date.fromordinal(number))


def _at_home(windows: Windows, away: _Away) -> Windows:
    return Windows(
        followup=_short(windows.followup, away), observation=_short(windows.observation, away)
    )


def _short(window: Window, away: _Away) -> Window:
    return Window(start=_home(window.start, away), end=_home(window.end, away))
