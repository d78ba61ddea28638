"""
Occurrences: one moment of a schedule, and what had to be assumed to find it.
"""

from datetime import datetime, timedelta
from enum import Enum

import attrs

from dastern_core.kernel import Quantity
from dastern_core.schedule.meals import SLOT_OF_EVENT, EventTiming, Slot

__all__ = ["DoseFlag", "Occurrence", "ScheduleWarning"]


class DoseFlag(Enum):
    """
    Something about a dose that the person who takes it, or checks it, should see.

    ``GAP``: the clock skips the printed time that day; moved forward by the gap.
    ``FOLD``: the clock shows the printed time twice that day; the first is meant.
    ``ASSUMED``: the prescription leaves the time or the lead open; a convention filled it.
    ``RANGE``: the prescription gives a range of amounts, times or intervals.
    ``OPTIONAL``: beyond the definite part of a range of bounds or counts.
    ``INTERVAL``: closer to its neighbour than the least interval of the medicine.
    ``DOUBLE``: another dose of the same medicine stands at the same instant.
    ``UNMODELLED``: instructions in words constrain the dose and were not interpreted.
    """

    GAP = "gap"
    FOLD = "fold"
    ASSUMED = "assumed"
    RANGE = "range"
    OPTIONAL = "optional"
    INTERVAL = "interval"
    DOUBLE = "double"
    UNMODELLED = "unmodelled"


@attrs.frozen(kw_only=True)
class ScheduleWarning:
    """
    Something about a whole schedule that a person should check.

    Args:
        code: Stable, for machines.
        message: One sentence, for people.
    """

    code: str
    message: str


@attrs.frozen(kw_only=True)
class Occurrence:
    """
    One moment at which a schedule asks for a dose.

    Args:
        at: The instant, in UTC.
        local: What the clock on the wall shows then, naive.
        key: What distinguishes it within the medicine's schedule: the instruction's
            place, the local day and the slot's word or the wall time; for a schedule in
            elapsed time, its start and its number. Holds neither offset nor instant
            that the time-zone data could move.
        event: The event of the day to which it is tied, if any.
        quantity: How much, the least of a range; None where nothing says so.
        quantity_max: The most of a range; None without a range.
        lasts: How long the intake itself takes, such as an infusion.
        lasts_max: How long it may take.
        latest_at: The end of the stretch in which it is due, where the cycle has a range.
        flags: What to show about it, each at most once.
    """

    at: datetime
    local: datetime
    key: tuple[str, ...]
    event: EventTiming | None
    quantity: Quantity | None
    quantity_max: Quantity | None
    lasts: timedelta | None
    lasts_max: timedelta | None
    latest_at: datetime | None
    flags: tuple[DoseFlag, ...]

    @property
    def slot(self) -> Slot | None:
        """
        The column of the grid in which it is shown, where an event says so.
        """
        return None if self.event is None else SLOT_OF_EVENT.get(self.event)
