"""
Outcomes: what became of a dose, as adherence sees it.

Adherence needs no medicine names and no amounts: only when a dose was due, whether it
counts, and when somebody took it. A day is the patient's own calendar day, so every
function that speaks of days takes the zone.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import PrescriptionId, local_date, require_aware
from dastern_core.schedule import Dose, DoseStatus, Slot

__all__ = ["TAKEN", "Outcome", "by_due_time", "counts", "due_day", "outcome_of"]

TAKEN = frozenset({DoseStatus.TAKEN_ON_TIME, DoseStatus.TAKEN_LATE})
"""
The statuses of a dose that was taken, late or not (rule C24).
"""


@attrs.frozen(kw_only=True)
class Outcome:
    """
    One dose and what became of it.

    Args:
        prescription_id: The prescription that ordered the dose.
        slot: The named time of day, or None for a dose at an hour of its own.
        status: Where the dose stands.
        due_at: When it was to be taken; aware.
        acted_at: When the patient took or skipped it, aware; None while nobody acted.
        as_needed: Whether the patient takes it only when needed; such a dose never
            counts (rules ADH-03 and PRN-01).

    Raises:
        InvalidInputError: An instant has no time zone.
    """

    prescription_id: PrescriptionId
    slot: Slot | None
    status: DoseStatus
    due_at: datetime
    acted_at: datetime | None
    as_needed: bool

    def __attrs_post_init__(self) -> None:
        """
        Refuse naive instants.
        """
        require_aware(self.due_at, field="due_at")
        if self.acted_at is not None:
            require_aware(self.acted_at, field="acted_at")


def outcome_of(dose: Dose, *, as_needed: bool) -> Outcome:
    """
    See a planned dose as adherence does.

    Args:
        dose: In any status.
        as_needed: Whether its prescription line is taken only when needed.

    Returns:
        The same dose without its medicine and amount.
    """
    return Outcome(
        prescription_id=dose.prescription_id,
        slot=dose.slot,
        status=dose.status,
        due_at=dose.due_at,
        acted_at=dose.acted_at,
        as_needed=as_needed,
    )


def counts(outcome: Outcome) -> bool:
    """
    Tell whether a dose belongs in the denominator of a rate.

    Returns:
        False for a dose that is still due, because nobody can know how it ends, and for
        one taken as needed, because none was ever owed.

    Source:
        Rules C23, ADH-03 and ADH-04.
    """
    return not outcome.as_needed and outcome.status is not DoseStatus.DUE


def due_day(outcome: Outcome, *, zone: ZoneInfo) -> date:
    """
    Give the patient's calendar day on which the dose was due.

    Source:
        Rule ADH-21: between midnight and 07:00 in Phnom Penh the UTC date is yesterday's.
    """
    return local_date(outcome.due_at, zone=zone)


def by_due_time(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """
    Put outcomes in the order in which they were due; ties keep their order.
    """
    return tuple(sorted(outcomes, key=lambda outcome: outcome.due_at))
