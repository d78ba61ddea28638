"""
A doctor's changes: written, proposed or urgent, told to the patient and never overwriting.
"""

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from tests.usecases.clinics import (
    ADMIN,
    DOCTOR,
    OTHER_DOCTOR,
    PATIENT,
    PATIENT_ID,
    RELATIVE,
    STRANGER,
    Clinic,
)

from dastern_core.kernel import (
    AccountId,
    ConflictError,
    IllegalTransitionError,
    InvalidInputError,
    NotPermittedError,
    Period,
)
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import AccessLevel, ConnectionKind, Grant
from dastern_core.prescriptions import (
    FirstDoseTakenError,
    Medication,
    Order,
    Prescription,
    PrescriptionStatus,
    ProposalStatus,
    ReviewState,
)
from dastern_core.schedule import CAMBODIA_CLOCK, Dose, Slot, slot_dosages
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.samples import NOW, PHNOM_PENH, sample_lines, sample_prescription
from dastern_core.usecases.answer_connection import accept_connection, end_connection, set_grant
from dastern_core.usecases.answer_proposal import accept_change, close_change
from dastern_core.usecases.change_own import change_own
from dastern_core.usecases.change_prescription import change_urgently, propose_change
from dastern_core.usecases.confirm_prescription import confirm_prescription
from dastern_core.usecases.mark_dose import take_dose
from dastern_core.usecases.pause_prescription import pause_prescription, resume_prescription
from dastern_core.usecases.prescribe import prescribe, rewrite_draft
from dastern_core.usecases.read_notices import read_notice, read_notices
from dastern_core.usecases.read_prescriptions import read_history
from dastern_core.usecases.request_connection import request_connection
from dastern_core.usecases.review_prescription import (
    hand_back_prescription,
    reject_prescription,
)

MONTHS = Period(start=NOW, end=NOW + timedelta(days=90))


@pytest.fixture
def allowed(clinic: Clinic) -> Clinic:
    """
    Give a clinic whose doctor the patient allows everything.
    """
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    return clinic


def write(clinic: Clinic, by: AccountId = DOCTOR, diagnosis: str = "Headache") -> Prescription:
    """
    Write the samples' lines for the patient.
    """
    return prescribe(
        sample_lines(),
        patient_id=PATIENT_ID,
        actor_id=by,
        start=date(2026, 6, 15),
        zone=PHNOM_PENH,
        grace_minutes=30,
        diagnosis=diagnosis,
        **clinic.given(),
    )


@pytest.fixture
def active(allowed: Clinic) -> Prescription:
    """
    Give the doctor's prescription that the patient confirmed: 27 doses are planned.
    """
    confirmed, planned = confirm_prescription(
        write(allowed).id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **allowed.given()
    )

    assert 27 == planned
    return confirmed


def halved(prescription: Prescription) -> Order:
    """
    Order half a tablet of the first line, in the evenings alone, and nothing else.
    """
    first: Medication = prescription.medications[0]
    dosages = slot_dosages({Slot.EVENING: Fraction(1, 2)}, unit="tablet", duration_days=7)
    return Order(medications=(attrs.evolve(first, dosages=dosages),), diagnosis="Headache")


def doses(clinic: Clinic) -> tuple[Dose, ...]:
    """
    Give the patient's doses.
    """
    with clinic.store.begin() as work:
        return work.doses.of_patient(PATIENT_ID, MONTHS)


def kinds(clinic: Clinic, recipient_id: AccountId) -> list[NoticeKind]:
    """
    Give what somebody was told, the oldest first.
    """
    return [notice.kind for notice in clinic.told(recipient_id)]


@pytest.mark.rule("RX-03")
@pytest.mark.rule("RX-08")
def test_a_doctors_draft_waits_for_its_patient(allowed: Clinic) -> None:
    """
    It is told and audited, and nothing of it is in force.
    """
    draft = write(allowed)

    assert (PrescriptionStatus.DRAFT, 1, DOCTOR) == (draft.status, draft.version, draft.author_id)
    assert [NoticeKind.PRESCRIPTION_WRITTEN] == kinds(allowed, PATIENT)
    assert {"action": "PRESCRIPTION_CREATE", "version": "1"} == allowed.newest()
    assert () == doses(allowed)


