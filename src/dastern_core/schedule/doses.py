"""
Doses: one planned intake, and what became of it.

Rule 1: every change of a dose's status stands in ``DOSE_LIFE`` and nowhere else.
Rule 2: which event an act is depends on its own time against the due time and on the
grace that was snapshotted when the dose was planned (rule DST-09), never on the moment
at which the act arrives at a server (rules SYN-05 and DST-33).
"""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Final

import attrs

from dastern_core.kernel import (
    ConflictError,
    Fault,
    IllegalTransitionError,
    InvalidInputError,
    MedicationId,
    PatientId,
    PrescriptionId,
    Quantity,
    TransitionTable,
    require_aware,
)
from dastern_core.schedule.meals import Slot
from dastern_core.schedule.occurrences import DoseFlag
from dastern_core.schedule.slot_keys import DoseId

__all__ = [
    "DEFAULT_GRACE_MINUTES",
    "DOSE_LIFE",
    "GRACE_MINUTES",
    "LATE_HOURS",
    "Dose",
    "DoseAction",
    "DoseAlreadyRecordedError",
    "DoseNotOverdueError",
    "DoseStatus",
    "IntakeTimeError",
    "SkipReason",
    "is_overdue",
    "miss",
    "skip",
    "take",
]

GRACE_MINUTES: Final = (10, 20, 30, 60)
"""
The grace periods a person may choose, in minutes (rule DST-08).
"""

DEFAULT_GRACE_MINUTES: Final = 30
"""
The grace period of a person who chose none, in minutes (rule DST-08).
"""

LATE_HOURS: Final = 24
"""
How long after its due time a dose may still be recorded, in hours (rule DST-03).
"""


class DoseStatus(Enum):
    """
    What became of a dose (rule DST-01, contradiction C16).
    """

    DUE = "due"
    TAKEN_ON_TIME = "taken_on_time"
    TAKEN_LATE = "taken_late"
    MISSED = "missed"
    SKIPPED = "skipped"


class DoseAction(Enum):
    """
    What can happen to a dose.
    """

    TAKE_ON_TIME = "take_on_time"
    TAKE_LATE = "take_late"
    SKIP = "skip"
    MISS = "miss"


DOSE_LIFE: Final = TransitionTable(
    name="dose",
    start=DoseStatus.DUE,
    steps={
        (DoseStatus.DUE, DoseAction.TAKE_ON_TIME): DoseStatus.TAKEN_ON_TIME,
        (DoseStatus.DUE, DoseAction.TAKE_LATE): DoseStatus.TAKEN_LATE,
        (DoseStatus.DUE, DoseAction.SKIP): DoseStatus.SKIPPED,
        (DoseStatus.DUE, DoseAction.MISS): DoseStatus.MISSED,
        # An intake that was recorded offline arrives after the server gave the dose up.
        (DoseStatus.MISSED, DoseAction.TAKE_ON_TIME): DoseStatus.TAKEN_ON_TIME,
        (DoseStatus.MISSED, DoseAction.TAKE_LATE): DoseStatus.TAKEN_LATE,
    },
)
"""
The life of a dose (rules DST-02 and SYN-07).
"""


class SkipReason(Enum):
    """
    Why a dose was left out on purpose (rule DST-23).
    """

    FEELING_BETTER = "feeling_better"
    SIDE_EFFECTS = "side_effects"
    FORGOT_TO_REFILL = "forgot_to_refill"
    DOCTOR_ADVISED = "doctor_advised"
    OTHER = "other"


class DoseAlreadyRecordedError(ConflictError):
    """
    Somebody has recorded this dose already (rule DST-34).
    """

    code = "dose_already_recorded"


class DoseNotOverdueError(IllegalTransitionError):
    """
    The dose is still within its grace period, so it cannot be missed (rule DST-11).
    """

    code = "dose_not_overdue"


class IntakeTimeError(InvalidInputError):
    """
    The intake lies in the future or outside the dose's window (rules DST-03 and DST-07).
    """

    code = "dose_time_window_exceeded"


