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

from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import zip_longest

import attrs

from dastern_core.adherence.supply import (
    SupplyEvent,
    in_order,
    known_dose,
    known_medication,
)
from dastern_core.adherence.windows import Window, Windows
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["CarryOver", "Interval", "Position", "followup_intervals", "intervals"]


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


class Position(Enum):
    """
    Where an event lies, seen from the observation window.
    """

    BEFORE = "before"
    INSIDE = "inside"
    AFTER = "after"


@attrs.frozen(kw_only=True)
class Interval:
    """
    One event and the time until the next.

    Args:
        event: The event.
        row: Its index among the events given, from 0.
        position: Before, inside or after the observation window.
        interval_days: Until the next event that plays a part, or the window's end; None
            where the event plays no part.
        carried_in_days: Supply left from before; None likewise.
        gap_days: Days of the interval without supply; None likewise.
    """

    event: SupplyEvent
    row: int
    position: Position
    interval_days: float | None
    carried_in_days: float | None
    gap_days: float | None


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
        One value for each event inside the follow-up window, in the order of days. What
        was handed out before the follow-up does not count.

    Raises:
        InvalidInputError: An option needs a dose or a medicine that an event lacks.

    Units:
        Days.
    """
    given = list(events)
    order = sorted(range(len(given)), key=lambda row: given[row].day)
    known = [row for row in order if given[row].number in windows.followup]
    positions = [_position(given[row], windows.observation) for row in known]
    parts = [
        row
        for row, position in zip(known, positions, strict=True)
        if position is Position.INSIDE or (position is Position.BEFORE and carry_over.into)
    ]
    measured = dict(
        zip(
            parts,
            _walk([given[row] for row in parts], windows.observation.end, carry_over),
            strict=True,
        )
    )
    return tuple(
        Interval(
            event=given[row],
            row=row,
            position=position,
            interval_days=days,
            carried_in_days=carried_in,
            gap_days=gap,
        )
        for row, position in zip(known, positions, strict=True)
        for days, carried_in, gap in [measured.get(row, (None, None, None))]
    )


def followup_intervals(
    events: Iterable[SupplyEvent], *, followup: Window, carry_over: CarryOver
) -> tuple[tuple[SupplyEvent, float, float], ...]:
    """
    Measure interval and gap of every event in a follow-up window that is all observed.
    """
    known = in_order(event for event in events if event.number in followup)
    return tuple(
        (event, days, gap)
        for event, (days, _, gap) in zip(known, _walk(known, followup.end, carry_over), strict=True)
    )


def _position(event: SupplyEvent, observation: Window) -> Position:
    if event.number < observation.start:
        return Position.BEFORE
    return Position.AFTER if event.number > observation.end else Position.INSIDE


def _walk(
    events: Sequence[SupplyEvent], end: float, carry_over: CarryOver
) -> list[tuple[float, float, float]]:
    carried = 0.0
    found: list[tuple[float, float, float]] = []
    for event, after in zip_longest(events, events[1:]):
        days = (end if after is None else after.number) - event.number
        surplus = event.duration_days + carried - days
        found.append((days, carried, max(0.0, -surplus)))
        if after is not None and carry_over.within:
            carried = max(0.0, surplus) * _kept(event, after, carry_over)
    return found


def _kept(event: SupplyEvent, after: SupplyEvent, carry_over: CarryOver) -> float:
    """
    Give the share of the left-over days that the next event finds: medicine before dose.
    """
    if carry_over.same_medication and known_medication(event) != known_medication(after):
        return 0.0
    if carry_over.dosage_change:
        return known_dose(event) / known_dose(after)
    return 1.0