@pytest.mark.rule("RX-03")
def test_a_doctor_says_what_it_is_for(allowed: Clinic) -> None:
    """
    Without a diagnosis or symptoms a doctor's draft is refused; a patient's own is not.
    """
    with pytest.raises(InvalidInputError, match="diagnosis is missing"):
        write(allowed, diagnosis=" ")


@pytest.mark.rule("RX-03")
@pytest.mark.rule("RX-35")
@pytest.mark.parametrize("by", [OTHER_DOCTOR, RELATIVE, STRANGER, ADMIN])
def test_only_a_connected_doctor_prescribes(allowed: Clinic, by: AccountId) -> None:
    """
    Everybody else is refused, and the patient sees the attempt.
    """
    with pytest.raises(NotPermittedError):
        write(allowed, by)

    assert "CREATE" == allowed.newest()["refused"]
    assert [] == kinds(allowed, PATIENT)


@pytest.mark.rule("RX-10")
@pytest.mark.rule("RX-11")
@pytest.mark.rule("RX-12")
def test_the_author_hears_what_the_patient_does(allowed: Clinic) -> None:
    """
    Of a confirmation, of a rejection and of a draft that is handed back, with its words.
    """
    first, second, third = (write(allowed) for _ in range(3))
    confirm_prescription(
        first.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **allowed.given()
    )
    reject_prescription(second.id, patient_id=PATIENT_ID, note="No", **allowed.given())
    hand_back_prescription(third.id, patient_id=PATIENT_ID, note="Too much", **allowed.given())

    told = allowed.told(DOCTOR)
    assert [
        (NoticeKind.PRESCRIPTION_CONFIRMED, None),
        (NoticeKind.PRESCRIPTION_REJECTED, "No"),
        (NoticeKind.PRESCRIPTION_HANDED_BACK, "Too much"),
    ] == [(notice.kind, notice.reason) for notice in sorted(told, key=order_of)]


def order_of(notice: object) -> int:
    """
    Sort notices of one instant by their kind.
    """
    return list(NoticeKind).index(getattr(notice, "kind"))  # noqa: B009 - any notice


@pytest.mark.rule("RX-12")
@pytest.mark.rule("RX-17")
@pytest.mark.rule("RX-18")
def test_a_draft_that_was_handed_back_is_written_anew(allowed: Clinic) -> None:
    """
    By its author alone; then it can be confirmed, and its first version stays.
    """
    draft = write(allowed)
    given = allowed.given()
    hand_back_prescription(draft.id, patient_id=PATIENT_ID, note="Too much", **given)
    allowed.connect(OTHER_DOCTOR, AccessLevel.ALLOWED)
    for stranger in (OTHER_DOCTOR, PATIENT):
        with pytest.raises(NotPermittedError):
            rewrite_draft(draft.id, halved(draft), actor_id=stranger, reason="x", **given)
        assert "CREATE" == allowed.newest()["refused"]
    again = rewrite_draft(draft.id, halved(draft), actor_id=DOCTOR, reason="Half", **given)
    _, planned = confirm_prescription(
        draft.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **given
    )
    with allowed.store.begin() as work:
        newest, first = work.prescriptions.history(draft.id).things

    assert (2, ReviewState.PENDING_REVIEW, "Half") == (
        again.version,
        again.review,
        again.change_reason,
    )
    assert (draft.medications, again.medications) == (first.medications, newest.medications)
    assert 7 == planned


