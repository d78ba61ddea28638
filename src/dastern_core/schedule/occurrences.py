"""
Occurrences: one moment of a schedule, and what had to be assumed to find it.

A year of doses is a thousand of them, so an occurrence holds only what is its own; what
all doses of one moment of the day have in common they share.
"""

from datetime import date, datetime, timedelta
from enum import Enum
from typing import NamedTuple
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import Quantity
from dastern_core.schedule.meals import SLOT_OF_EVENT, EventTiming, Slot

__all__ = ["DoseDetails", "DoseFlag", "Occurrence", "ScheduleWarning"]


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
class DoseDetails:
    """
    What all the doses of one dosage at one moment of the day share.

    Args:
        index: The dosage's place among the medicine's dosages, from 0.
        name: What the dosage calls the moment: a word, a wall time, or the start of a
            series.
        zone: Where the clock hangs.
        event: The event of the day to which they are tied, if any.
        quantity: How much, the least of a range; None where nothing says so.
        quantity_max: The most of a range; None without a range.
        lasts: How long one intake takes, such as an infusion.
        lasts_max: How long it may take.
        latest_at: The end of the stretch in which a dose is due, where the cycle has a
            range.
        flags: What to show about them, each at most once.
    """

    index: int
    name: str
    zone: ZoneInfo
    event: EventTiming | None
    quantity: Quantity | None
    quantity_max: Quantity | None
    lasts: timedelta | None
    lasts_max: timedelta | None
    latest_at: datetime | None
    flags: tuple[DoseFlag, ...]


class Occurrence(NamedTuple):
    """
    One moment at which a schedule asks for a dose.

    A tuple, where other values are attrs: a hospital's month is a million of these, and a
    tuple takes half the time to make (``nox -s bench -- schedule``).

    Args:
        at: The instant, in UTC.
        place: What tells it from the doses with the same details: the local day to which
            it belongs, its number in a series or its text in a list; None where it is the
            only one.
        details: What it shares with them.
    """

    at: datetime
    place: date | str | None
    details: DoseDetails

    @property
    def local(self) -> datetime:
        """
        What the clock on the wall shows then, naive.
        """
        return self.at.astimezone(self.details.zone).replace(tzinfo=None)

    @property
    def day(self) -> date:
        """
        The local day to which it belongs.
        """
        return self.place if isinstance(self.place, date) else self.local.date()

    @property
    def key(self) -> tuple[str, ...]:
        """
        What distinguishes it within the medicine's schedule.

        The instruction's place, the local day and the slot's word or the wall time; for a
        schedule in elapsed time, its start and its number. It holds neither offset nor
        instant that the time-zone data could move.
        """
        index, name = str(self.details.index), self.details.name
        match self.place:
            case None:
                return index, name
            case str() as number:
                return index, name, number
            case day:
                return index, day.isoformat(), name

    @property
    def event(self) -> EventTiming | None:
        """
        The event of the day to which it is tied, if any.
        """
        return self.details.event

    @property
    def slot(self) -> Slot | None:
        """
        The column of the grid in which it is shown, where an event says so.
        """
        return None if self.event is None else SLOT_OF_EVENT.get(self.event)

    @property
    def quantity(self) -> Quantity | None:
        """
        How much, the least of a range; None where nothing says so.
        """
        return self.details.quantity

    @property
    def quantity_max(self) -> Quantity | None:
        """
        The most of a range; None without a range.
        """
        return self.details.quantity_max

    @property
    def lasts(self) -> timedelta | None:
        """
        How long the intake itself takes, such as an infusion.
        """
        return self.details.lasts

    @property
    def lasts_max(self) -> timedelta | None:
        """
        How long the intake may take.
        """
        return self.details.lasts_max

    @property
    def latest_at(self) -> datetime | None:
        """
        The end of the stretch in which it is due, where the cycle has a range.
        """
        return self.details.latest_at

    @property
    def flags(self) -> tuple[DoseFlag, ...]:
        """
        What to show about it, each at most once.
        """
        return self.details.flags

    def flagged(self, *flags: DoseFlag) -> "Occurrence":
        """
        Give it with more flags.
        """
        together = tuple(dict.fromkeys((*self.flags, *flags)))
        return self._replace(details=attrs.evolve(self.details, flags=together))
