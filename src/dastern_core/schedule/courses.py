"""
Courses: one medicine of one prescription, planned as doses.

A course is planned as often as anything changes: the same course gives the same doses,
what was recorded stays, and what is past is not invented (rules DOSE-32 to DOSE-34).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import attrs

from dastern_core.kernel import (
    Fault,
    InvalidInputError,
    MedicationId,
    PatientId,
    Period,
    PrescriptionId,
    Quantity,
    require_aware,
)
from dastern_core.schedule.anchors import Edge, anchor_at
from dastern_core.schedule.clocks import DailyClock
from dastern_core.schedule.dosages import Dosage
from dastern_core.schedule.doses import GRACE_MINUTES, Dose, DoseStatus, take
from dastern_core.schedule.occurrences import Occurrence
from dastern_core.schedule.recurrence import end_of, expand, parts_of
from dastern_core.schedule.slot_keys import DoseId, dose_id, slot_key

__all__ = [
    "HORIZON_DAYS",
    "Course",
    "Replanning",
    "is_endless",
    "plan",
    "planning_window",
    "replan",
    "taken_as_needed",
]

HORIZON_DAYS: Final = 30
"""
How far ahead a course without an end is planned, in days (rules DOSE-09 and DOSE-27).
"""


@attrs.frozen(kw_only=True)
class Course:
    """
    One medicine of one version of a prescription, ready to be planned.

    Args:
        prescription_id: The prescription.
        version: Its version, from 1.
        medication_id: Its line.
        row: The line's place in that version, from 1.
        patient_id: Who takes it.
        dosages: How it is taken.
        zone: Where the patient's clock hangs.
        start: The first local day, or the wall time or instant from which it counts.
        clock: The clock times of the patient's day.
        grace_minutes: The patient's grace now; it is copied onto every dose.
        segment: How often the course was resumed; 0 for one that never paused.
        min_interval: The least time between two doses, where the medicine has one.
    """

    prescription_id: PrescriptionId
    version: int = attrs.field(validator=attrs.validators.ge(1))
    medication_id: MedicationId
    row: int = attrs.field(validator=attrs.validators.ge(1))
    patient_id: PatientId
    dosages: tuple[Dosage, ...] = attrs.field(validator=attrs.validators.min_len(1))
    zone: ZoneInfo
    start: date | datetime
    clock: DailyClock
    grace_minutes: int = attrs.field(validator=attrs.validators.in_(GRACE_MINUTES))
    segment: int = 0
    min_interval: timedelta | None = None


@attrs.frozen(kw_only=True)
class Replanning:
    """
    What planning anew changes.

    Args:
        added: Doses that did not exist.
        changed: Doses that keep their identity and get another time or amount.
        removed: Future due doses that are no longer asked for.
    """

    added: tuple[Dose, ...]
    changed: tuple[Dose, ...]
    removed: tuple[Dose, ...]


def planning_window(course: Course, *, now: datetime) -> Period:
    """
    Give the stretch for which a course should have its doses now.

    Args:
        course: The course.
        now: Aware.

    Returns:
        From now to the course's end; without an end, for 30 days.

    Source:
        Rules DOSE-09 and DOSE-27.
    """
    require_aware(now, field="now")
    # A dose of the last day may lie after its midnight, by an offset from bedtime.
    reach = [
        now + timedelta(days=HORIZON_DAYS)
        if end is None
        else anchor_at(end, zone=course.zone).instant + timedelta(days=1)
        for end in _ends(course)
    ]
    return Period(start=now, end=max([now, *reach]))


def is_endless(course: Course) -> bool:
    """
    Tell whether a course goes on without an end, so that its doses are planned as days come.

    Raises:
        InvalidInputError: A dosage cannot be computed.
    """
    return None in _ends(course)


def plan(course: Course, *, window: Period, now: datetime) -> tuple[Dose, ...]:
    """
    Plan the doses of a course.

    Args:
        course: The course; what is taken as needed has no doses.
        window: Where doses are wanted.
        now: Aware; doses that were due until now are not planned.

    Returns:
        Due doses in order. Planning again, or in parts, gives equal doses.

    Raises:
        InvalidInputError: A dosage cannot be computed, or does not say how much.

    Source:
        Rules DOSE-08, DOSE-10, DOSE-11, DOSE-33 and DOSE-34.
    """
    require_aware(now, field="now")
    return tuple(dose for dose in _asked_for(course, window) if dose.due_at > now)


def replan(
    course: Course, *, window: Period, now: datetime, stored: Collection[Dose]
) -> Replanning:
    """
    Plan a course anew beside the doses that exist.

    Args:
        course: The course as it is now.
        window: Where doses are wanted; stored doses after its end are left alone.
        now: Aware.
        stored: The medicine's doses, recorded and due.

    Returns:
        The changes; doing them and planning again changes nothing. Doses that were
        recorded, or that are past, are never touched. A due dose whose new time is
        already past keeps its old time: it would be lost otherwise. A dose keeps the
        grace with which it was planned.

    Source:
        Rules DST-09, DOSE-21, DOSE-32, DOSE-33, DOSE-34 and DOSE-35.
    """
    require_aware(now, field="now")
    day_before = Period(start=min(window.start, now) - timedelta(days=2), end=window.end)
    known = {dose.id: dose for dose in stored}
    wanted = {dose.id: _keep_grace(dose, known) for dose in _asked_for(course, day_before)}
    open_doses = [
        dose for dose in stored if dose.status is DoseStatus.DUE and now <= dose.due_at < window.end
    ]
    movable = {dose.id for dose in open_doses}
    upcoming = [one for one in wanted.values() if one.due_at > now and one.due_at in window]
    return Replanning(
        added=tuple(dose for dose in upcoming if dose.id not in known),
        changed=tuple(dose for dose in upcoming if dose.id in movable and dose != known[dose.id]),
        removed=tuple(dose for dose in open_doses if dose.id not in wanted),
    )


def taken_as_needed(
    course: Course, *, quantity: Quantity, taken_at: datetime, now: datetime, offline: bool
) -> Dose:
    """
    Record an intake that no schedule asked for.

    Args:
        course: The medicine, taken as needed.
        quantity: How much.
        taken_at: When; aware, not after now.
        now: When the library hears of it; aware.
        offline: Whether it was recorded without a connection.

    Returns:
        A dose that was due when it was taken, taken on time. Recorded twice for one
        instant it is one dose.

    Raises:
        IntakeTimeError: Taken in the future.

    Source:
        Rule PRN-04.
    """
    at = require_aware(taken_at, field="taken_at").astimezone(UTC)
    key = _key(course, ("prn", f"{at:%Y%m%dT%H%M%S.%fZ}"))
    due = Dose(
        slot_key=key,
        id=dose_id(key, prescription_id=course.prescription_id),
        prescription_id=course.prescription_id,
        medication_id=course.medication_id,
        patient_id=course.patient_id,
        due_at=at,
        local=at.astimezone(course.zone).replace(tzinfo=None),
        slot=None,
        quantity=quantity,
        grace_minutes=course.grace_minutes,
    )
    return take(due, taken_at=at, now=now, offline=offline)


def _ends(course: Course) -> list[Edge | None]:
    parts = parts_of(course.dosages, zone=course.zone, start=course.start, clock=course.clock)
    return [
        end_of(part, zone=course.zone, clock=course.clock)
        for part in parts
        if not part.dosage.is_as_needed
    ]


def _key(course: Course, occurrence: Sequence[str]) -> str:
    segment = (f"s{course.segment}",) if course.segment else ()
    return slot_key(
        prescription_id=course.prescription_id,
        version=course.version,
        row=course.row,
        occurrence=(*segment, *occurrence),
    )


def _keep_grace(dose: Dose, known: Mapping[DoseId, Dose]) -> Dose:
    before = known.get(dose.id)
    return dose if before is None else attrs.evolve(dose, grace_minutes=before.grace_minutes)


def _asked_for(course: Course, window: Period) -> list[Dose]:
    expansion = expand(
        course.dosages,
        zone=course.zone,
        start=course.start,
        window=window,
        clock=course.clock,
        min_interval=course.min_interval,
    )
    return [_dose(course, one) for one in expansion.occurrences]


def _dose(course: Course, occurrence: Occurrence) -> Dose:
    if occurrence.quantity is None:
        field, remedy = f"dosage[{occurrence.key[0]}].doseAndRate", "Give doseQuantity."
        raise InvalidInputError(Fault(field=field, problem="does not say how much", remedy=remedy))
    key = _key(course, occurrence.key)
    return Dose(
        slot_key=key,
        id=dose_id(key, prescription_id=course.prescription_id),
        prescription_id=course.prescription_id,
        medication_id=course.medication_id,
        patient_id=course.patient_id,
        due_at=occurrence.at,
        local=occurrence.local,
        slot=occurrence.slot,
        quantity=occurrence.quantity,
        quantity_max=occurrence.quantity_max,
        grace_minutes=course.grace_minutes,
        flags=occurrence.flags,
    )
