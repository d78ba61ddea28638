"""
Reminder groups, the queue of a device and the buttons under a reminder.
"""

from datetime import timedelta

import pytest
from tests.schedule.reminded import CAREGIVER, SEVEN, make_dose, remind

from dastern_core.schedule import (
    DEVICE_LIMIT,
    ReminderAction,
    ReminderSettings,
    Snooze,
    as_needed_reminders,
    device_queue,
    group_reminders,
    offered_actions,
    plan_reminders,
)
from dastern_core.schedule.courses import Course

ONCE = ReminderSettings(is_repeating=False)


@pytest.mark.rule("DOSE-38")
def test_doses_of_one_instant_are_told_together() -> None:
    """
    Two medicines at seven make one notification, with their repeats too.
    """
    planned = remind(make_dose(), make_dose(medication=4))

    groups = group_reminders(planned)

    assert [2, 2, 2, 2] == [len(group.reminders) for group in groups]
    assert planned == tuple(one for group in groups for one in group.reminders)


def test_a_repeat_and_a_first_reminder_share_a_notification() -> None:
    """
    What is told at one instant is told once, whatever number it is.
    """
    later = make_dose(medication=4, due_at=SEVEN + timedelta(minutes=10))
    groups = group_reminders(remind(make_dose(grace_minutes=10), later))

    assert {0, 1} == {one.number for one in groups[1].reminders}


def test_caregivers_are_told_apart() -> None:
    """
    What patient and caregivers hear at one instant is not one message.
    """
    settings = ReminderSettings(caregivers=(CAREGIVER,))
    groups = group_reminders(remind(make_dose(grace_minutes=10), settings=settings))

    assert [(), (), (CAREGIVER,)] == [group.caregivers for group in groups]


def test_a_group_rings_if_one_of_it_may() -> None:
    """
    A group is silent only where all of it is.
    """
    (group,) = group_reminders(remind(make_dose(), settings=ONCE))

    assert not group.is_silent


@pytest.mark.rule("REM-14")
@pytest.mark.rule("REM-15")
def test_a_device_keeps_the_nearest_hundred() -> None:
    """
    The nearest stay, and it asks anew before the first that was left out.
    """
    minutes = timedelta(minutes=1)
    doses = [make_dose(due_at=SEVEN + step * minutes) for step in reversed(range(120))]
    plan = plan_reminders(doses, settings=ONCE, snoozes=(), now=SEVEN)

    queue = device_queue(plan, now=SEVEN)

    assert [SEVEN + step * minutes for step in range(DEVICE_LIMIT)] == [
        group.at for group in queue.groups
    ]
    assert SEVEN + DEVICE_LIMIT * minutes == queue.refresh_at


@pytest.mark.rule("REM-15")
def test_a_device_asks_anew_once_a_day() -> None:
    """
    With few reminders a day passes; what caregivers are told is not kept on it.
    """
    settings = ReminderSettings(caregivers=(CAREGIVER,))
    plan = plan_reminders([make_dose()], settings=settings, snoozes=(), now=SEVEN)

    queue = device_queue(plan, now=SEVEN)

    assert SEVEN + timedelta(days=1) == queue.refresh_at
    assert {()} == {group.caregivers for group in queue.groups}


@pytest.mark.rule("REM-07")
@pytest.mark.rule("REM-19")
def test_the_third_snooze_is_the_last_that_is_offered() -> None:
    """
    A dose's reminder offers taking, snoozing and skipping; after three, no snooze.
    """
    dose = make_dose()
    (reminder,) = remind(dose, settings=ONCE)
    snoozes = [Snooze(dose_id=dose.id, at=SEVEN, minutes=5)] * 3
    every = (ReminderAction.TAKE, ReminderAction.SNOOZE, ReminderAction.SKIP)

    assert every == offered_actions(reminder, snoozes=snoozes[:2])
    assert (ReminderAction.TAKE, ReminderAction.SKIP) == offered_actions(reminder, snoozes=snoozes)


def test_caregivers_are_offered_nothing(as_needed_course: Course) -> None:
    """
    Who may not record a dose has no button; what is taken as needed cannot be skipped.
    """
    settings = ReminderSettings(
        caregivers=(CAREGIVER,), muted=frozenset({make_dose().medication_id})
    )
    (alert,) = remind(make_dose(), settings=settings)
    asked, *_ = as_needed_reminders(
        as_needed_course,
        times=(SEVEN.time(),),
        settings=ONCE,
        allowed_from=SEVEN,
        now=SEVEN,
    )

    assert () == offered_actions(alert, snoozes=())
    assert (ReminderAction.TAKE,) == offered_actions(asked, snoozes=())
