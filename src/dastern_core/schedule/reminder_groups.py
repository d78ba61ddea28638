"""
Reminder groups: what is told together, and which of it a device keeps.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from itertools import groupby
from typing import Final

import attrs

from dastern_core.kernel import AccountId, PatientId, require_aware
from dastern_core.schedule.reminder_plans import ReminderPlan
from dastern_core.schedule.reminders import Reminder
from dastern_core.schedule.snoozes import Snooze, snooze_options

__all__ = [
    "DEVICE_LIMIT",
    "DEVICE_REFRESH_HOURS",
    "DeviceQueue",
    "ReminderAction",
    "ReminderGroup",
    "device_queue",
    "group_reminders",
    "offered_actions",
]

DEVICE_LIMIT: Final = 100
"""
How many notifications a device keeps, the nearest first (rule REM-14).
"""

DEVICE_REFRESH_HOURS: Final = 24
"""
After how long a device that is online asks for its reminders anew (rule REM-15).
"""


class ReminderAction(Enum):
    """
    What a person can answer to a reminder (rule REM-19).
    """

    TAKE = "take"
    SNOOZE = "snooze"
    SKIP = "skip"


@attrs.frozen(kw_only=True)
class ReminderGroup:
    """
    The reminders that one notification shows.

    Args:
        at: When, in UTC.
        patient_id: Whose doses they are.
        caregivers: Who is told; empty where the patient is.
        reminders: At least one, in the order of the plan; a first reminder of one dose
            may stand beside another's repeat.
    """

    at: datetime
    patient_id: PatientId
    caregivers: tuple[AccountId, ...]
    reminders: tuple[Reminder, ...]

    @property
    def is_silent(self) -> bool:
        """
        Whether it comes without a sound: none of its reminders may ring.
        """
        return all(reminder.is_silent for reminder in self.reminders)


@attrs.frozen(kw_only=True)
class DeviceQueue:
    """
    What a device keeps so that it reminds without a connection (rule REM-20).

    Args:
        groups: The nearest notifications, in the order of time.
        refresh_at: When to fetch the next at the latest.
    """

    groups: tuple[ReminderGroup, ...]
    refresh_at: datetime


def group_reminders(reminders: Iterable[Reminder]) -> tuple[ReminderGroup, ...]:
    """
    Put together what is told to the same people at the same instant.

    Args:
        reminders: Of any patients, in any order.

    Returns:
        Groups in the order of time; every reminder stands in exactly one.

    Source:
        Rule DOSE-38.
    """
    ordered = sorted(reminders, key=_together)
    return tuple(
        ReminderGroup(
            at=members[0].at,
            patient_id=members[0].patient_id,
            caregivers=members[0].caregivers,
            reminders=members,
        )
        for members in (tuple(group) for _, group in groupby(ordered, key=_together))
    )


def _together(reminder: Reminder) -> tuple[datetime, PatientId, tuple[AccountId, ...]]:
    return reminder.at, reminder.patient_id, reminder.caregivers


def device_queue(plan: ReminderPlan, *, now: datetime) -> DeviceQueue:
    """
    Choose what a patient's device keeps.

    Args:
        plan: Of one patient, made at ``now``; what it tells caregivers stays on the server.
        now: Aware.

    Returns:
        The nearest 100 notifications. It is time for the next at the latest a day later,
        when the first one that was left out is due, or where the plan ends.

    Source:
        Rules REM-14, REM-15 and REM-20.
    """
    groups = group_reminders(one for one in plan.reminders if not one.caregivers)
    left_out = [group.at for group in groups[DEVICE_LIMIT:]]
    day_later = require_aware(now, field="now") + timedelta(hours=DEVICE_REFRESH_HOURS)
    return DeviceQueue(
        groups=groups[:DEVICE_LIMIT],
        refresh_at=min(day_later, plan.complete_until, *left_out[:1]),
    )


def offered_actions(reminder: Reminder, *, snoozes: Sequence[Snooze]) -> tuple[ReminderAction, ...]:
    """
    Give the buttons that stand under a reminder.

    Args:
        reminder: Any.
        snoozes: What the patient put off so far.

    Returns:
        None for caregivers, who may not record doses (rule DST-27); for a medicine taken
        as needed only that it was taken; no snooze after the third.

    Source:
        Rules REM-07 and REM-19.
    """
    if reminder.caregivers:
        return ()
    if reminder.dose_id is None:
        return (ReminderAction.TAKE,)
    if snooze_options(snoozes, dose_id=reminder.dose_id):
        return (ReminderAction.TAKE, ReminderAction.SNOOZE, ReminderAction.SKIP)
    return (ReminderAction.TAKE, ReminderAction.SKIP)