def _in_utc(_dose: object, field: "attrs.Attribute[datetime]", value: datetime) -> None:
    if require_aware(value, field=field.name).utcoffset() != timedelta(0):
        raise InvalidInputError(
            Fault(field=field.name, problem="is not in UTC", remedy="Convert the instant to UTC.")
        )


def _naive(_dose: object, field: "attrs.Attribute[datetime]", value: datetime) -> None:
    if value.tzinfo is not None:
        raise InvalidInputError(
            Fault(field=field.name, problem="has a time zone", remedy="Give the wall time alone.")
        )


@attrs.frozen(kw_only=True)
class Dose:
    """
    One planned intake of one medicine.

    Args:
        slot_key: What the dose is, equal on every device; see ``slot_key``.
        id: Derived from the slot key; see ``dose_id``.
        prescription_id: The prescription that orders it.
        medication_id: The prescription's line.
        patient_id: Who takes it.
        due_at: The instant at which it is due, in UTC.
        local: What the clock on the wall shows then, naive.
        slot: The column of the printed grid it comes from, if any.
        quantity: How much, the least of a range.
        quantity_max: The most of a range; None without a range.
        status: What became of it.
        grace_minutes: The grace in force when it was planned: 10, 20, 30 or 60 minutes.
        acted_at: When the person took or skipped it, in UTC; None while nobody acted.
        recorded_at: When the library heard of it, in UTC; for a missed dose, when that
            was detected (rule DST-16).
        skip_reason: Why it was skipped, if that was said.
        skip_note: The reason in the person's own words, if any.
        was_offline: Whether it was recorded without a connection (rule DST-33).
        flags: What to show about it, each at most once.
    """

    slot_key: str = attrs.field(validator=attrs.validators.min_len(1))
    id: DoseId
    prescription_id: PrescriptionId
    medication_id: MedicationId
    patient_id: PatientId
    due_at: datetime = attrs.field(validator=_in_utc)
    local: datetime = attrs.field(validator=_naive)
    slot: Slot | None
    quantity: Quantity
    quantity_max: Quantity | None = None
    status: DoseStatus = DoseStatus.DUE
    grace_minutes: int = attrs.field(validator=attrs.validators.in_(GRACE_MINUTES))
    acted_at: datetime | None = attrs.field(
        default=None, validator=attrs.validators.optional(_in_utc)
    )
    recorded_at: datetime | None = attrs.field(
        default=None, validator=attrs.validators.optional(_in_utc)
    )
    skip_reason: SkipReason | None = None
    skip_note: str | None = None
    was_offline: bool = False
    flags: tuple[DoseFlag, ...] = ()


def is_overdue(dose: Dose, *, now: datetime) -> bool:
    """
    Tell whether nobody acted within the grace period.

    Args:
        dose: Any dose.
        now: Aware.

    Returns:
        True for a due dose when its due time plus its own grace lies strictly before now.

    Source:
        Rules DST-09 and DST-11.
    """
    return dose.status is DoseStatus.DUE and dose.due_at + _grace(dose) < require_aware(
        now, field="now"
    )


def take(dose: Dose, *, taken_at: datetime, now: datetime, offline: bool) -> Dose:
    """
    Record that the dose was taken.

    Args:
        dose: A due or a missed dose.
        taken_at: When it was taken; aware, not after now.
        now: When the library hears of it; aware.
        offline: Whether it was recorded without a connection.

    Returns:
        The dose, taken on time from one grace before to one grace after its due time,
        both included, and taken late until 24 hours after it, included. A dose that is
        missed already becomes taken late, unless it was recorded offline: then its own
        time decides.

    Raises:
        DoseAlreadyRecordedError: It is taken or skipped already.
        IntakeTimeError: Taken in the future, earlier than the grace, or later than 24
            hours after the due time.

    Source:
        Rules DST-02, DST-03, DST-05, DST-07, DST-09 and SYN-07; contradiction C17.
    """
    _require_unrecorded(dose)
    _require_past(taken_at, now, field="taken_at")
    if taken_at < dose.due_at - _grace(dose):
        remedy = f"Take it from {dose.grace_minutes} minutes before its due time, or skip it."
        raise IntakeTimeError(
            Fault(field="taken_at", problem="is too long before the due time", remedy=remedy)
        )
    _require_recordable(dose, taken_at, field="taken_at")
    on_time = taken_at <= dose.due_at + _grace(dose)
    if dose.status is DoseStatus.MISSED and not offline:
        on_time = False
    action = DoseAction.TAKE_ON_TIME if on_time else DoseAction.TAKE_LATE
    return _record(dose, action, acted_at=taken_at, now=now, offline=offline)


