"""
The life of one dose, at every boundary of its windows.
"""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import (
    IllegalTransitionError,
    InvalidInputError,
    MedicationId,
    PatientId,
    PrescriptionId,
    Quantity,
)
from dastern_core.schedule import (
    DOSE_LIFE,
    Dose,
    DoseAction,
    DoseAlreadyRecordedError,
    DoseNotOverdueError,
    DoseStatus,
    IntakeTimeError,
    SkipReason,
    Slot,
    dose_id,
    is_overdue,
    miss,
    skip,
    slot_key,
    take,
)

PRESCRIPTION = PrescriptionId(UUID(int=1))
DUE_AT = datetime(2026, 6, 15, 0, 0, tzinfo=UTC)
KEY = slot_key(prescription_id=PRESCRIPTION, version=1, row=2, occurrence=(0, "2026-06-15", "MORN"))
SECOND = timedelta(seconds=1)
ALLOWED = {
    (DoseStatus.DUE, DoseAction.TAKE_ON_TIME): DoseStatus.TAKEN_ON_TIME,
    (DoseStatus.DUE, DoseAction.TAKE_LATE): DoseStatus.TAKEN_LATE,
    (DoseStatus.DUE, DoseAction.SKIP): DoseStatus.SKIPPED,
    (DoseStatus.DUE, DoseAction.MISS): DoseStatus.MISSED,
    (DoseStatus.MISSED, DoseAction.TAKE_ON_TIME): DoseStatus.TAKEN_ON_TIME,
    (DoseStatus.MISSED, DoseAction.TAKE_LATE): DoseStatus.TAKEN_LATE,
}


def make_dose(*, grace_minutes: int = 30, status: DoseStatus = DoseStatus.DUE) -> Dose:
    """
    Give a morning dose of one tablet, due at 07:00 in Phnom Penh.
    """
    return Dose(
        slot_key=KEY,
        id=dose_id(KEY, prescription_id=PRESCRIPTION),
        prescription_id=PRESCRIPTION,
        medication_id=MedicationId(UUID(int=2)),
        patient_id=PatientId(UUID(int=3)),
        due_at=DUE_AT,
        local=datetime(2026, 6, 15, 7, 0),  # noqa: DTZ001 - the wall time is naive
        slot=Slot.MORNING,
        quantity=Quantity(value=Fraction(1), unit="tablet"),
        grace_minutes=grace_minutes,
        status=status,
    )


@pytest.mark.rule("DST-01")
@pytest.mark.rule("DST-02")
@pytest.mark.parametrize("status", DoseStatus)
@pytest.mark.parametrize("action", DoseAction)
def test_life_of_a_dose_allows_these_steps_only(status: DoseStatus, action: DoseAction) -> None:
    """
    Every pair of status and event leads where the rule says, or is refused.
    """
    expected = ALLOWED.get((status, action))
    if expected is None:
        with pytest.raises(IllegalTransitionError):
            DOSE_LIFE.after(status, action)
        return

    assert expected is DOSE_LIFE.after(status, action)


@pytest.mark.rule("DST-03")
@pytest.mark.rule("DST-05")
@pytest.mark.rule("DST-08")
@pytest.mark.parametrize("grace_minutes", [10, 20, 30, 60])
def test_boundaries_of_the_windows_are_included(grace_minutes: int) -> None:
    """
    On time reaches one grace to both sides, late reaches 24 hours, to the second.
    """
    dose = make_dose(grace_minutes=grace_minutes)
    grace, day = timedelta(minutes=grace_minutes), timedelta(hours=24)
    offsets = [-grace, timedelta(0), grace, grace + SECOND, day]
    now = DUE_AT + timedelta(days=2)

    assert [take(dose, taken_at=DUE_AT + by, now=now, offline=False).status for by in offsets] == [
        DoseStatus.TAKEN_ON_TIME,
        DoseStatus.TAKEN_ON_TIME,
        DoseStatus.TAKEN_ON_TIME,
        DoseStatus.TAKEN_LATE,
        DoseStatus.TAKEN_LATE,
    ]


@pytest.mark.rule("DST-03")
@pytest.mark.parametrize(
    ("offset", "problem"),
    [
        (-timedelta(minutes=30) - SECOND, "before the due time"),
        (timedelta(hours=24) + SECOND, "more than 24 hours"),
    ],
)
def test_intake_outside_the_windows_is_refused(offset: timedelta, problem: str) -> None:
    """
    Nothing outside the windows is stored, not even as missed.
    """
    with pytest.raises(IntakeTimeError, match=problem) as caught:
        take(make_dose(), taken_at=DUE_AT + offset, now=DUE_AT + timedelta(days=3), offline=False)

    assert caught.value.code == "dose_time_window_exceeded"


