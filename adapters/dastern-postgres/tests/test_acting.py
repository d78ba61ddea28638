"""
Acting: use cases in a database that lets each person do their own part, and no more.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import TypedDict
from uuid import UUID

import attrs
import psycopg
import pytest

from dastern_core.encounters import EncounterType, revise_encounter
from dastern_core.kernel import (
    ERASED_TEXT,
    AccountId,
    ActorRole,
    NotFoundError,
    NotPermittedError,
    PatientId,
    Period,
    PortError,
    local_date,
)
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    AccessLevel,
    Actor,
    ConnectionId,
    ConnectionKind,
    EmergencyRefusedError,
    Grant,
    Scope,
    SecondFactor,
    accept,
    request,
)
from dastern_core.prescriptions import (
    BatchItem,
    EndReason,
    Order,
    PrescriptionStatus,
    ProposalId,
    ProposalStatus,
)
from dastern_core.safety import Patient
from dastern_core.schedule import CAMBODIA_CLOCK
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.fakes import SeededEntropy, SteppingClock
from dastern_core.testing.fakes.objects import InMemoryObjects
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.fakes.virus_scanner import FakeVirusScanner
from dastern_core.testing.record_samples import sample_alert, sample_encounter, sample_reading
from dastern_core.testing.samples import (
    PHNOM_PENH,
    sample_dose,
    sample_entry,
    sample_hospital_id,
    sample_lines,
    sample_note,
    sample_patient_id,
    sample_prescription,
)
from dastern_core.usecases.answer_connection import accept_connection, end_connection
from dastern_core.usecases.answer_proposal import accept_change
from dastern_core.usecases.change_prescription import change_urgently, propose_change
from dastern_core.usecases.check_safety import check_safety
from dastern_core.usecases.confirm_prescription import confirm_prescription
from dastern_core.usecases.emergency_access import end_emergency, start_emergency
from dastern_core.usecases.erase_patient import erase_patient
from dastern_core.usecases.keep_batch import BatchPlan, create_batch, end_batch
from dastern_core.usecases.keep_note import rewrite_note, write_note
from dastern_core.usecases.mark_dose import take_dose
from dastern_core.usecases.pause_prescription import pause_prescription, resume_prescription
from dastern_core.usecases.prescribe import prescribe
from dastern_core.usecases.read_documents import list_documents, open_document
from dastern_core.usecases.read_doses import read_doses
from dastern_core.usecases.read_encounters import read_critical_information, read_timeline
from dastern_core.usecases.read_notices import read_notices
from dastern_core.usecases.read_prescriptions import read_history, read_prescriptions
from dastern_core.usecases.read_trail import read_trail
from dastern_core.usecases.read_vitals import read_vitals, see_to_alert
from dastern_core.usecases.record_encounter import EncounterFacts, record_encounter
from dastern_core.usecases.record_vital import Measurement, record_vital
from dastern_core.usecases.request_connection import request_connection
from dastern_core.usecases.review_emergencies import review_emergencies
from dastern_core.usecases.stop_prescription import stop_prescription
from dastern_core.usecases.upload_document import DocumentStores, upload_document
from dastern_core.vitals import VitalSign
from dastern_postgres import PostgresStore
from dastern_postgres.testing import SAMPLE_KEYS

PATIENT_ID = sample_patient_id(1)
PATIENT = AccountId(PATIENT_ID)
DOCTOR, OTHER_DOCTOR, RELATIVE, OPERATOR, STRANGER = (
    AccountId(UUID(int=number)) for number in range(1, 6)
)
HOSPITAL = sample_hospital_id(1)


class Parts(TypedDict):
    """
    What steps need beside the store.
    """

    clock: SteppingClock
    entropy: SeededEntropy


@pytest.fixture
def parts(database: str) -> Parts:
    """
    Give a clock that stands at the database's own time, as the policies' edges have it.
    """
    with psycopg.connect(database) as connection:
        (now,) = connection.execute("SELECT now()").fetchone() or (None,)
    assert isinstance(now, datetime)
    return Parts(clock=SteppingClock(now), entropy=SeededEntropy("acting"))


@pytest.fixture
def peopled(store: PostgresStore, parts: Parts) -> PostgresStore:
    """
    Give a store with a patient, a doctor and a relative whom they allow, an operator, a stranger.
    """
    now = parts["clock"].now()
    with store.begin() as work:
        for account_id, role in (
            (PATIENT, ActorRole.PATIENT),
            (DOCTOR, ActorRole.DOCTOR),
            (OTHER_DOCTOR, ActorRole.DOCTOR),
            (RELATIVE, ActorRole.FAMILY_MEMBER),
            (STRANGER, ActorRole.PATIENT),
        ):
            verified = role is ActorRole.DOCTOR
            work.actors.put(Actor(account_id=account_id, role=role, is_verified=verified))
        work.actors.put(Actor(account_id=OPERATOR, role=ActorRole.OPERATOR, hospital_id=HOSPITAL))
        work.actors.admit(HOSPITAL, PATIENT_ID)
        for kind, member in ((ConnectionKind.DOCTOR, DOCTOR), (ConnectionKind.FAMILY, RELATIVE)):
            asked = request(
                ConnectionId(parts["entropy"].identifier()),
                kind,
                patient_id=PATIENT_ID,
                member_id=member,
                initiator_id=member,
                now=now,
            )
            work.connections.add(accept(asked, by=PATIENT, now=now))
            work.grants.put(
                Grant(patient_id=PATIENT_ID, grantee_id=member, level=AccessLevel.ALLOWED)
            )
    return store


def chosen_time(*, days: int, now: datetime) -> Grant:
    """
    Let the doctor see what happened in the last days before an instant.
    """
    period = Period(start=now - timedelta(days=days), end=now + timedelta(minutes=1))
    return Grant(
        patient_id=PATIENT_ID,
        grantee_id=DOCTOR,
        level=AccessLevel.SELECTED,
        scope=Scope(periods=(period,)),
    )


def test_a_doctors_prescription_and_its_changes(peopled: PostgresStore, parts: Parts) -> None:
    """
    Each step by whom it belongs to; what writes in another's name is the system's.
    """
    doctor, patient = peopled.acting_as(DOCTOR), peopled.acting_as(PATIENT)
    system = peopled.acting_as_system()
    draft = prescribe(
        sample_lines(),
        patient_id=PATIENT_ID,
        actor_id=DOCTOR,
        start=local_date(parts["clock"].now(), zone=PHNOM_PENH),
        zone=PHNOM_PENH,
        grace_minutes=30,
        diagnosis="Headache",
        store=doctor,
        **parts,
    )
    active, planned = confirm_prescription(
        draft.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, store=patient, **parts
    )
    order = Order(medications=active.medications[:1], diagnosis="Headache")
    proposal = propose_change(
        draft.id, order, actor_id=DOCTOR, reason="Dizzy", store=doctor, **parts
    )
    with pytest.raises(NotPermittedError):
        accept_change(
            proposal.id, actor_id=DOCTOR, daily_clock=CAMBODIA_CLOCK, store=system, **parts
        )
    second = accept_change(
        proposal.id, actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, store=system, **parts
    )
    third = change_urgently(
        draft.id,
        order,
        actor_id=DOCTOR,
        reason="Rash",
        daily_clock=CAMBODIA_CLOCK,
        store=system,
        **parts,
    )
    read = read_prescriptions(
        PATIENT_ID, actor_id=RELATIVE, store=peopled.acting_as(RELATIVE), **parts
    ).things
    told = {
        by: {one.kind for one in read_notices(by, limit=9, store=peopled.acting_as(by), **parts)}
        for by in (PATIENT, DOCTOR, STRANGER)
    }

    assert planned > 0
    assert (2, 3, True) == (second.version, third.version, third.is_urgent)
    assert (third,) == read
    assert told == {
        PATIENT: {
            NoticeKind.PRESCRIPTION_WRITTEN,
            NoticeKind.CHANGE_PROPOSED,
            NoticeKind.URGENT_CHANGE,
        },
        DOCTOR: {NoticeKind.PRESCRIPTION_CONFIRMED, NoticeKind.CHANGE_ACCEPTED},
        STRANGER: set(),
    }


def test_a_patients_own_records(peopled: PostgresStore, parts: Parts) -> None:
    """
    A batch, and a pulse of which a relative hears and to which they see.
    """
    patient, relative = peopled.acting_as(PATIENT), peopled.acting_as(RELATIVE)
    plan = BatchPlan(
        name="ល្ងាច",
        at=time(19, 30),
        items=(BatchItem(name="Metformin"),),
        zone=PHNOM_PENH,
        grace_minutes=30,
    )
    batch, _ = create_batch(
        plan,
        patient_id=PATIENT_ID,
        daily_clock=CAMBODIA_CLOCK,
        tier=PlanTier.FREEMIUM,
        store=patient,
        **parts,
    )
    stopped = end_batch(batch.id, actor_id=PATIENT, store=patient, **parts)
    fast = Measurement(sign=VitalSign.HEART_RATE, value=Fraction(170), unit="bpm")
    reading, step = record_vital(fast, patient_id=PATIENT_ID, store=patient, **parts)
    assert step.alert is not None
    seen = read_vitals(PATIENT_ID, actor_id=RELATIVE, store=relative, **parts)
    resolved = see_to_alert(step.alert.id, actor_id=RELATIVE, store=relative, **parts)
    (told,) = read_notices(RELATIVE, limit=9, store=relative, **parts)
    (mine,) = read_notices(PATIENT, limit=9, store=patient, **parts)

    assert EndReason.STOPPED is stopped.end_reason
    assert ((reading,), RELATIVE) == (seen, resolved.resolved_by)
    assert [NoticeKind.VITAL_ANOMALY] * 2 == [told.kind, mine.kind]


def test_a_hospitals_record_in_an_emergency(peopled: PostgresStore, parts: Parts) -> None:
    """
    The hospital records and uploads, a doctor whom nobody connected reads while it is urgent.
    """
    system = peopled.acting_as_system()
    stores = DocumentStores(
        store=system,
        objects=InMemoryObjects(),
        keys=SAMPLE_KEYS,
        scanner=FakeVirusScanner(),
        limits=InMemoryRateLimits(parts["clock"]),
    )
    facts = EncounterFacts(
        occurred_at=parts["clock"].now() - timedelta(days=1),
        type=EncounterType.LAB_TEST,
        reason="Cough",
        notes="x",
        allergies=("Penicillin",),
    )
    encounter = record_encounter(
        facts, patient_id=PATIENT_ID, actor_id=OPERATOR, store=system, **parts
    )
    document = upload_document(
        "count.pdf",
        b"%PDF-1.7",
        encounter_id=encounter.id,
        actor_id=OPERATOR,
        tier=PlanTier.FREEMIUM,
        stores=stores,
        **parts,
    )
    other = peopled.acting_as(OTHER_DOCTOR)
    with pytest.raises(NotPermittedError):
        read_critical_information(PATIENT_ID, actor_id=OTHER_DOCTOR, store=other, **parts)
    session = start_emergency(
        PATIENT_ID,
        doctor_id=OTHER_DOCTOR,
        reason="Unconscious after a fall",
        factor=SecondFactor.OTP,
        store=system,
        **parts,
    )
    critical = read_critical_information(PATIENT_ID, actor_id=OTHER_DOCTOR, store=other, **parts)
    page = read_timeline(PATIENT_ID, actor_id=OTHER_DOCTOR, store=other, **parts)
    listed = list_documents(PATIENT_ID, actor_id=OTHER_DOCTOR, store=other, **parts)
    _, content = open_document(document.id, actor_id=OTHER_DOCTOR, stores=stores, **parts)
    hospitals = read_timeline(
        PATIENT_ID, actor_id=OPERATOR, store=peopled.acting_as(OPERATOR), **parts
    )

    assert ["Penicillin"] == [one.text for one in critical.allergies or ()]
    assert ((encounter,), (encounter,)) == (page.encounters, hospitals.encounters)
    assert ((document,), b"%PDF-1.7") == (listed, content)
    for by, at in ((PATIENT, peopled.acting_as(PATIENT)), (OTHER_DOCTOR, other)):
        assert (session,) == review_emergencies(PATIENT_ID, actor_id=by, store=at, **parts)
    end_emergency(session.id, actor_id=PATIENT, store=system, **parts)
    (ended,) = read_notices(OTHER_DOCTOR, limit=9, store=other, **parts)
    assert (NoticeKind.EMERGENCY_ENDED, session.id) == (ended.kind, ended.about)
    assert [NoticeKind.EMERGENCY_OPENED] == [
        one.kind
        for one in read_notices(PATIENT, limit=9, store=peopled.acting_as(PATIENT), **parts)
    ]


@pytest.mark.rule("EPE-05")
@pytest.mark.rule("EPE-06")
def test_of_many_emergencies_at_once_one_starts(peopled: PostgresStore, parts: Parts) -> None:
    """
    The others are told that a session is active, and each attempt is on record.
    """
    system, now = peopled.acting_as_system(), parts["clock"].now()

    def start(number: int) -> str:
        try:
            start_emergency(
                PATIENT_ID,
                doctor_id=OTHER_DOCTOR,
                reason="Unconscious after a fall",
                factor=SecondFactor.OTP,
                store=system,
                clock=SteppingClock(now + timedelta(milliseconds=8 - number)),
                entropy=SeededEntropy(f"emergency {number}"),
            )
        except EmergencyRefusedError as refused:
            return refused.refusal.value
        return "ACCESS_GRANTED"

    with ThreadPoolExecutor(8) as pool:
        told = sorted(pool.map(start, range(8)))
    with system.begin() as work:
        entries = work.audit_log.about(PATIENT_ID, limit=8)

    assert ["ACCESS_GRANTED", *["SESSION_ACTIVE"] * 7] == told
    assert told == sorted(dict(one.details)["result"] for one in entries)


@pytest.mark.rule("RBAC-11")
@pytest.mark.rule("RBAC-12")
@pytest.mark.rule("RBAC-21")
@pytest.mark.parametrize(
    "read", [read_prescriptions, read_timeline, read_vitals, list_documents, read_trail]
)
@pytest.mark.parametrize("by", [OTHER_DOCTOR, STRANGER])
@pytest.mark.parametrize("is_system", [True, False])
def test_whom_nothing_ties_is_refused_in_every_store(
    peopled: PostgresStore,
    parts: Parts,
    read: Callable[..., object],
    by: AccountId,
    *,
    is_system: bool,
) -> None:
    """
    Row security hides what there is from them; the refusal is on record all the same.
    """
    with peopled.begin() as work:
        work.prescriptions.add(sample_prescription(1, active=True))
        work.audit_log.append(sample_entry(1, patient_id=PATIENT_ID), salt=bytes(16))
    store = peopled.acting_as_system() if is_system else peopled.acting_as(by)
    with pytest.raises(NotPermittedError):
        read(PATIENT_ID, actor_id=by, store=store, **parts)
    with peopled.begin() as work:
        (told,) = (
            dict(one.details)
            for one in work.audit_log.about(PATIENT_ID, limit=9)
            if one.actor_id == by
        )

    assert {"refused": "READ", "rule": "no-rule"} == told


@pytest.mark.rule("CON-06")
@pytest.mark.parametrize("is_system", [True, False])
def test_nobody_checks_beside_what_is_hidden(
    peopled: PostgresStore, parts: Parts, *, is_system: bool
) -> None:
    """
    A doctor who sees one prescription of two is refused the check of it.
    """
    seen = sample_prescription(1, active=True)
    hidden = attrs.evolve(sample_prescription(2, active=True), patient_id=PATIENT_ID)
    scope = Scope(prescriptions=frozenset({seen.id}))
    level = AccessLevel.SELECTED
    with peopled.begin() as work:
        for one in (seen, hidden):
            work.prescriptions.add(one)
        work.grants.put(Grant(patient_id=PATIENT_ID, grantee_id=DOCTOR, level=level, scope=scope))

    with pytest.raises(NotPermittedError):
        check_safety(
            seen.id,
            actor_id=DOCTOR,
            patient=Patient(),
            daily_clock=CAMBODIA_CLOCK,
            store=peopled.acting_as_system() if is_system else peopled.acting_as(DOCTOR),
            **parts,
        )


@pytest.mark.rule("DST-27")
@pytest.mark.rule("RBAC-11")
@pytest.mark.rule("RBAC-21")
@pytest.mark.parametrize("step", ["take", "history", "doses", "rewrite", "alert", "confirm"])
@pytest.mark.parametrize("by", [OTHER_DOCTOR, STRANGER])
def test_who_names_what_is_hidden_from_them_is_refused(
    peopled: PostgresStore, parts: Parts, step: str, by: AccountId
) -> None:
    """
    Whoever knows an identifier: it is not as if there were nothing, and the patient learns of it.
    """
    now = parts["clock"].now()
    prescription = sample_prescription(1, active=True)
    dose, note, alert = sample_dose(prescription, days=0), sample_note(1), sample_alert(1)
    with peopled.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([dose])
        work.doctor_notes.put(note)
        work.vitals.add_reading(sample_reading(1))
        work.vitals.add_alert(alert)
    store = peopled.acting_as(by)
    steps: dict[str, Callable[[], object]] = {
        "take": lambda: take_dose(
            dose.id, patient_id=PatientId(by), taken_at=None, offline=False, store=store, **parts
        ),
        "history": lambda: read_history(prescription.id, actor_id=by, store=store, **parts),
        "doses": lambda: read_doses(
            prescription.id,
            Period(start=now - timedelta(days=1), end=now),
            actor_id=by,
            store=store,
            **parts,
        ),
        "rewrite": lambda: rewrite_note(note.id, "Better", actor_id=by, store=store, **parts),
        "alert": lambda: see_to_alert(alert.id, actor_id=by, store=store, **parts),
        "confirm": lambda: confirm_prescription(
            prescription.id,
            patient_id=PatientId(by),
            daily_clock=CAMBODIA_CLOCK,
            store=store,
            **parts,
        ),
    }
    with pytest.raises(NotPermittedError):
        steps[step]()
    with peopled.begin() as work:
        (entry,) = work.audit_log.about(PATIENT_ID, limit=9)

    assert (by, "no-rule") == (entry.actor_id, dict(entry.details)["rule"])


def test_what_nobody_has_is_not_found(peopled: PostgresStore, parts: Parts) -> None:
    """
    There is nothing to refuse, and nobody to tell.
    """
    unknown = sample_prescription(9, active=True).id

    with pytest.raises(NotFoundError):
        read_history(unknown, actor_id=STRANGER, store=peopled.acting_as(STRANGER), **parts)


@pytest.mark.rule("CON-06")
@pytest.mark.rule("EPN-06")
@pytest.mark.parametrize("is_system", [True, False])
def test_what_was_corrected_is_not_shown_as_what_holds(
    peopled: PostgresStore, parts: Parts, *, is_system: bool
) -> None:
    """
    The version that holds lies outside the chosen time, the one before it inside.
    """
    now = parts["clock"].now()
    wrong = attrs.evolve(
        sample_encounter(1),
        hospital=None,
        author_id=PATIENT,
        occurred_at=now - timedelta(days=5),
        recorded_at=now - timedelta(days=4),
    )
    moved = attrs.evolve(wrong, occurred_at=now - timedelta(days=50))
    with peopled.begin() as work:
        work.encounters.add(wrong)
        work.encounters.add(revise_encounter(wrong, moved, author_id=PATIENT, now=now))
        work.grants.put(chosen_time(days=7, now=now))
    store = peopled.acting_as_system() if is_system else peopled.acting_as(DOCTOR)

    with pytest.raises(NotPermittedError):
        read_timeline(PATIENT_ID, actor_id=DOCTOR, store=store, **parts)


@pytest.mark.rule("CON-06")
@pytest.mark.rule("RX-20")
@pytest.mark.parametrize("is_system", [True, False])
def test_the_newest_version_of_a_prescription_is_found_by_its_own_time(
    peopled: PostgresStore, parts: Parts, *, is_system: bool
) -> None:
    """
    A chosen time that the first version alone lies in opens its history, not what holds.
    """
    now = parts["clock"].now()
    first = attrs.evolve(sample_prescription(1, active=True), created_at=now - timedelta(days=30))
    second = attrs.evolve(
        first, version=2, created_at=now - timedelta(days=1), change_reason="Rash"
    )
    store = peopled.acting_as_system() if is_system else peopled.acting_as(DOCTOR)
    with peopled.begin() as work:
        work.prescriptions.add(first)
        work.prescriptions.add(second)
        work.grants.put(chosen_time(days=7, now=now))
    newest = read_prescriptions(PATIENT_ID, actor_id=DOCTOR, store=store, **parts)
    with peopled.begin() as work:
        work.grants.put(chosen_time(days=40, now=now - timedelta(days=20)))
    history = read_history(first.id, actor_id=DOCTOR, store=store, **parts)
    with pytest.raises(NotPermittedError):
        read_prescriptions(PATIENT_ID, actor_id=DOCTOR, store=store, **parts)

    assert ((second,), (first,)) == (newest.things, history.things)


@pytest.mark.rule("CON-10")
@pytest.mark.rule("C28")
@pytest.mark.parametrize("by", [PATIENT, DOCTOR])
def test_a_new_connection_brings_no_old_access(
    peopled: PostgresStore, parts: Parts, by: AccountId
) -> None:
    """
    Whichever side ended the one before, row security shows the doctor nothing until a level is set.
    """
    draft = sample_prescription(1, active=True)
    with peopled.begin() as work:
        work.prescriptions.add(draft)
        tie = work.connections.between(PATIENT, DOCTOR)
    assert tie is not None
    with peopled.acting_as(DOCTOR).begin() as work:
        before = work.prescriptions.of_patient(PATIENT_ID).things
    end_connection(tie.id, actor_id=by, reason="Away", store=peopled.acting_as(by), **parts)
    again = request_connection(
        ConnectionKind.DOCTOR,
        limits=InMemoryRateLimits(parts["clock"]),
        patient_id=PATIENT_ID,
        member_id=DOCTOR,
        actor_id=DOCTOR,
        tier=PlanTier.FREEMIUM,
        store=peopled.acting_as_system(),
        **parts,
    )
    accept_connection(again.id, actor_id=PATIENT, store=peopled.acting_as(PATIENT), **parts)
    with peopled.acting_as(DOCTOR).begin() as work:
        after = work.prescriptions.of_patient(PATIENT_ID).things
        grant = work.grants.get(PATIENT_ID, DOCTOR)

    assert ((draft,), (), None) == (before, after, grant)


@pytest.mark.rule("EPD-08")
@pytest.mark.rule("CON-10")
@pytest.mark.parametrize("by", [DOCTOR, RELATIVE])
def test_a_reason_is_erased_with_its_patient(
    peopled: PostgresStore, parts: Parts, by: AccountId
) -> None:
    """
    Whoever wrote it: what another told the patient of the end is sealed by the patient's key.
    """
    with peopled.begin() as work:
        tie = work.connections.between(PATIENT, by)
    assert tie is not None
    end_connection(tie.id, actor_id=by, reason="HIV", store=peopled.acting_as(by), **parts)
    patient = peopled.acting_as(PATIENT)
    (before,) = read_notices(PATIENT, limit=9, store=patient, **parts)
    erase_patient(
        PATIENT_ID,
        by="Sok",
        reason="Asked",
        store=peopled.acting_as_system(),
        identities=None,
        **parts,
    )
    (after,) = read_notices(PATIENT, limit=9, store=patient, **parts)

    assert (PATIENT_ID, by, "HIV") == (before.patient_id, before.author_id, before.reason)
    assert (PATIENT_ID, by, ERASED_TEXT) == (after.patient_id, after.author_id, after.reason)


def test_a_clock_that_is_off_is_told(peopled: PostgresStore, parts: Parts) -> None:
    """
    By which table's time it shows, and what to compare.
    """
    late = SteppingClock(parts["clock"].now() + timedelta(minutes=6))
    told = (
        r"a row of doctor_notes is refused unless it is written now: compare this machine's clock"
    )
    with pytest.raises(PortError, match=told):
        write_note(
            "Sleeps badly",
            patient_id=PATIENT_ID,
            actor_id=DOCTOR,
            store=peopled.acting_as(DOCTOR),
            clock=late,
            entropy=parts["entropy"],
        )
    with peopled.begin() as work:
        kept = work.doctor_notes.written_by(DOCTOR, PATIENT_ID)

    assert () == kept


@pytest.mark.rule("RX-21")
def test_what_waits_is_superseded_by_whoever_acts(peopled: PostgresStore, parts: Parts) -> None:
    """
    By an urgent change, and by the patient who goes on after a pause.
    """
    clock, doctor, patient = parts["clock"], peopled.acting_as(DOCTOR), peopled.acting_as(PATIENT)
    system = peopled.acting_as_system()
    draft = prescribe(
        sample_lines(),
        patient_id=PATIENT_ID,
        actor_id=DOCTOR,
        start=local_date(clock.now(), zone=PHNOM_PENH),
        zone=PHNOM_PENH,
        grace_minutes=30,
        diagnosis="Headache",
        store=doctor,
        **parts,
    )
    confirm_prescription(
        draft.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, store=patient, **parts
    )

    def waits(reason: str) -> ProposalId:
        order = Order(medications=draft.medications[:1], diagnosis="Headache")
        proposed = propose_change(
            draft.id, order, actor_id=DOCTOR, reason=reason, store=doctor, **parts
        )
        return proposed.id

    first = waits("Dizzy")
    change_urgently(
        draft.id,
        Order(medications=draft.medications[:1], diagnosis="Headache"),
        actor_id=DOCTOR,
        reason="Rash",
        daily_clock=CAMBODIA_CLOCK,
        store=system,
        **parts,
    )
    second = waits("Itching")
    pause_prescription(draft.id, patient_id=PATIENT_ID, store=patient, **parts)
    resume_prescription(
        draft.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, store=patient, **parts
    )
    with doctor.begin() as work:
        statuses = {work.proposals.get(one).status for one in (first, second)}
    told = read_notices(DOCTOR, limit=9, store=doctor, **parts)

    assert {ProposalStatus.SUPERSEDED} == statuses
    assert {first, second} == {
        one.about for one in told if one.kind is NoticeKind.CHANGE_SUPERSEDED
    }


@pytest.mark.rule("DOSE-32")
@pytest.mark.rule("RX-14")
@pytest.mark.parametrize("is_stopped", [False, True])
def test_what_was_due_during_a_pause_goes_and_what_was_before_stays(
    peopled: PostgresStore, parts: Parts, *, is_stopped: bool
) -> None:
    """
    The patient goes on or stops: nobody asked for the pause's dose; the overdue one is history.
    """
    now = parts["clock"].now()
    paused = attrs.evolve(
        sample_prescription(1, active=True),
        status=PrescriptionStatus.PAUSED,
        status_at=now - timedelta(hours=2),
    )
    before, during = (
        sample_dose(paused, days=day, due_at=now - timedelta(hours=hours))
        for day, hours in ((0, 3), (1, 1))
    )
    with peopled.begin() as work:
        work.prescriptions.add(paused)
        work.doses.plan([before, during])
    patient = peopled.acting_as(PATIENT)
    if is_stopped:
        stop_prescription(paused.id, patient_id=PATIENT_ID, note=None, store=patient, **parts)
    else:
        resume_prescription(
            paused.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, store=patient, **parts
        )
    with peopled.begin() as work:
        past = work.doses.of_patient(PATIENT_ID, Period(start=now - timedelta(days=1), end=now))

    assert (before,) == past
