"""
Notes, admissions and ends: what doctors, operators and the system do beside prescribing.
"""

from contextlib import nullcontext
from datetime import timedelta
from fractions import Fraction

import attrs
import pytest
from tests.usecases.clinics import (
    ADMIN,
    DOCTOR,
    HOSPITAL,
    OPERATOR,
    OTHER_DOCTOR,
    OTHER_OPERATOR,
    PATIENT,
    PATIENT_ID,
    RELATIVE,
    STRANGER,
    Clinic,
)

from dastern_core.audit import AuditAction
from dastern_core.kernel import (
    AccountId,
    InvalidInputError,
    NotPermittedError,
    PatientId,
    UnreadableError,
)
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    AccessLevel,
    EmergencyRefusal,
    EmergencyRefusedError,
    content_hash,
)
from dastern_core.prescriptions import EndReason, Prescription, PrescriptionStatus, plan_doses
from dastern_core.schedule import CAMBODIA_CLOCK, Slot, slot_dosages, take
from dastern_core.testing.fakes.doses import InMemoryDoses
from dastern_core.testing.samples import NOW, sample_hospital_id, sample_prescription
from dastern_core.usecases.access_once import approve_access, close_access, request_access
from dastern_core.usecases.admit_patient import admit_patient
from dastern_core.usecases.complete_prescriptions import (
    CompletedPrescriptions,
    complete_prescriptions,
)
from dastern_core.usecases.emergency_access import end_emergency
from dastern_core.usecases.keep_note import read_notes, retire_note, rewrite_note, write_note


@pytest.mark.rule("RBAC-05")
def test_a_note_is_its_authors(clinic: Clinic) -> None:
    """
    Written, rewritten and retired by one doctor; the log holds a hash and no word.
    """
    clinic.connect(DOCTOR, AccessLevel.REQUEST)
    clinic.connect(OTHER_DOCTOR, AccessLevel.ALLOWED)
    given = clinic.given()
    note = write_note("Sleeps badly", patient_id=PATIENT_ID, actor_id=DOCTOR, **given)
    written = clinic.entries()[0]
    for somebody in (OTHER_DOCTOR, PATIENT):
        with pytest.raises(NotPermittedError):
            rewrite_note(note.id, "x", actor_id=somebody, **given)
        assert "UPDATE" == clinic.newest()["refused"]
        with pytest.raises(NotPermittedError):
            retire_note(note.id, actor_id=somebody, **given)
    changed = rewrite_note(note.id, "Sleeps well", actor_id=DOCTOR, **given)
    listed = read_notes(PATIENT_ID, actor_id=DOCTOR, **given)
    others = read_notes(PATIENT_ID, actor_id=OTHER_DOCTOR, **given)
    retired = retire_note(note.id, actor_id=DOCTOR, **given)
    gone = clinic.newest()

    assert (AuditAction.DOCTOR_NOTE_CREATE, content_hash(note)) == (
        written.action,
        dict(written.details)["hash"],
    )
    assert ((changed,), (), None) == (listed, others, retired.content)
    assert content_hash(retired) == gone["hash"]
    assert () == read_notes(PATIENT_ID, actor_id=DOCTOR, **given)


@pytest.mark.rule("RBAC-05")
@pytest.mark.parametrize("by", [OTHER_DOCTOR, RELATIVE, PATIENT])
def test_nobody_else_writes_or_reads_notes(clinic: Clinic, by: AccountId) -> None:
    """
    No unconnected doctor writes, and nobody but doctors reads; the attempt is on record.
    """
    with pytest.raises(NotPermittedError):
        write_note("x", patient_id=PATIENT_ID, actor_id=by, **clinic.given())
    assert "CREATE" == clinic.newest()["refused"]
    if by != OTHER_DOCTOR:
        with pytest.raises(NotPermittedError):
            read_notes(PATIENT_ID, actor_id=by, **clinic.given())
        assert "READ" == clinic.newest()["refused"]