@pytest.mark.rule("DST-07")
def test_intake_in_the_future_is_refused_and_now_is_not_the_future() -> None:
    """
    An intake may be recorded at the very moment of the intake, not before.
    """
    assert take(make_dose(), taken_at=DUE_AT, now=DUE_AT, offline=False).acted_at == DUE_AT

    with pytest.raises(IntakeTimeError, match="future"):
        take(make_dose(), taken_at=DUE_AT + SECOND, now=DUE_AT, offline=False)
    with pytest.raises(IntakeTimeError, match="future"):
        skip(make_dose(), skipped_at=DUE_AT + SECOND, now=DUE_AT, offline=False)


def test_instants_are_kept_in_utc() -> None:
    """
    An intake given in local time is kept as the same instant in UTC.
    """
    local = DUE_AT.astimezone(timezone(timedelta(hours=7)))
    taken = take(make_dose(), taken_at=local, now=local, offline=False)

    assert (
        taken.acted_at and taken.acted_at.tzinfo,
        taken.recorded_at and taken.recorded_at.tzinfo,
    ) == (UTC, UTC)


@pytest.mark.rule("DST-11")
def test_dose_is_overdue_strictly_after_its_grace() -> None:
    """
    At the end of the grace the dose is still due; a second later it is overdue.
    """
    edge = DUE_AT + timedelta(minutes=30)

    assert [
        is_overdue(make_dose(), now=edge),
        is_overdue(make_dose(), now=edge + SECOND),
    ] == [False, True]


@pytest.mark.rule("DST-09")
def test_grace_is_the_one_snapshotted_on_the_dose() -> None:
    """
    Two doses with different graces are judged differently at the same instant.
    """
    now = DUE_AT + timedelta(minutes=15)

    assert [is_overdue(make_dose(grace_minutes=minutes), now=now) for minutes in (10, 20)] == [
        True,
        False,
    ]


@pytest.mark.rule("DST-16")
def test_missed_dose_records_when_that_was_detected() -> None:
    """
    A missed dose keeps its due time and gets the time of detection; nobody acted.
    """
    now = DUE_AT + timedelta(hours=1)
    missed = miss(make_dose(), now=now)

    assert (DoseStatus.MISSED, None, now, DUE_AT) == (
        missed.status,
        missed.acted_at,
        missed.recorded_at,
        missed.due_at,
    )


def test_dose_within_its_grace_cannot_be_missed() -> None:
    """
    A scan that comes too early changes nothing.
    """
    with pytest.raises(DoseNotOverdueError, match="30 minutes"):
        miss(make_dose(), now=DUE_AT + timedelta(minutes=30))


@pytest.mark.rule("DST-13")
@pytest.mark.rule("DST-34")
@pytest.mark.parametrize(
    "status", [DoseStatus.TAKEN_ON_TIME, DoseStatus.TAKEN_LATE, DoseStatus.SKIPPED]
)
def test_recorded_dose_is_not_recorded_again(status: DoseStatus) -> None:
    """
    Neither a second mark nor the scan for missed doses overwrites what was recorded.
    """
    dose, now = make_dose(status=status), DUE_AT + timedelta(hours=2)

    with pytest.raises(DoseAlreadyRecordedError):
        take(dose, taken_at=DUE_AT, now=now, offline=False)
    with pytest.raises(DoseAlreadyRecordedError):
        skip(dose, skipped_at=DUE_AT, now=now, offline=False)
    with pytest.raises(DoseAlreadyRecordedError) as caught:
        miss(dose, now=now)
    assert caught.value.code == "dose_already_recorded"


@pytest.mark.rule("DST-02")
def test_missed_dose_becomes_taken_late_until_24_hours() -> None:
    """
    Marking a missed dose as taken makes it late, whatever time is claimed for it.
    """
    missed = make_dose(status=DoseStatus.MISSED)
    now = DUE_AT + timedelta(hours=24)

    assert [take(missed, taken_at=at, now=now, offline=False).status for at in (DUE_AT, now)] == [
        DoseStatus.TAKEN_LATE,
        DoseStatus.TAKEN_LATE,
    ]


