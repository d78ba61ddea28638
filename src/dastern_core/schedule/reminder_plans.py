"""
Reminder plans: whom to remind of which dose, and when.

Rule 1: reminders follow from the doses, the settings and the snoozes alone; planning
twice gives equal reminders under equal identifiers, on a server and on a phone.
Rule 2: a dose that was taken or skipped has no reminders; one that was missed keeps what
the person asked for (a snooze) and what others must hear (rule DST-22).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Final

import attrs

from dastern_core.kernel import (
    AccountId,
    MedicationId,
    PrescriptionId,
    derive,
    require_aware,
)
from dastern_core.schedule.courses import HORIZON_DAYS
from dastern_core.schedule.doses import Dose, DoseStatus
from dastern_core.schedule.quiet_hours import QuietHours, QuietMode, is_quiet, quiet_until
from dastern_core.schedule.reminders import Reminder, ReminderId, ReminderKind
from dastern_core.schedule.snoozes import MOST_SNOOZES, Snooze

__all__ = [
    "MOST_REMINDERS",
    "MOST_REPEATS",
    "REPEAT_MINUTES",
    "ReminderChanges",
    "ReminderPlan",
    "ReminderSettings",
    "plan_reminders",
    "reminder_changes",
]

REPEAT_MINUTES: Final = 10
"""
The time from one reminder of a dose to the next, in minutes (rule REM-08).
"""

MOST_REPEATS: Final = 3
"""
How often a reminder is repeated (rule REM-08).
"""

MOST_REMINDERS: Final = 1000
"""
How many reminders of one prescription are planned at a time (rule REM-18).
"""


@attrs.frozen(kw_only=True)
class ReminderSettings:
    """
    What a patient chose.

    Args:
        is_repeating: Whether reminders are repeated (rule REM-08).
        muted: The medicines without reminders; their doses are planned, missed and told
            to caregivers as ever (rule REM-09).
        quiet_hours: When no reminder may ring; None for never.
        caregivers: Whom to tell of a missed dose: everybody with alerts on (CON-29).
    """

    is_repeating: bool = True
    muted: frozenset[MedicationId] = frozenset()
    quiet_hours: QuietHours | None = None
    caregivers: tuple[AccountId, ...] = ()


@attrs.frozen(kw_only=True)
class ReminderPlan:
    """
    The reminders of the time ahead.

    Args:
        reminders: In the order of time.
        complete_until: Up to here none is left out; plan again before it.
    """

    reminders: tuple[Reminder, ...]
    complete_until: datetime


@attrs.frozen(kw_only=True)
class ReminderChanges:
    """
    What planning anew changes in the stored reminders.

    Args:
        added: Reminders that did not exist.
        changed: Reminders that keep their identity and get another time or content.
        cancelled: Pending reminders that are no longer wanted.
    """

    added: tuple[Reminder, ...]
    changed: tuple[Reminder, ...]
    cancelled: tuple[Reminder, ...]


def plan_reminders(
    doses: Sequence[Dose],
    *,
    settings: ReminderSettings,
    snoozes: Sequence[Snooze],
    now: datetime,
) -> ReminderPlan:
    """
    Plan the reminders of the next 30 days.

    Args:
        doses: A patient's doses of active prescriptions, in any order; what is taken as
            needed has none, and so no reminders (rule REM-03).
        settings: What the patient chose.
        snoozes: What the patient put off; those of other doses are ignored.
        now: Aware; what was to be told before is not told any more.

    Returns:
        For each due dose a reminder at its time, then repeats every 10 minutes, at most
        3 and never past the dose's grace; a snooze takes the place of what would have
        come before its end, counts no repeat, and rings whatever the hour; caregivers
        are told when the grace has passed. Of each prescription the nearest 1000.

    Source:
        Rules REM-02, REM-07, REM-08, REM-09, REM-14, REM-18, DST-12, DST-22 and CON-29.
    """
    begin = require_aware(now, field="now").astimezone(UTC)
    end = begin + timedelta(days=HORIZON_DAYS)
    found = [
        reminder
        for dose in doses
        for reminder in _of_dose(dose, settings, snoozes)
        if begin <= reminder.at < end
    ]
    kept, complete_until = [], end
    planned: Counter[PrescriptionId] = Counter()
    for reminder in sorted(found, key=attrgetter("at", "medication_id", "id")):
        planned[reminder.prescription_id] += 1
        if planned[reminder.prescription_id] <= MOST_REMINDERS:
            kept.append(reminder)
        else:
            complete_until = min(complete_until, reminder.at)
    return ReminderPlan(reminders=tuple(kept), complete_until=complete_until)


def reminder_changes(
    plan: ReminderPlan, *, stored: Sequence[Reminder], now: datetime
) -> ReminderChanges:
    """
    Compare a plan with the reminders that are stored and wait to be sent.

    Args:
        plan: Made at ``now``.
        stored: The pending reminders, of the same patient.
        now: Aware; what lies before it is left to whoever sends it.

    Returns:
        The changes; doing them and planning again changes nothing. Reminders after the
        plan's reach are left alone.

    Source:
        Rules REM-09, REM-10, DOSE-21 and DST-26.
    """
    require_aware(now, field="now")
    known = {reminder.id: reminder for reminder in stored}
    wanted = {reminder.id for reminder in plan.reminders}
    return ReminderChanges(
        added=tuple(one for one in plan.reminders if one.id not in known),
        changed=tuple(one for one in plan.reminders if known.get(one.id, one) != one),
        cancelled=tuple(
            one for one in stored if one.id not in wanted and now <= one.at < plan.complete_until
        ),
    )


@attrs.frozen(kw_only=True)
class _Moment:
    at: datetime
    kind: ReminderKind
    number: int


def _of_dose(
    dose: Dose, settings: ReminderSettings, snoozes: Sequence[Snooze]
) -> Iterator[Reminder]:
    if dose.status not in {DoseStatus.DUE, DoseStatus.MISSED}:
        return
    moments = () if dose.medication_id in settings.muted else _moments(dose, settings, snoozes)
    for moment in moments:
        # Who snoozes is awake, and asked for it.
        rings = moment.kind is ReminderKind.SNOOZED or not _is_hushed(settings, moment.at)
        yield _reminder(dose, moment, is_silent=not rings, caregivers=())
    if settings.caregivers:
        missed = _Moment(at=_grace_end(dose), kind=ReminderKind.MISSED, number=0)
        yield _reminder(dose, missed, is_silent=False, caregivers=settings.caregivers)


def _is_hushed(settings: ReminderSettings, at: datetime) -> bool:
    quiet = settings.quiet_hours
    return quiet is not None and quiet.mode is not QuietMode.ALOUD and is_quiet(quiet, at)


def _moments(
    dose: Dose, settings: ReminderSettings, snoozes: Sequence[Snooze]
) -> Sequence[_Moment]:
    first = _first_at(dose, settings.quiet_hours)
    moments = [_Moment(at=first, kind=ReminderKind.DUE, number=0)]
    moments += _repeats(dose, settings, after=first, used=0)
    own = sorted(
        (one for one in snoozes if one.dose_id == dose.id), key=attrgetter("at", "minutes")
    )
    for number, snooze in enumerate(own[:MOST_SNOOZES]):
        if snooze.at < first:
            continue  # nothing was told yet that could be put off
        told = [moment for moment in moments if moment.at <= snooze.at]
        used = sum(moment.kind is ReminderKind.REPEAT for moment in told)
        again = _Moment(at=snooze.until.astimezone(UTC), kind=ReminderKind.SNOOZED, number=number)
        moments = [*told, again, *_repeats(dose, settings, after=again.at, used=used)]
    if dose.status is DoseStatus.MISSED:
        return [moment for moment in moments if moment.kind is ReminderKind.SNOOZED]
    return moments


def _repeats(
    dose: Dose, settings: ReminderSettings, *, after: datetime, used: int
) -> list[_Moment]:
    if not settings.is_repeating:
        return []
    times = [
        (used + step, after + step * timedelta(minutes=REPEAT_MINUTES))
        for step in range(1, MOST_REPEATS - used + 1)
    ]
    return [
        _Moment(at=at, kind=ReminderKind.REPEAT, number=number)
        for number, at in times
        if at <= _grace_end(dose)
    ]


def _first_at(dose: Dose, quiet: QuietHours | None) -> datetime:
    if quiet is None or quiet.mode is not QuietMode.LATER:
        return dose.due_at
    later = quiet_until(quiet, dose.due_at)
    return later if later <= _grace_end(dose) else dose.due_at


def _grace_end(dose: Dose) -> datetime:
    return dose.due_at + timedelta(minutes=dose.grace_minutes)


def _reminder(
    dose: Dose, moment: _Moment, *, is_silent: bool, caregivers: tuple[AccountId, ...]
) -> Reminder:
    return Reminder(
        id=derive(ReminderId, dose.id, f"{moment.kind.value}/{moment.number}"),
        kind=moment.kind,
        at=moment.at,
        number=moment.number,
        is_silent=is_silent,
        caregivers=caregivers,
        patient_id=dose.patient_id,
        prescription_id=dose.prescription_id,
        medication_id=dose.medication_id,
        dose_id=dose.id,
        local=dose.local,
        slot=dose.slot,
        quantity=dose.quantity,
        quantity_max=dose.quantity_max,
    )
