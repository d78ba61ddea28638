"""
Gaps: the days without supply between one event and the next.

Supply left over when the next event comes may be carried over: the next supply begins
when the earlier one ends. Formula, over the events that play a part, in order::

    interval = next event's day - this event's day      (last event: to the window's end)
    surplus  = duration + carried in - interval
    gap      = max(0, -surplus)                         within 0 and the interval
    carried to the next event = max(0, surplus)

Source: Vollmer et al. 2012; Dima and Dediu 2017, doi:10.1371/journal.pone.0174426.
"""

from collections.abc import Iterable
from itertools import zip_longest

import attrs

from dastern_core.adherence.supply import (
    SupplyEvent,
    known_dose,
    known_medication,
)
from dastern_core.adherence.windows import Windows
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["CarryOver", "Interval", "intervals"]


@attrs.frozen(kw_only=True)
class CarryOver:
    """
    What becomes of supply that is left over.

    Args:
        within: Whether it is carried to the next event at all.
        into: Whether events before the observation window play a part, so that their
            supply reaches into it.
        same_medication: Whether it is lost where the medicine changes.
        dosage_change: Whether its days are scaled by old dose over new dose where the
            dose changes; an event's own duration never is.

    Raises:
        InvalidInputError: ``same_medication`` where nothing is carried.
    """

    within: bool = True
    into: bool = False
    same_medication: bool = False
    dosage_change: bool = False

    def __attrs_post_init__(self) -> None:
        """
        Refuse a restriction of a carry-over that there is not.
        """
        if self.same_medication and not (self.within or self.into):
            raise InvalidInputError(
                Fault(
                    field="same_medication",
                    problem="restricts a carry-over that is off",
                    remedy="Turn the carry-over on, or the restriction off.",
                )
            )


@attrs.frozen(kw_only=True)
class Interval:
    """
    One event that plays a part, and the time until the next.

    Args:
        event: The event.
        row: Its index among the events given, from 0.
        observed: Whether it lies in the observation window, otherwise before it.
        days: Until the next event that plays a part, or the observation's end.
        carried_in_days: Supply left from before.
        gap_days: Days of the interval without supply.
    """

    event: SupplyEvent
    row: int
    observed: bool
    days: float
    carried_in_days: float
    gap_days: float


def intervals(
    events: Iterable[SupplyEvent], *, windows: Windows, carry_over: CarryOver
) -> tuple[Interval, ...]:
    """
    Measure the intervals and gaps of one patient.

    Args:
        events: In any order; events of one day in the order in which they happened.
        windows: Where the patient is followed up and observed.
        carry_over: What becomes of supply that is left over.

    Returns:
        The events that play a part, in the order of days: those in the observation
        window, and with ``into`` those of the follow-up before it. What was handed out
        before the follow-up or after the observation plays none.

    Raises:
        InvalidInputError: An option needs a dose or a medicine that an event lacks.

    Units:
        Days.
    """
    observation = windows.observation
    since = windows.followup.start if carry_over.into else observation.start
    rows = sorted(
        (
            (row, event)
            for row, event in enumerate(events)
            if since <= event.number <= observation.end
        ),
        key=lambda pair: pair[1].day,
    )
    found: list[Interval] = []
    carried = 0.0
    for (row, event), following in zip_longest(rows, rows[1:]):
        after = None if following is None else following[1]
        days = (observation.end if after is None else after.number) - event.number
        surplus = event.duration_days + carried - days
        found.append(
            Interval(
                event=event,
                row=row,
                observed=event.number >= observation.start,
                days=days,
                carried_in_days=carried,
                gap_days=max(0.0, -surplus),
            )
        )
        if after is not None and carry_over.within:
            carried = max(0.0, surplus) * _kept(event, after, carry_over)
    return tuple(found)


def _kept(event: SupplyEvent, after: SupplyEvent, carry_over: CarryOver) -> float:
    """
    Give the share of the left-over days that the next event finds: medicine before dose.
    """
    if carry_over.same_medication and known_medication(event) != known_medication(after):
        return 0.0
    if carry_over.dosage_change:
        return known_dose(event) / known_dose(after)
    return 1.0