@pytest.mark.rule("SYN-07")
@pytest.mark.rule("DST-33")
def test_offline_intake_beats_the_miss_that_arrived_first() -> None:
    """
    The time of the intake decides, not the time at which the device reconnects.
    """
    missed = miss(make_dose(), now=DUE_AT + timedelta(hours=1))
    reconnected = DUE_AT + timedelta(days=5)
    on_time = take(missed, taken_at=DUE_AT, now=reconnected, offline=True)
    late = take(missed, taken_at=DUE_AT + timedelta(hours=3), now=reconnected, offline=True)

    assert [
        (DoseStatus.TAKEN_ON_TIME, DUE_AT, reconnected, True),
        (DoseStatus.TAKEN_LATE, DUE_AT + timedelta(hours=3), reconnected, True),
    ] == [(one.status, one.acted_at, one.recorded_at, one.was_offline) for one in (on_time, late)]


@pytest.mark.rule("DST-23")
@pytest.mark.rule("DST-25")
def test_skip_keeps_its_reason_and_time() -> None:
    """
    A skipped dose says why, in the list's word and in the person's own.
    """
    now = DUE_AT + timedelta(minutes=5)
    skipped = skip(
        make_dose(),
        skipped_at=DUE_AT,
        now=now,
        offline=True,
        reason=SkipReason.OTHER,
        note="fasting",
    )

    assert (DoseStatus.SKIPPED, SkipReason.OTHER, "fasting", DUE_AT, now, True) == (
        skipped.status,
        skipped.skip_reason,
        skipped.skip_note,
        skipped.acted_at,
        skipped.recorded_at,
        skipped.was_offline,
    )


@pytest.mark.rule("DST-24")
def test_skip_needs_no_reason_and_may_come_early() -> None:
    """
    A person may say hours ahead, and without a reason, that a dose is left out.
    """
    early = DUE_AT - timedelta(hours=5)
    skipped = skip(make_dose(), skipped_at=early, now=early, offline=False)

    assert (
        skipped.status,
        skipped.skip_reason,
        skipped.skip_note,
    ) == (DoseStatus.SKIPPED, None, None)


@pytest.mark.rule("DST-02")
def test_missed_dose_is_neither_skipped_nor_missed_again() -> None:
    """
    A missed dose can only be taken.
    """
    missed, now = make_dose(status=DoseStatus.MISSED), DUE_AT + timedelta(hours=2)

    with pytest.raises(IllegalTransitionError, match="only TAKE_LATE, TAKE_ON_TIME"):
        skip(missed, skipped_at=now, now=now, offline=False)
    with pytest.raises(IllegalTransitionError, match="MISS is not possible"):
        miss(missed, now=now)


@pytest.mark.rule("SYN-04")
def test_skip_more_than_a_day_late_is_refused() -> None:
    """
    What was not said within 24 hours is not rewritten afterwards.
    """
    late = DUE_AT + timedelta(hours=24) + SECOND

    with pytest.raises(IntakeTimeError, match="24 hours"):
        skip(make_dose(), skipped_at=late, now=late, offline=False)


@pytest.mark.parametrize(
    ("due_at", "problem"),
    [
        (DUE_AT.replace(tzinfo=None), "has no time zone"),
        (DUE_AT.astimezone(timezone(timedelta(hours=7))), "is not in UTC"),
    ],
)
def test_dose_is_due_at_an_instant_in_utc(due_at: datetime, problem: str) -> None:
    """
    A wall time or an instant in another zone is refused where UTC belongs.
    """
    with pytest.raises(InvalidInputError, match=problem):
        attrs.evolve(make_dose(), due_at=due_at)


def test_wall_time_of_a_dose_has_no_zone() -> None:
    """
    An instant is refused where the wall time belongs.
    """
    with pytest.raises(InvalidInputError, match="has a time zone"):
        attrs.evolve(make_dose(), local=DUE_AT)


@pytest.mark.rule("DST-08")
def test_dose_refuses_a_grace_that_nobody_may_choose() -> None:
    """
    Only the four graces of the rule exist.
    """
    with pytest.raises(ValueError, match="grace_minutes"):
        make_dose(grace_minutes=15)


@pytest.mark.rule("DOSE-34")
def test_dose_identifier_depends_on_the_slot_key_alone() -> None:
    """
    Two devices that derive the identifier of the same slot arrive at the same one.
    """
    assert KEY == "00000000-0000-0000-0000-000000000001/1/2/0/2026-06-15/MORN"
    assert dose_id(KEY, prescription_id=PRESCRIPTION) == make_dose().id