def skip(
    dose: Dose,
    *,
    skipped_at: datetime,
    now: datetime,
    offline: bool,
    reason: SkipReason | None = None,
    note: str | None = None,
) -> Dose:
    """
    Record that the dose was left out on purpose.

    Args:
        dose: A due dose; a dose may be skipped ahead of its time.
        skipped_at: When the person decided; aware, not after now.
        now: When the library hears of it; aware.
        offline: Whether it was recorded without a connection.
        reason: Why, if that was said.
        note: The reason in the person's own words.

    Returns:
        The dose, skipped.

    Raises:
        DoseAlreadyRecordedError: It is taken or skipped already.
        IllegalTransitionError: It is missed.
        IntakeTimeError: Skipped in the future or more than 24 hours after the due time.

    Source:
        Rules DST-02, DST-23, DST-24, DST-25 and SYN-04.
    """
    _require_unrecorded(dose)
    _require_past(skipped_at, now, field="skipped_at")
    _require_recordable(dose, skipped_at, field="skipped_at")
    skipped = _record(dose, DoseAction.SKIP, acted_at=skipped_at, now=now, offline=offline)
    return attrs.evolve(skipped, skip_reason=reason, skip_note=note)


def miss(dose: Dose, *, now: datetime) -> Dose:
    """
    Give up an overdue dose.

    Args:
        dose: A due dose whose grace has passed.
        now: When that is detected; aware.

    Returns:
        The dose, missed; nobody acted, so ``acted_at`` stays empty.

    Raises:
        DoseAlreadyRecordedError: It is taken or skipped: taken beats missed.
        DoseNotOverdueError: Its grace has not passed.
        IllegalTransitionError: It is missed already.

    Source:
        Rules DST-02, DST-11, DST-13 and DST-16.
    """
    _require_unrecorded(dose)
    missed = DOSE_LIFE.after(dose.status, DoseAction.MISS)
    if not is_overdue(dose, now=now):
        message = f"dose is within its grace of {dose.grace_minutes} minutes: wait until it passed"
        raise DoseNotOverdueError(message)
    return attrs.evolve(dose, status=missed, recorded_at=now.astimezone(UTC))


def _grace(dose: Dose) -> timedelta:
    return timedelta(minutes=dose.grace_minutes)


def _record(
    dose: Dose, action: DoseAction, *, acted_at: datetime, now: datetime, offline: bool
) -> Dose:
    return attrs.evolve(
        dose,
        status=DOSE_LIFE.after(dose.status, action),
        acted_at=acted_at.astimezone(UTC),
        recorded_at=now.astimezone(UTC),
        was_offline=offline,
    )


def _require_unrecorded(dose: Dose) -> None:
    if dose.status not in {DoseStatus.DUE, DoseStatus.MISSED}:
        message = f"dose is recorded as {dose.status.name} already: retract that record first"
        raise DoseAlreadyRecordedError(message)


def _require_past(instant: datetime, now: datetime, *, field: str) -> None:
    if require_aware(instant, field=field) > require_aware(now, field="now"):
        raise IntakeTimeError(
            Fault(field=field, problem="lies in the future", remedy="Give the time of the act.")
        )


def _require_recordable(dose: Dose, instant: datetime, *, field: str) -> None:
    if instant > dose.due_at + timedelta(hours=LATE_HOURS):
        problem = f"is more than {LATE_HOURS} hours after the due time"
        remedy = "A dose this old stays as it is; tell the doctor instead."
        raise IntakeTimeError(Fault(field=field, problem=problem, remedy=remedy))