@pytest.mark.rule("RX-21")
@pytest.mark.rule("RX-34")
def test_a_proposal_changes_nothing_before_it_is_accepted(
    allowed: Clinic, active: Prescription
) -> None:
    """
    Accepted, it is the next version by its author, and its doses take the old ones' place.
    """
    given = allowed.given()
    proposal = propose_change(active.id, halved(active), actor_id=DOCTOR, reason="Dizzy", **given)
    before = doses(allowed)
    version = accept_change(proposal.id, actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, **given)
    after = doses(allowed)
    with allowed.store.begin() as work:
        newest, former = work.prescriptions.history(active.id).things
        decided = work.proposals.get(proposal.id)

    assert 27 == len(before)
    assert (version, active) == (newest, former)
    assert (2, DOCTOR, PrescriptionStatus.ACTIVE) == (
        newest.version,
        newest.author_id,
        newest.status,
    )
    assert {newest.medications[0].id} == {dose.medication_id for dose in after}
    assert [Fraction(1, 2)] * 7 == [dose.quantity.value for dose in after]
    assert (ProposalStatus.ACCEPTED, allowed.clock.now()) == (decided.status, decided.decided_at)
    assert NoticeKind.CHANGE_PROPOSED in kinds(allowed, PATIENT)
    assert NoticeKind.CHANGE_ACCEPTED in kinds(allowed, DOCTOR)
    assert ("PRESCRIPTION_CONFIRM", "2") == (
        allowed.newest()["action"],
        allowed.newest()["version"],
    )


@pytest.mark.rule("RX-21")
@pytest.mark.parametrize(
    ("by", "status", "told", "kind"),
    [
        (PATIENT, ProposalStatus.DECLINED, DOCTOR, NoticeKind.CHANGE_DECLINED),
        (DOCTOR, ProposalStatus.WITHDRAWN, PATIENT, NoticeKind.CHANGE_WITHDRAWN),
    ],
)
def test_a_closed_proposal_leaves_all_as_it_was(
    allowed: Clinic,
    active: Prescription,
    by: AccountId,
    *,
    status: ProposalStatus,
    told: AccountId,
    kind: NoticeKind,
) -> None:
    """
    The patient declines or the author withdraws; the other side hears of it.
    """
    given = allowed.given()
    proposal = propose_change(active.id, halved(active), actor_id=DOCTOR, reason="x", **given)
    with pytest.raises(ConflictError):
        propose_change(active.id, halved(active), actor_id=DOCTOR, reason="y", **given)
    closed = close_change(proposal.id, actor_id=by, **given)
    with pytest.raises(IllegalTransitionError):
        accept_change(proposal.id, actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, **given)
    with allowed.store.begin() as work:
        stored = work.prescriptions.get(active.id)

    assert (status, active) == (closed.status, stored)
    assert kind in kinds(allowed, told)
    assert 27 == len(doses(allowed))


@pytest.mark.rule("RX-17")
@pytest.mark.rule("RX-21")
def test_nobody_else_decides_about_a_proposal(allowed: Clinic, active: Prescription) -> None:
    """
    Not its author, not another doctor, not a relative; each attempt is on record.
    """
    given = allowed.given()
    allowed.connect(OTHER_DOCTOR, AccessLevel.ALLOWED)
    allowed.connect(RELATIVE, AccessLevel.ALLOWED)
    with pytest.raises(NotPermittedError):
        propose_change(active.id, halved(active), actor_id=OTHER_DOCTOR, reason="x", **given)
    proposal = propose_change(active.id, halved(active), actor_id=DOCTOR, reason="x", **given)
    for somebody in (DOCTOR, OTHER_DOCTOR, RELATIVE):
        with pytest.raises(NotPermittedError):
            accept_change(proposal.id, actor_id=somebody, daily_clock=CAMBODIA_CLOCK, **given)
        assert "ACCEPT" == allowed.newest()["refused"]
    for somebody in (OTHER_DOCTOR, RELATIVE):
        with pytest.raises(NotPermittedError):
            close_change(proposal.id, actor_id=somebody, **given)
        assert "END" == allowed.newest()["refused"]


