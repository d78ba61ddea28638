"""
Encounters kept: recorded by those who may, read by those who may, and never overwritten.
"""

from datetime import timedelta

import attrs
import pytest
from tests.usecases.clinics import (
    DOCTOR,
    HOSPITAL,
    OPERATOR,
    OTHER_OPERATOR,
    PATIENT,
    PATIENT_ID,
    RELATIVE,
    STRANGER,
    Clinic,
)

from dastern_core.encounters import BloodGroup, Encounter, EncounterType
from dastern_core.kernel import (
    AccountId,
    ConflictError,
    InvalidInputError,
    NotPermittedError,
)
from dastern_core.permissions import EMERGENCY_PAGE, AccessLevel
from dastern_core.testing.samples import NOW, sample_patient_id
from dastern_core.usecases.read_encounters import (
    count_encounters,
    read_critical_information,
    read_timeline,
)
from dastern_core.usecases.record_encounter import (
    EncounterFacts,
    change_encounter,
    record_encounter,
    withdraw_encounter,
)

FACTS = EncounterFacts(
    occurred_at=NOW - timedelta(days=1),
    type=EncounterType.CONSULTATION,
    reason="Cough",
    notes="Tea",
    allergies=("Penicillin",),
    blood_group=BloodGroup.O_POSITIVE,
)


def record(clinic: Clinic, by: AccountId = OPERATOR, facts: EncounterFacts = FACTS) -> Encounter:
    """
    Record an encounter of the patient's.
    """
    return record_encounter(facts, patient_id=PATIENT_ID, actor_id=by, **clinic.given())


@pytest.mark.rule("EPN-01")
@pytest.mark.rule("EPN-04")
@pytest.mark.parametrize(("by", "hospital"), [(OPERATOR, HOSPITAL), (PATIENT, None)])
def test_who_records_it_says_whose_record_it_is(
    clinic: Clinic, by: AccountId, hospital: object
) -> None:
    """
    An operator's own hospital's, or the patient's word; nobody names another.
    """
    made = record(clinic, by)
    with clinic.store.begin() as work:
        stored = work.encounters.get(made.id)

    assert (made, hospital, by, 1) == (stored, stored.hospital, stored.author_id, stored.version)
    assert {"action": "ENCOUNTER_CREATE", "version": "1"} == clinic.newest()


@pytest.mark.rule("EPN-04")
@pytest.mark.rule("B031")
@pytest.mark.parametrize("by", [DOCTOR, RELATIVE, STRANGER, OTHER_OPERATOR])
def test_nobody_else_records(clinic: Clinic, by: AccountId) -> None:
    """
    No doctor, no relative, and no operator of a hospital that does not have the patient.
    """
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    clinic.connect(RELATIVE, AccessLevel.ALLOWED)
    with pytest.raises(NotPermittedError):
        record(clinic, by)

    assert "CREATE" == clinic.newest()["refused"]


@pytest.mark.rule("EPN-03")
@pytest.mark.rule("EPN-05")
def test_a_closed_account_and_the_future_are_refused(clinic: Clinic) -> None:
    """
    Nothing is stored.
    """
    with pytest.raises(InvalidInputError, match="occurred_at lies in the future"):
        record(clinic, facts=attrs.evolve(FACTS, occurred_at=NOW + timedelta(days=1)))
    with clinic.store.begin() as work:
        work.actors.put(attrs.evolve(work.actors.get(PATIENT), is_active=False))
    with pytest.raises(ConflictError, match="account is closed"):
        record(clinic)

    with clinic.store.begin() as work:
        assert () == work.encounters.of_patient(PATIENT_ID)


@pytest.mark.rule("EPN-06")
@pytest.mark.rule("EPN-07")
def test_a_record_is_changed_by_its_own_side(clinic: Clinic) -> None:
    """
    The hospital's by the hospital, the patient's by the patient; every version stays.
    """
    hospitals, own = record(clinic), record(clinic, PATIENT)
    given = clinic.given()
    changed = attrs.evolve(FACTS, reason="Bronchitis")
    for made, wrong in (
        (hospitals, PATIENT),
        (hospitals, OTHER_OPERATOR),
        (own, OPERATOR),
        (own, RELATIVE),
    ):
        with pytest.raises(NotPermittedError):
            change_encounter(made.id, changed, actor_id=wrong, **given)
        assert "UPDATE" == clinic.newest()["refused"]
        with pytest.raises(NotPermittedError):
            withdraw_encounter(made.id, actor_id=wrong, **given)
    clinic.clock.step(timedelta(hours=1))
    second = change_encounter(hospitals.id, changed, actor_id=OPERATOR, **given)
    withdrawn = withdraw_encounter(own.id, actor_id=PATIENT, **given)
    with clinic.store.begin() as work:
        history = work.encounters.history(hospitals.id)
        kept = work.encounters.history(own.id)

    assert (second, hospitals) == history
    assert (withdrawn, own) == kept
    assert (2, "Bronchitis", clinic.clock.now()) == (
        second.version,
        second.reason,
        second.recorded_at,
    )
    assert {"action": "ENCOUNTER_UPDATE", "version": "2", "status": "withdrawn"} == clinic.newest()


