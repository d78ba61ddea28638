"""
Courses: the doses that a prescription's lines ask for.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta

import attrs

from dastern_core.kernel import Period, resolve
from dastern_core.prescriptions.versions import Prescription
from dastern_core.schedule import (
    HORIZON_DAYS,
    Course,
    DailyClock,
    Dose,
    Slot,
    is_endless,
    plan,
    planning_window,
)

__all__ = ["courses_of", "extend_doses", "goes_on", "plan_doses"]


def courses_of(prescription: Prescription, *, daily_clock: DailyClock) -> tuple[Course, ...]:
    """
    Give each line as a course that can be planned.

    Args:
        prescription: The version.
        daily_clock: The patient's meal and slot times.

    Returns:
        One course a line, in the lines' order.
    """
    return tuple(
        Course(
            prescription_id=prescription.id,
            version=prescription.version,
            medication_id=medication.id,
            row=medication.row,
            patient_id=prescription.patient_id,
            dosages=medication.dosages,
            zone=prescription.zone,
            start=prescription.start,
            clock=daily_clock,
            grace_minutes=prescription.grace_minutes,
        )
        for medication in prescription.medications
    )


def plan_doses(
    prescription: Prescription, *, daily_clock: DailyClock, now: datetime
) -> tuple[Dose, ...]:
    """
    Plan every dose that is still to come.

    Args:
        prescription: The version.
        daily_clock: The patient's meal and slot times.
        now: The current instant, aware.

    Returns:
        Due doses, line by line, to each line's end; where it has none, for 30 days. What
        is past is not planned (DOSE-33), what is taken as needed neither (DOSE-08).

    Raises:
        InvalidInputError: A line cannot be computed.
    """
    return tuple(
        dose
        for course in courses_of(prescription, daily_clock=daily_clock)
        for dose in plan(course, window=planning_window(course, now=now), now=now)
    )


def goes_on(prescription: Prescription, *, daily_clock: DailyClock) -> bool:
    """
    Tell whether a line has no end, so that its doses are planned as the days come.

    Raises:
        InvalidInputError: A line cannot be computed.
    """
    return any(is_endless(one) for one in courses_of(prescription, daily_clock=daily_clock))


def extend_doses(
    prescription: Prescription,
    *,
    daily_clock: DailyClock,
    now: datetime,
    stored: Collection[Dose],
) -> tuple[Dose, ...]:
    """
    Plan what the lines without an end ask for in the coming 30 days, beside what is stored.

    A dose falls at the wall time at which the line's doses of that time of day were planned
    until now: a patient's own times go on, whatever clock is given here.

    Args:
        prescription: The newest version, in force.
        daily_clock: The times of day for what was never planned before.
        now: The current instant, aware.
        stored: The patient's doses of the 30 days before and after now.

    Returns:
        Due doses that are not among the stored ones; of a line with an end none, because
        all of its doses were planned at once.

    Raises:
        InvalidInputError: A line cannot be computed.

    Source:
        Rules DOSE-27, DOSE-33 and DOSE-34.
    """
    reach = timedelta(days=HORIZON_DAYS)
    window = Period(start=now - reach, end=now + reach)
    known = {dose.id: dose for dose in stored}
    coming: list[Dose] = []
    for course in courses_of(prescription, daily_clock=daily_clock):
        asked = plan(course, window=window, now=window.start) if is_endless(course) else ()
        # Of several the latest counts: it was planned by the newest times.
        shifts = {
            _time_of_day(dose): known[dose.id].local - dose.local
            for dose in asked
            if dose.id in known
        }
        coming += [
            _shifted(dose, shifts.get(_time_of_day(dose), timedelta()), course=course)
            for dose in asked
            if dose.id not in known
        ]
    return tuple(dose for dose in coming if dose.due_at > now)


def _time_of_day(dose: Dose) -> tuple[Slot | None, time]:
    return dose.slot, dose.local.time()


def _shifted(dose: Dose, shift: timedelta, *, course: Course) -> Dose:
    if not shift:
        return dose
    local = dose.local + shift
    at = resolve(local.date(), local.time(), zone=course.zone).instant
    return attrs.evolve(dose, local=local, due_at=at)
