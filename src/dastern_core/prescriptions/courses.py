"""
Courses: the doses that a prescription's lines ask for.
"""

from datetime import datetime

from dastern_core.prescriptions.versions import Prescription
from dastern_core.schedule import Course, DailyClock, Dose, plan, planning_window

__all__ = ["courses_of", "plan_doses"]


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