@pytest.mark.rule("EPN-08")
@pytest.mark.rule("EPN-13")
@pytest.mark.rule("RBAC-11")
def test_each_reader_sees_what_they_may(clinic: Clinic) -> None:
    """
    The patient all, the hospital its own, a relative all, a stranger nothing.
    """
    hospitals, own = record(clinic), record(clinic, PATIENT)
    clinic.connect(RELATIVE, AccessLevel.REQUEST)
    seen = {
        by: {one.id for one in read_timeline(PATIENT_ID, actor_id=by, **clinic.given()).encounters}
        for by in (PATIENT, OPERATOR, RELATIVE)
    }
    read = clinic.newest()
    with pytest.raises(NotPermittedError):
        read_timeline(PATIENT_ID, actor_id=STRANGER, **clinic.given())
    both = {hospitals.id, own.id}

    assert {PATIENT: both, OPERATOR: {hospitals.id}, RELATIVE: both} == seen
    assert {"action": "DATA_ACCESS", "shown": "2"} == read
    assert "READ" == clinic.newest()["refused"]


@pytest.mark.rule("EPN-12")
def test_counting_counts_what_is_shown(clinic: Clinic) -> None:
    """
    To an operator only the own hospital's.
    """
    record(clinic)
    record(clinic, PATIENT)
    counted = [
        count_encounters(PATIENT_ID, actor_id=by, **clinic.given()).total
        for by in (PATIENT, OPERATOR)
    ]

    assert [2, 1] == counted


@pytest.mark.rule("EPN-09")
@pytest.mark.rule("EPN-10")
@pytest.mark.rule("EPN-11")
@pytest.mark.rule("B059")
def test_an_allergy_outlives_the_next_visit(clinic: Clinic) -> None:
    """
    Over all that is stored; blood groups that differ are a conflict, no visits are no history.
    """
    nothing = read_critical_information(PATIENT_ID, actor_id=PATIENT, **clinic.given())
    record(clinic)
    later = attrs.evolve(FACTS, occurred_at=NOW, allergies=(), blood_group=BloodGroup.A_POSITIVE)
    record(clinic, facts=later)
    critical = read_critical_information(PATIENT_ID, actor_id=PATIENT, **clinic.given())

    assert (0, None) == (nothing.encounters, nothing.allergies)
    assert ["Penicillin"] == [one.text for one in critical.allergies or ()]
    assert critical.has_blood_group_conflict


@pytest.mark.rule("EPN-09")
@pytest.mark.rule("B059")
def test_an_allergy_outlives_its_own_visits_changes(clinic: Clinic) -> None:
    """
    The visit that told it is rewritten without it and then withdrawn: it stays, marked.
    """
    made = record(clinic)
    given, standings = clinic.given(), []
    change_encounter(made.id, attrs.evolve(FACTS, allergies=()), actor_id=OPERATOR, **given)
    for _ in range(2):
        critical = read_critical_information(PATIENT_ID, actor_id=PATIENT, **given)
        standings += [(one.text, one.standing.value) for one in critical.allergies or ()]
        if len(standings) == 1:
            withdraw_encounter(made.id, actor_id=OPERATOR, **given)

    assert [("Penicillin", "rewritten"), ("Penicillin", "withdrawn")] == standings


@pytest.mark.rule("EPE-07")
@pytest.mark.rule("EPE-08")
@pytest.mark.rule("EPE-16")
def test_an_emergency_shows_what_is_critical(clinic: Clinic) -> None:
    """
    To the doctor whose session runs, all of it and the newest visits; then no more.
    """
    for day in range(EMERGENCY_PAGE + 2):
        record(clinic, facts=attrs.evolve(FACTS, occurred_at=NOW - timedelta(days=day)))
    with pytest.raises(NotPermittedError):
        read_critical_information(PATIENT_ID, actor_id=DOCTOR, **clinic.given())
    session = clinic.emergency()
    critical = read_critical_information(PATIENT_ID, actor_id=DOCTOR, **clinic.given())
    why = clinic.newest()
    page = read_timeline(PATIENT_ID, actor_id=DOCTOR, limit=100, **clinic.given())
    other = sample_patient_id(2)
    with pytest.raises(NotPermittedError):
        read_critical_information(other, actor_id=DOCTOR, **clinic.given())
    clinic.clock.move_to(session.expires_at)
    with pytest.raises(NotPermittedError):
        read_critical_information(PATIENT_ID, actor_id=DOCTOR, **clinic.given())

    assert EMERGENCY_PAGE + 2 == critical.encounters
    assert why == {
        "action": "DATA_ACCESS",
        "rule": "emergency",
        "session": str(session.id),
        "reason": "Unconscious after a fall",
    }
    assert EMERGENCY_PAGE == len(page.encounters)
    assert NOW == page.encounters[0].occurred_at


@pytest.mark.rule("CON-09")
def test_a_connected_doctor_reads_what_is_critical(clinic: Clinic) -> None:
    """
    At the level that opens the history, with a record of it.
    """
    record(clinic)
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    critical = read_critical_information(PATIENT_ID, actor_id=DOCTOR, **clinic.given())

    assert 1 == critical.encounters
    assert {"action": "DATA_ACCESS", "rule": "doctor-allowed"} == clinic.newest()
