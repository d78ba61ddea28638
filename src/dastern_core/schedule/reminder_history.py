"""
Reminder history: what a patient was reminded of, and how well that was delivered.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import Fault, InvalidInputError, MedicationId, local_date, require_aware
from dastern_core.schedule.reminder_records import ReminderEvent, ReminderRecord, ReminderStatus

__all__ = [
    "HISTORY_DAYS",
    "HISTORY_PAGE",
    "DeliveryHealth",
    "ReminderPage",
    "delivery_health",
    "reminder_history",
]

HISTORY_DAYS: Final = 90
"""
How far back the history of reminders is shown, in days (rule REM-17).
"""

HISTORY_PAGE: Final = 50
"""
How many reminders one page of the history shows (rule REM-17).
"""

_LEAST_DELIVERED: Final = Fraction(99, 100)  # REM-23
_MOST_ERRORS: Final = Fraction(5, 100)  # REM-23


@attrs.frozen(kw_only=True)
class ReminderPage:
    """
    One page of the history.

    Args:
        records: The newest first, at most 50.
        page: Its number, from 1.
        pages: How many there are; at least 1.
    """

    records: tuple[ReminderRecord, ...]
    page: int
    pages: int


def reminder_history(
    records: Sequence[ReminderRecord],
    *,
    now: datetime,
    zone: ZoneInfo,
    page: int,
    medication_id: MedicationId | None = None,
    day: date | None = None,
    status: ReminderStatus | None = None,
) -> ReminderPage:
    """
    Show what a patient was reminded of.

    Args:
        records: The patient's, in any order.
        now: Aware; what is still to come is not shown.
        zone: Whose days count.
        page: From 1.
        medication_id: Only this medicine.
        day: Only this local day.
        status: Only what stands so.

    Returns:
        The page; an empty one beyond the last.

    Raises:
        InvalidInputError: The page's number is below 1.

    Source:
        Rule REM-17.
    """
    if page < 1:
        raise InvalidInputError(
            Fault(field="page", problem="is below 1", remedy="Count the pages from 1.")
        )
    oldest = require_aware(now, field="now") - timedelta(days=HISTORY_DAYS)
    shown = [
        record
        for record in records
        if oldest <= record.reminder.at <= now
        and medication_id in {None, record.reminder.medication_id}
        and day in {None, local_date(record.reminder.at, zone=zone)}
        and status in {None, record.status}
    ]
    shown.sort(key=lambda record: (record.reminder.at, record.reminder.id), reverse=True)
    first = (page - 1) * HISTORY_PAGE
    return ReminderPage(
        records=tuple(shown[first : first + HISTORY_PAGE]),
        page=page,
        pages=max(1, -(-len(shown) // HISTORY_PAGE)),
    )


@attrs.frozen(kw_only=True)
class DeliveryHealth:
    """
    How well reminders are delivered.

    Args:
        delivered: The part of the ended deliveries that succeeded; None without any.
        errors: The part of all attempts that failed; None without any.
    """

    delivered: Fraction | None
    errors: Fraction | None

    @property
    def is_alarming(self) -> bool:
        """
        Whether administrators must hear of it: under 99 % delivered or over 5 % errors.
        """
        few = self.delivered is not None and self.delivered < _LEAST_DELIVERED
        return few or (self.errors is not None and self.errors > _MOST_ERRORS)


def delivery_health(records: Sequence[ReminderRecord]) -> DeliveryHealth:
    """
    Measure how well reminders were delivered.

    Args:
        records: Of any patients, of the stretch to judge.

    Source:
        Rule REM-23.
    """
    events = [step.event for record in records for step in record.steps]
    done, lost = events.count(ReminderEvent.DELIVER), events.count(ReminderEvent.GIVE_UP)
    failed = lost + events.count(ReminderEvent.RETRY)
    return DeliveryHealth(
        delivered=Fraction(done, done + lost) if done + lost else None,
        errors=Fraction(failed, done + failed) if done + failed else None,
    )