def test_a_note_says_something(clinic: Clinic) -> None:
    """
    A blank one is refused and nothing stored.
    """
    with pytest.raises(InvalidInputError, match="content"):
        write_note(" ", patient_id=PATIENT_ID, actor_id=DOCTOR, **clinic.given())


@pytest.mark.rule("RBAC-17")
@pytest.mark.rule("RBAC-19")
def test_an_operator_admits_to_the_own_hospital(clinic: Clinic) -> None:
    """
    And to no other; nobody else admits.
    """
    admit_patient(PATIENT_ID, actor_id=OTHER_OPERATOR, **clinic.given())
    admit_patient(PATIENT_ID, actor_id=OTHER_OPERATOR, **clinic.given())
    admitted = clinic.newest()
    with clinic.store.begin() as work:
        hospitals = work.actors.hospitals_of(PATIENT_ID)
    for somebody in (DOCTOR, PATIENT):
        with pytest.raises(NotPermittedError):
            admit_patient(PATIENT_ID, actor_id=somebody, **clinic.given())
        assert "CREATE" == clinic.newest()["refused"]

    assert {"action": "PATIENT_ADMITTED"} == admitted
    assert frozenset({HOSPITAL, sample_hospital_id(2)}) == hospitals
    assert OPERATOR != OTHER_OPERATOR


@pytest.mark.rule("EPE-15")
def test_a_patient_hears_of_an_emergency(clinic: Clinic) -> None:
    """
    At once, with its reason.
    """
    session = clinic.emergency()
    (notice,) = clinic.told(PATIENT)

    assert (NoticeKind.EMERGENCY_OPENED, session.reason, session.id) == (
        notice.kind,
        notice.reason,
        notice.about,
    )


@pytest.mark.rule("EPE-12")
@pytest.mark.rule("RX-34")
@pytest.mark.parametrize(
    ("by", "heard"), [(PATIENT, (0, 1)), (DOCTOR, (1, 0)), (ADMIN, (1, 1)), (STRANGER, (0, 0))]
)
def test_who_did_not_end_an_emergency_hears_of_its_end(
    clinic: Clinic, by: AccountId, heard: tuple[int, int]
) -> None:
    """
    The patient of the doctor's end, the doctor of the patient's, both of another's.
    """
    session = clinic.emergency()
    with nullcontext() if any(heard) else pytest.raises(NotPermittedError):
        end_emergency(session.id, actor_id=by, **clinic.given())
    ends = [
        [one.about for one in clinic.told(account) if one.kind is NoticeKind.EMERGENCY_ENDED]
        for account in (PATIENT, DOCTOR)
    ]

    assert [[session.id] * times for times in heard] == ends


@pytest.mark.rule("CON-06")
@pytest.mark.rule("RX-34")
def test_both_hear_of_an_access_that_is_asked_for(clinic: Clinic) -> None:
    """
    The patient of the request with its reason, the doctor of what the patient decides.
    """
    clinic.connect(DOCTOR, AccessLevel.REQUEST)
    given = clinic.given()
    asked = request_access(PATIENT_ID, actor_id=DOCTOR, reason="Blood pressure", **given)
    approve_access(asked.id, actor_id=PATIENT, lasting=timedelta(hours=1), **given)
    close_access(asked.id, actor_id=PATIENT, **given)
    withdrawn = request_access(PATIENT_ID, actor_id=DOCTOR, reason="Pulse", **given)
    close_access(withdrawn.id, actor_id=DOCTOR, **given)
    to_patient = [(one.kind, one.reason, one.about) for one in clinic.told(PATIENT)]
    to_doctor = {(one.kind, one.about) for one in clinic.told(DOCTOR)}

    assert sorted(to_patient, key=repr) == [
        (NoticeKind.ACCESS_REQUESTED, "Blood pressure", asked.id),
        (NoticeKind.ACCESS_REQUESTED, "Pulse", withdrawn.id),
    ]
    assert to_doctor == {
        (NoticeKind.ACCESS_APPROVED, asked.id),
        (NoticeKind.ACCESS_CLOSED, asked.id),
    }


