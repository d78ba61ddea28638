"""
Calendar entries: doses as a calendar keeps them, from one revision to the next.
"""

from collections.abc import Sequence
from datetime import datetime

import attrs

from dastern_core.kernel import Fault, InvalidInputError, require_aware
from dastern_core.schedule import Dose

__all__ = ["CalendarEntry", "revise"]


@attrs.frozen(kw_only=True)
class CalendarEntry:
    """
    A dose and how often it was changed since it was first published.

    Args:
        dose: The dose.
        sequence: 0 for a new one, one more for each change (RFC 5545, section 3.8.7.4).
        is_cancelled: Whether it is no longer to be taken.
    """

    dose: Dose
    sequence: int = 0
    is_cancelled: bool = False


def revise(
    published: Sequence[CalendarEntry], doses: Sequence[Dose], *, now: datetime
) -> tuple[CalendarEntry, ...]:
    """
    Give the next revision of a calendar.

    Args:
        published: The entries that the calendar has.
        doses: The doses as they are now.
        now: Aware; what was published and is past stays as it is where its dose is gone.

    Returns:
        An entry a dose, in the doses' order, then those that are gone. A dose that
        changed, or came back, has the next sequence number; one that is gone and still to
        come is cancelled, so that calendars that keep it take it away. The same doses
        again change nothing.

    Raises:
        InvalidInputError: Two doses have one slot key.
    """
    require_aware(now, field="now")
    known = {entry.dose.slot_key: entry for entry in published}
    keys = {dose.slot_key for dose in doses}
    if len(keys) != len(doses):
        remedy = "Give each dose once."
        raise InvalidInputError(Fault(field="doses", problem="name one slot twice", remedy=remedy))
    entries = [_next(known.get(dose.slot_key), dose) for dose in doses]
    gone = (entry for key, entry in known.items() if key not in keys)
    return (*entries, *(_without(entry, now) for entry in gone))


def _next(before: CalendarEntry | None, dose: Dose) -> CalendarEntry:
    if before is None:
        return CalendarEntry(dose=dose)
    if before.dose == dose and not before.is_cancelled:
        return before
    return CalendarEntry(dose=dose, sequence=before.sequence + 1)


def _without(entry: CalendarEntry, now: datetime) -> CalendarEntry:
    if entry.is_cancelled or entry.dose.due_at < now:
        return entry
    return attrs.evolve(entry, sequence=entry.sequence + 1, is_cancelled=True)
