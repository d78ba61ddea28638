"""
Reminder records: what became of each reminder that was planned.

Rule 1: every change of a reminder's status stands in ``REMINDER_LIFE`` and nowhere else.
Rule 2: every act is kept with its time (rule REM-06). A reminder that is cancelled before
it was sent has no record; see ``reminder_changes``.
"""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

import attrs

from dastern_core.kernel import (
    TransitionTable,
    require_aware,
)
from dastern_core.schedule.reminders import Reminder

__all__ = [
    "DELIVERY_RETRY_SECONDS",
    "REMINDER_LIFE",
    "ReminderEvent",
    "ReminderRecord",
    "ReminderStatus",
    "ReminderStep",
    "advance_reminder",
    "delivery_failed",
]

DELIVERY_RETRY_SECONDS: Final = (1, 2, 4)
"""
How long to wait before each new attempt to deliver, in seconds (rule REM-05).
"""


class ReminderStatus(Enum):
    """
    Where a reminder stands (rule REM-01).
    """

    PENDING = "pending"
    DELIVERING = "delivering"
    DELIVERED = "delivered"
    SNOOZED = "snoozed"
    COMPLETED = "completed"
    MISSED = "missed"
    FAILED = "failed"


class ReminderEvent(Enum):
    """
    What can happen to a reminder.
    """

    SEND = "send"
    DELIVER = "deliver"
    RETRY = "retry"
    GIVE_UP = "give_up"
    SNOOZE = "snooze"
    DISMISS = "dismiss"
    COMPLETE = "complete"
    MISS = "miss"


_OPEN: Final = (
    ReminderStatus.PENDING,
    ReminderStatus.DELIVERING,
    ReminderStatus.DELIVERED,
    ReminderStatus.SNOOZED,
    ReminderStatus.FAILED,
)

REMINDER_LIFE: Final = TransitionTable(
    name="reminder",
    start=ReminderStatus.PENDING,
    steps={
        (ReminderStatus.PENDING, ReminderEvent.SEND): ReminderStatus.DELIVERING,
        (ReminderStatus.DELIVERING, ReminderEvent.DELIVER): ReminderStatus.DELIVERED,
        (ReminderStatus.DELIVERING, ReminderEvent.RETRY): ReminderStatus.PENDING,
        (ReminderStatus.DELIVERING, ReminderEvent.GIVE_UP): ReminderStatus.FAILED,
        (ReminderStatus.DELIVERED, ReminderEvent.SNOOZE): ReminderStatus.SNOOZED,
        # Swept away is not answered: the dose is still due.
        (ReminderStatus.DELIVERED, ReminderEvent.DISMISS): ReminderStatus.DELIVERED,
        # The dose was taken or skipped, wherever its reminder stands, or it was missed.
        **{(status, ReminderEvent.COMPLETE): ReminderStatus.COMPLETED for status in _OPEN},
        **{(status, ReminderEvent.MISS): ReminderStatus.MISSED for status in _OPEN},
        # Taken beats missed (rule SYN-07).
        (ReminderStatus.MISSED, ReminderEvent.COMPLETE): ReminderStatus.COMPLETED,
    },
)
"""
The life of a reminder (rules REM-01, DST-25 and DST-26).
"""


@attrs.frozen(kw_only=True)
class ReminderStep:
    """
    One thing that happened to a reminder.

    Args:
        event: What.
        at: When, in UTC.
    """

    event: ReminderEvent
    at: datetime


@attrs.frozen(kw_only=True)
class ReminderRecord:
    """
    A reminder and what became of it.

    Args:
        reminder: As it was planned.
        status: Where it stands.
        next_attempt_at: When to send it, in UTC; None where nothing is to be sent.
        steps: What happened, in order.
    """

    reminder: Reminder
    status: ReminderStatus = REMINDER_LIFE.start
    next_attempt_at: datetime | None = attrs.field(
        default=attrs.Factory(lambda record: record.reminder.at, takes_self=True)
    )
    steps: tuple[ReminderStep, ...] = ()

    @property
    def delivered_at(self) -> datetime | None:
        """
        When it was delivered; None where it was not (rule REM-06).
        """
        return next((one.at for one in self.steps if one.event is ReminderEvent.DELIVER), None)


def advance_reminder(
    record: ReminderRecord, event: ReminderEvent, *, now: datetime
) -> ReminderRecord:
    """
    Take one step of a reminder's life and keep it.

    Args:
        record: The reminder so far.
        event: What happened; after a failed delivery use ``delivery_failed``.
        now: When; aware.

    Raises:
        IllegalTransitionError: The life has no such step.
    """
    at = require_aware(now, field="now").astimezone(UTC)
    return attrs.evolve(
        record,
        status=REMINDER_LIFE.after(record.status, event),
        next_attempt_at=None,
        steps=(*record.steps, ReminderStep(event=event, at=at)),
    )


def delivery_failed(record: ReminderRecord, *, now: datetime) -> ReminderRecord:
    """
    Record that a delivery failed, and when to try again.

    Args:
        record: A reminder that is being delivered.
        now: When it failed; aware.

    Returns:
        Pending again, to be sent 1, 2 and at last 4 seconds later; after the third new
        attempt failed.

    Raises:
        IllegalTransitionError: It is not being delivered.

    Source:
        Rule REM-05.
    """
    retries = sum(step.event is ReminderEvent.RETRY for step in record.steps)
    if retries == len(DELIVERY_RETRY_SECONDS):
        return advance_reminder(record, ReminderEvent.GIVE_UP, now=now)
    wait = timedelta(seconds=DELIVERY_RETRY_SECONDS[retries])
    again = advance_reminder(record, ReminderEvent.RETRY, now=now)
    return attrs.evolve(again, next_attempt_at=now.astimezone(UTC) + wait)