@pytest.mark.rule("RX-21")
def test_a_change_meanwhile_asks_for_a_new_proposal(allowed: Clinic, active: Prescription) -> None:
    """
    What the patient read is not what would be written; it waits no more, and its author knows.
    """
    given = allowed.given()
    proposal = propose_change(active.id, halved(active), actor_id=DOCTOR, reason="x", **given)
    change_urgently(
        active.id,
        halved(active),
        actor_id=DOCTOR,
        reason="Rash",
        daily_clock=CAMBODIA_CLOCK,
        **given,
    )
    with pytest.raises(IllegalTransitionError):
        accept_change(proposal.id, actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, **given)
    second = propose_change(active.id, halved(active), actor_id=DOCTOR, reason="y", **given)
    with allowed.store.begin() as work:
        old, waiting = work.proposals.get(proposal.id), work.proposals.pending(PATIENT_ID)

    assert (ProposalStatus.SUPERSEDED, (second,)) == (old.status, waiting)
    assert [NoticeKind.CHANGE_SUPERSEDED] == [
        one.kind for one in allowed.told(DOCTOR) if one.about == proposal.id
    ]


@pytest.mark.rule("RX-21")
def test_what_was_proposed_before_a_pause_waits_no_more(
    allowed: Clinic, active: Prescription
) -> None:
    """
    Going on after a pause is a next version, by the patient; the doctor proposes anew.
    """
    given = allowed.given()
    propose_change(active.id, halved(active), actor_id=DOCTOR, reason="x", **given)
    allowed.clock.step(timedelta(days=1))
    pause_prescription(active.id, patient_id=PATIENT_ID, **given)
    allowed.clock.step(timedelta(days=1))
    resume_prescription(active.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **given)
    with allowed.store.begin() as work:
        waiting = work.proposals.pending(PATIENT_ID)

    assert () == waiting
    assert NoticeKind.CHANGE_SUPERSEDED is kinds(allowed, DOCTOR)[-1]


@pytest.mark.rule("RX-21")
def test_a_proposal_that_came_too_late_blocks_no_other(
    allowed: Clinic, active: Prescription
) -> None:
    """
    Written while another version came into force, it is closed by the next proposal.
    """
    given = allowed.given()
    late = propose_change(active.id, halved(active), actor_id=DOCTOR, reason="x", **given)
    with allowed.store.begin() as work:
        work.prescriptions.add(attrs.evolve(active, version=2, change_reason="Less"))
    second = propose_change(active.id, halved(active), actor_id=DOCTOR, reason="y", **given)
    with allowed.store.begin() as work:
        old, waiting = work.proposals.get(late.id), work.proposals.pending(PATIENT_ID)

    assert (ProposalStatus.SUPERSEDED, (second,)) == (old.status, waiting)


@pytest.mark.rule("RX-23")
@pytest.mark.rule("B041")
def test_an_urgent_change_is_in_force_at_once(allowed: Clinic, active: Prescription) -> None:
    """
    With its doses; the patient and the log are told why, and what was due stays.
    """
    allowed.clock.step(timedelta(days=2))
    past = [dose for dose in doses(allowed) if dose.due_at < allowed.clock.now()]
    version = change_urgently(
        active.id,
        halved(active),
        actor_id=DOCTOR,
        reason="Rash",
        daily_clock=CAMBODIA_CLOCK,
        **allowed.given(),
    )
    notice = allowed.told(PATIENT)[-1]

    assert (2, True, "Rash") == (version.version, version.is_urgent, version.change_reason)
    assert (NoticeKind.URGENT_CHANGE, "Rash", active.id) == (
        notice.kind,
        notice.reason,
        notice.about,
    )
    assert allowed.newest() == {
        "action": "PRESCRIPTION_UPDATE",
        "version": "2",
        "urgent": "true",
        "reason": "Rash",
    }
    assert past == list(doses(allowed)[: len(past)])
    assert 5 == len(doses(allowed)) - len(past)


