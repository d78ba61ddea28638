"""
Reminders as needed: times that a person chose for a medicine taken when needed.

They only ask whether it is needed. Nothing is due, so nothing is repeated, missed, scored
or told to others (rules PRN-01, PRN-02 and PRN-05; contradiction C22).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from dastern_core.kernel import Fault, InvalidInputError, derive, local_date, require_aware, resolve
from dastern_core.schedule.anchors import anchor_at
from dastern_core.schedule.courses import HORIZON_DAYS, Course
from dastern_core.schedule.prn import prn_rule
from dastern_core.schedule.quiet_hours import QuietMode, is_quiet, quiet_until
from dastern_core.schedule.recurrence import end_of, parts_of
from dastern_core.schedule.reminder_plans import ReminderSettings
from dastern_core.schedule.reminders import Reminder, ReminderId, ReminderKind

__all__ = ["AS_NEEDED_PRESETS", "as_needed_reminders"]

AS_NEEDED_PRESETS: Final = (time(7), time(12), time(18), time(21))
"""
The times offered to a person who wants such reminders and enters none (rule PRN-03).
"""


def as_needed_reminders(
    course: Course,
    *,
    times: Sequence[time],
    settings: ReminderSettings,
    allowed_from: datetime,
    now: datetime,
) -> tuple[Reminder, ...]:
    """
    Plan the reminders that a person asked for.

    Args:
        course: The medicine; each of its dosages is taken as needed.
        times: Wall times that the person chose, such as ``AS_NEEDED_PRESETS``; none
            where the person chose none (rule PRN-02).
        settings: What the patient chose; a muted medicine has no reminders.
        allowed_from: When the next dose is allowed, from ``next_allowed``; nobody is
            asked before, because the answer could only be no.
        now: Aware.

    Returns:
        Reminders of the next 30 days, in the order of time, within the course. In quiet
        hours they are silent, or wait until these end.

    Raises:
        InvalidInputError: The course has doses of its own, or a time has a zone.
    """
    _require_as_needed(course, times)
    if course.medication_id in settings.muted:
        return ()
    first = max(require_aware(now, field="now"), require_aware(allowed_from, field="allowed_from"))
    last = now + timedelta(days=HORIZON_DAYS)
    begin, end = _reach(course)
    days = [
        local_date(first, zone=course.zone) + timedelta(days=ahead)
        for ahead in range(HORIZON_DAYS + 1)
    ]
    planned = [
        _reminder(course, datetime.combine(day, at), settings)
        for day in days
        for at in sorted(set(times))
    ]
    inside = (one for one in planned if begin <= one.at and (end is None or one.at < end))
    return tuple(sorted((one for one in inside if first <= one.at < last), key=lambda one: one.at))


def _require_as_needed(course: Course, times: Sequence[time]) -> None:
    faults = []
    if not all(dosage.is_as_needed for dosage in course.dosages):
        remedy = "Plan the reminders of its doses with plan_reminders."
        faults.append(Fault(field="course", problem="has doses of its own", remedy=remedy))
    if any(at.tzinfo is not None for at in times):
        remedy = "Give wall times alone."
        faults.append(Fault(field="times", problem="have a time zone", remedy=remedy))
    if faults:
        raise InvalidInputError(*faults)


def _reach(course: Course) -> tuple[datetime, datetime | None]:
    begin = anchor_at(course.start, zone=course.zone).instant
    parts = parts_of(course.dosages, zone=course.zone, start=course.start, clock=course.clock)
    ends = [end_of(part, zone=course.zone, clock=course.clock) for part in parts]
    closed = [anchor_at(end, zone=course.zone).instant for end in ends if end is not None]
    return begin, max(closed) if len(closed) == len(ends) else None


def _reminder(course: Course, local: datetime, settings: ReminderSettings) -> Reminder:
    at = resolve(local.date(), local.time(), zone=course.zone).instant
    quiet, silent = settings.quiet_hours, False
    if quiet is not None and quiet.mode is QuietMode.LATER:
        at = quiet_until(quiet, at).astimezone(UTC)
    elif quiet is not None and quiet.mode is QuietMode.SILENT:
        silent = is_quiet(quiet, at)
    rule = prn_rule(course.dosages[0])
    return Reminder(
        id=derive(ReminderId, course.medication_id, f"as_needed/{local:%Y-%m-%dT%H:%M:%S}"),
        kind=ReminderKind.AS_NEEDED,
        at=at,
        is_silent=silent,
        patient_id=course.patient_id,
        prescription_id=course.prescription_id,
        medication_id=course.medication_id,
        dose_id=None,
        local=local,
        slot=None,
        quantity=rule.quantity,
        quantity_max=rule.quantity_max,
    )
