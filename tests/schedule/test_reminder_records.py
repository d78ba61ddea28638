"""
Reminder records: delivery, its failures, and what a person answers.
"""

from datetime import datetime, timedelta
from itertools import product

import pytest
from tests.schedule.reminded import SEVEN, make_dose, remind

from dastern_core.kernel import IllegalTransitionError
from dastern_core.schedule import (
    REMINDER_LIFE,
    ReminderEvent,
    ReminderRecord,
    ReminderStatus,
    advance_reminder,
    delivery_failed,
)


def pending() -> ReminderRecord:
    """
    Give the record of a reminder that waits to be sent.
    """
    return ReminderRecord(reminder=remind(make_dose())[0])


def sent(record: ReminderRecord, *events: ReminderEvent, now: datetime = SEVEN) -> ReminderRecord:
    """
    Let events happen to a reminder, all at one instant.
    """
    for event in events:
        record = advance_reminder(record, event, now=now)
    return record


@pytest.mark.rule("REM-01")
@pytest.mark.parametrize(("status", "event"), list(product(ReminderStatus, ReminderEvent)))
def test_every_pair_is_a_step_or_refused(status: ReminderStatus, event: ReminderEvent) -> None:
    """
    The table decides each pair; what ended stays, but taken beats missed.
    """
    ended = {ReminderStatus.COMPLETED, ReminderStatus.MISSED}
    beaten = (ReminderStatus.MISSED, ReminderEvent.COMPLETE)
    if (status, event) in REMINDER_LIFE.steps:
        assert status not in ended or (status, event) == beaten
        assert REMINDER_LIFE.after(status, event) in ReminderStatus
        return
    with pytest.raises(IllegalTransitionError):
        REMINDER_LIFE.after(status, event)


@pytest.mark.rule("REM-02")
def test_a_new_record_is_pending_until_its_time() -> None:
    """
    It is to be sent when the reminder says.
    """
    record = pending()

    assert (ReminderStatus.PENDING, record.reminder.at) == (record.status, record.next_attempt_at)
    assert record.delivered_at is None


@pytest.mark.rule("REM-05")
def test_a_delivery_is_tried_three_times_more() -> None:
    """
    After 1, 2 and 4 seconds; then it has failed, and is not sent again.
    """
    record, waits = pending(), []
    for _ in range(3):
        record = delivery_failed(sent(record, ReminderEvent.SEND), now=SEVEN)
        assert record.next_attempt_at is not None
        waits.append(record.next_attempt_at - SEVEN)
    last = delivery_failed(sent(record, ReminderEvent.SEND), now=SEVEN)

    assert [timedelta(seconds=wait) for wait in (1, 2, 4)] == waits
    assert (ReminderStatus.FAILED, None) == (last.status, last.next_attempt_at)


@pytest.mark.rule("REM-06")
def test_every_act_is_kept_with_its_time() -> None:
    """
    Delivered, dismissed and snoozed: each stands in the record, in order.
    """
    later = SEVEN + timedelta(seconds=9)
    record = sent(pending(), ReminderEvent.SEND)
    record = sent(record, ReminderEvent.DELIVER, now=later)
    record = sent(record, ReminderEvent.DISMISS, ReminderEvent.SNOOZE)

    assert later == record.delivered_at
    assert [
        ReminderEvent.SEND,
        ReminderEvent.DELIVER,
        ReminderEvent.DISMISS,
        ReminderEvent.SNOOZE,
    ] == [step.event for step in record.steps]
    assert ReminderStatus.SNOOZED is record.status