@pytest.mark.rule("RX-23")
@pytest.mark.parametrize("level", [one for one in AccessLevel if one is not AccessLevel.ALLOWED])
def test_urgency_needs_the_highest_level(
    allowed: Clinic, active: Prescription, level: AccessLevel
) -> None:
    """
    A doctor of a lower level proposes, or does nothing; the attempt is on record.
    """
    with allowed.store.begin() as work:
        work.grants.put(Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=level))
    with pytest.raises(NotPermittedError):
        change_urgently(
            active.id,
            halved(active),
            actor_id=DOCTOR,
            reason="Rash",
            daily_clock=CAMBODIA_CLOCK,
            **allowed.given(),
        )

    assert {"action": "DATA_ACCESS", "refused": "CREATE", "rule": "no-rule"} == allowed.newest()
    assert 27 == len(doses(allowed))


@pytest.mark.rule("RX-23")
def test_urgency_without_a_reason_is_refused(allowed: Clinic, active: Prescription) -> None:
    """
    Nothing is stored, and nobody is told.
    """
    told = len(allowed.told(PATIENT))
    with pytest.raises(InvalidInputError, match="reason is missing"):
        change_urgently(
            active.id,
            halved(active),
            actor_id=DOCTOR,
            reason=" ",
            daily_clock=CAMBODIA_CLOCK,
            **allowed.given(),
        )

    assert told == len(allowed.told(PATIENT))


@pytest.mark.rule("RX-14")
@pytest.mark.rule("RX-23")
def test_what_is_paused_is_changed_and_stays_paused(allowed: Clinic, active: Prescription) -> None:
    """
    No dose is planned before the patient resumes it, and then the new ones alone.
    """
    given = allowed.given()
    allowed.clock.step(timedelta(days=1))
    pause_prescription(active.id, patient_id=PATIENT_ID, **given)
    before = [dose for dose in doses(allowed) if dose.due_at < allowed.clock.now()]
    allowed.clock.step(timedelta(days=1))
    version = change_urgently(
        active.id,
        halved(active),
        actor_id=DOCTOR,
        reason="Rash",
        daily_clock=CAMBODIA_CLOCK,
        **given,
    )
    silent = doses(allowed)
    resume_prescription(active.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **given)
    later = doses(allowed)[len(silent) :]

    assert PrescriptionStatus.PAUSED is version.status
    assert before == list(silent)
    assert {Fraction(1, 2)} == {dose.quantity.value for dose in later}
    assert 6 == len(later)


@pytest.mark.rule("NOT-03")
@pytest.mark.rule("B004")
def test_a_notice_is_for_its_recipient_alone(allowed: Clinic) -> None:
    """
    Nobody else marks it as read, and the attempt is on record.
    """
    write(allowed)
    (notice,) = read_notices(PATIENT, limit=9, **allowed.given())
    with pytest.raises(NotPermittedError):
        read_notice(notice.id, actor_id=DOCTOR, **allowed.given())
    refused = allowed.newest()
    read = read_notice(notice.id, actor_id=PATIENT, **allowed.given())

    assert ("UPDATE", allowed.clock.now()) == (refused["refused"], read.read_at)
    assert (read,) == read_notices(PATIENT, limit=9, **allowed.given())


def test_what_a_patient_wrote_tells_nobody(clinic: Clinic) -> None:
    """
    Nobody is told of their own step.
    """
    draft = sample_prescription(1, active=False)
    with clinic.store.begin() as work:
        work.prescriptions.add(draft)
    confirm_prescription(
        draft.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **clinic.given()
    )

    assert [] == clinic.told(PATIENT)