@pytest.mark.rule("EPA-06")
def test_a_doctor_opens_three_records_an_hour(clinic: Clinic) -> None:
    """
    The fourth is refused and on record, whoever ended the others; another doctor is not held up.
    """
    for _ in range(3):
        session = clinic.emergency()
        end_emergency(session.id, actor_id=DOCTOR, **clinic.given())
    with pytest.raises(EmergencyRefusedError) as caught:
        clinic.emergency()
    refused = clinic.newest()
    clinic.emergency(OTHER_DOCTOR)
    clinic.clock.step(timedelta(hours=1))
    again = clinic.emergency()

    assert EmergencyRefusal.TOO_MANY_SESSIONS is caught.value.refusal
    assert {"action": "EMERGENCY_ACCESS_ATTEMPT", "result": "TOO_MANY_SESSIONS"} == refused
    assert clinic.clock.now() == again.granted_at


def running(clinic: Clinic, number: int, *, days: int | None = 7) -> Prescription:
    """
    Store an active prescription of the patient's with its doses.
    """
    prescription = attrs.evolve(sample_prescription(number, active=True), patient_id=PATIENT_ID)
    dosages = slot_dosages({Slot.EVENING: Fraction(1)}, unit="tablet", duration_days=days)
    line = attrs.evolve(prescription.medications[0], dosages=dosages)
    prescription = attrs.evolve(prescription, medications=(line,))
    with clinic.store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(plan_doses(prescription, daily_clock=CAMBODIA_CLOCK, now=NOW))
    return prescription


def complete(clinic: Clinic) -> int:
    """
    Run every page of one prescription.
    """
    closed, after = 0, None
    for _ in range(9):
        page = complete_prescriptions(
            after=after, limit=1, daily_clock=CAMBODIA_CLOCK, **clinic.given()
        )
        closed, after = closed + page.closed, page.after
        if after is None:
            break
    return closed


def test_doses_that_cannot_be_read_leave_one_open(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Those of one patient stop nobody else's prescription from being closed, and it is named.
    """
    bad, good = running(clinic, 1, days=2), running(clinic, 2, days=2)
    clinic.clock.step(timedelta(days=3))
    asked: list[PatientId] = []

    def unreadable(_self: object, patient_id: PatientId, _within: object) -> tuple[()]:
        asked.append(patient_id)
        if len(asked) == 1:
            message = "a stored dose cannot be read"
            raise UnreadableError(message)
        return ()

    monkeypatch.setattr(InMemoryDoses, "of_patient", unreadable)
    page = complete_prescriptions(after=None, limit=9, daily_clock=CAMBODIA_CLOCK, **clinic.given())
    first = min(bad.id, good.id)

    assert CompletedPrescriptions(closed=1, unreadable=(first,), after=None) == page


@pytest.mark.rule("RX-16")
def test_what_has_run_out_is_completed(clinic: Clinic) -> None:
    """
    Once no dose of it is due any more; what has no end, or goes on, goes on.
    """
    short, longer, endless = (
        running(clinic, number, days=days) for number, days in ((1, 2), (2, 30), (3, None))
    )
    before = complete(clinic)
    clinic.clock.step(timedelta(days=3))
    waiting = complete(clinic)
    with clinic.store.begin() as work:
        for dose in plan_doses(short, daily_clock=CAMBODIA_CLOCK, now=NOW):
            taken = take(dose, taken_at=dose.due_at, now=clinic.clock.now(), offline=True)
            work.doses.change_status(taken, expected=dose.status)
    after = complete(clinic)
    entry = clinic.entries()[0]
    with clinic.store.begin() as work:
        ended = work.prescriptions.get(short.id)
        others = [work.prescriptions.get(one.id).status for one in (longer, endless)]

    assert (0, 0, 1, 0) == (before, waiting, after, complete(clinic))
    assert (PrescriptionStatus.INACTIVE, EndReason.COMPLETED) == (ended.status, ended.end_reason)
    assert [PrescriptionStatus.ACTIVE] * 2 == others
    assert (None, PatientId(PATIENT)) == (entry.actor_id, entry.patient_id)