@pytest.mark.rule("CON-10")
@pytest.mark.rule("CON-17")
def test_the_other_side_hears_of_a_connection(clinic: Clinic) -> None:
    """
    Of a request, of its acceptance, of what it allows and of its end, with the reason.
    """
    given = clinic.given()
    asked = request_connection(
        ConnectionKind.DOCTOR,
        patient_id=PATIENT_ID,
        member_id=DOCTOR,
        actor_id=DOCTOR,
        tier=PlanTier.FREEMIUM,
        limits=InMemoryRateLimits(clinic.clock),
        **given,
    )
    accept_connection(asked.id, actor_id=PATIENT, **given)
    grant = Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=AccessLevel.SELECTED)
    set_grant(grant, actor_id=PATIENT, tier=PlanTier.FREEMIUM, **given)
    end_connection(asked.id, actor_id=DOCTOR, reason="Moved away", **given)
    heard = {(one.kind, one.reason, one.author_id) for one in clinic.told(PATIENT)}
    told = [*clinic.told(PATIENT), *clinic.told(DOCTOR)]

    assert {PATIENT_ID} == {one.patient_id for one in told}  # whose key seals the reason
    assert {NoticeKind.CONNECTION_ACCEPTED, NoticeKind.LEVEL_CHANGED} == set(kinds(clinic, DOCTOR))
    assert heard == {
        (NoticeKind.CONNECTION_REQUESTED, None, DOCTOR),
        (NoticeKind.CONNECTION_ENDED, "Moved away", DOCTOR),
    }


@pytest.mark.rule("RX-20")
@pytest.mark.rule("RBAC-08")
def test_the_history_is_read_newest_first(allowed: Clinic, active: Prescription) -> None:
    """
    Every version, by whoever may, with a record; by nobody else.
    """
    given = allowed.given()
    second = change_urgently(
        active.id,
        halved(active),
        actor_id=DOCTOR,
        reason="Rash",
        daily_clock=CAMBODIA_CLOCK,
        **given,
    )
    read = read_history(active.id, actor_id=DOCTOR, **given).things
    recorded = allowed.newest()
    with pytest.raises(NotPermittedError):
        read_history(active.id, actor_id=STRANGER, **given)
    own = read_history(active.id, actor_id=PATIENT, **given).things

    assert ((second, active), read) == (read, own)
    assert {"action": "DATA_ACCESS", "shown": "2"} == recorded


@pytest.mark.rule("RX-13")
@pytest.mark.rule("RX-27")
@pytest.mark.rule("RX-28")
@pytest.mark.rule("RX-29")
def test_a_patient_changes_what_they_wrote(clinic: Clinic) -> None:
    """
    In force at once, but not a line of which a dose was taken, and never a doctor's.
    """
    own = sample_prescription(1, active=False)
    given = clinic.given()
    with clinic.store.begin() as work:
        work.prescriptions.add(own)
    confirm_prescription(own.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **given)

    def change(by: AccountId, order: Order) -> Prescription:
        return change_own(
            own.id, order, actor_id=by, reason="Less", daily_clock=CAMBODIA_CLOCK, **given
        )

    for somebody in (STRANGER, DOCTOR):
        with pytest.raises(NotPermittedError):
            change(somebody, halved(own))
        assert "CREATE" == clinic.newest()["refused"]
    second = change(PATIENT, halved(own))
    assert [Fraction(1, 2)] * 7 == [dose.quantity.value for dose in doses(clinic)]
    first = doses(clinic)[0]
    clinic.clock.move_to(first.due_at)
    take_dose(first.id, patient_id=PATIENT_ID, taken_at=None, offline=False, **given)
    with pytest.raises(FirstDoseTakenError):
        change(PATIENT, Order(medications=own.medications[:1]))
    added = attrs.evolve(own.medications[1], row=2)
    third = change(PATIENT, Order(medications=(*second.medications, added)))

    assert (2, 3, ["Paracetamol", "Amitriptyline"]) == (
        second.version,
        third.version,
        [line.name for line in third.medications],
    )
    assert {"action": "PRESCRIPTION_UPDATE", "version": "3"} == clinic.newest()


@pytest.mark.rule("RX-27")
def test_a_patient_does_not_rewrite_a_doctors_words(allowed: Clinic, active: Prescription) -> None:
    """
    The attempt is on record, and nothing changes.
    """
    with pytest.raises(NotPermittedError):
        change_own(
            active.id,
            halved(active),
            actor_id=PATIENT,
            reason="Less",
            daily_clock=CAMBODIA_CLOCK,
            **allowed.given(),
        )

    assert "CREATE" == allowed.newest()["refused"]
    assert 27 == len(doses(allowed))
