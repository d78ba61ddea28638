"""
Batches kept: begun, changed, taken and ended as one, by their patient alone.
"""

from datetime import date, time, timedelta
from fractions import Fraction

import attrs
import pytest
from tests.usecases.clinics import DOCTOR, PATIENT, PATIENT_ID, RELATIVE, Clinic

from dastern_core.kernel import (
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    Period,
)
from dastern_core.permissions import AccessLevel
from dastern_core.prescriptions import Batch, BatchItem, EndReason, Prescription
from dastern_core.schedule import CAMBODIA_CLOCK, Dose, DoseStatus, Slot
from dastern_core.subscriptions import LimitReachedError, PlanTier
from dastern_core.testing.samples import NOW, PHNOM_PENH
from dastern_core.usecases.keep_batch import (
    BatchPlan,
    add_to_batch,
    create_batch,
    end_batch,
    move_batch,
    remove_from_batch,
)
from dastern_core.usecases.pause_prescription import pause_prescription, resume_prescription
from dastern_core.usecases.take_batch import take_batch

MONTHS = Period(start=NOW - timedelta(days=1), end=NOW + timedelta(days=90))
TWO = (BatchItem(name="Metformin", duration_days=5), BatchItem(name="Aspirin", duration_days=3))


def begin(
    clinic: Clinic, *, at: time = time(19, 30), items: tuple[BatchItem, ...] = TWO
) -> tuple[Batch, Prescription]:
    """
    Begin the patient's batch.
    """
    plan = BatchPlan(name="ល្ងាច", at=at, items=items, zone=PHNOM_PENH, grace_minutes=30)
    return create_batch(
        plan,
        patient_id=PATIENT_ID,
        daily_clock=CAMBODIA_CLOCK,
        tier=PlanTier.FREEMIUM,
        **clinic.given(),
    )


def doses(clinic: Clinic) -> list[tuple[str, int]]:
    """
    Give the local times of the patient's doses, with how many there are at each.
    """
    found: dict[str, int] = {}
    for dose in stored(clinic):
        moment = f"{dose.local:%d %H:%M}"
        found[moment] = found.get(moment, 0) + 1
    return list(found.items())


def stored(clinic: Clinic) -> tuple[Dose, ...]:
    """
    Give the patient's doses.
    """
    with clinic.store.begin() as work:
        return work.doses.of_patient(PATIENT_ID, MONTHS)


@pytest.mark.rule("BAT-02")
@pytest.mark.rule("BAT-05")
@pytest.mark.parametrize(("at", "first"), [(time(19, 30), 15), (time(10), 16), (time(7), 16)])
def test_a_batch_begins_with_its_next_time(clinic: Clinic, at: time, first: int) -> None:
    """
    Batch, prescription, doses and entry are stored together, and no time that is past.
    """
    batch, prescription = begin(clinic, at=at)
    with clinic.store.begin() as work:
        kept = (work.batches.get(batch.id), work.prescriptions.get(prescription.id))

    assert (batch, prescription) == kept
    assert [(f"{first + day} {at:%H:%M}", 2 if day < 3 else 1) for day in range(5)] == doses(clinic)
    assert "PRESCRIPTION_CREATE" == clinic.newest()["action"]


@pytest.mark.rule("BAT-02")
@pytest.mark.rule("SUB-05")
def test_a_batch_counts_as_a_prescription(clinic: Clinic) -> None:
    """
    The free plan has one; a batch without a medicine is refused.
    """
    with pytest.raises(InvalidInputError, match="items are missing"):
        begin(clinic, items=())
    begin(clinic)
    with pytest.raises(LimitReachedError):
        begin(clinic)


@pytest.mark.rule("BAT-09")
def test_a_medicine_is_added_for_its_own_length(clinic: Clinic) -> None:
    """
    What is left of the others goes on, and nothing of them is ordered twice.
    """
    batch, _ = begin(clinic)
    clinic.clock.step(timedelta(days=1, hours=12))  # two evenings have passed
    version = add_to_batch(
        batch.id,
        BatchItem(name="Vitamin C", duration_days=4),
        actor_id=PATIENT,
        daily_clock=CAMBODIA_CLOCK,
        **clinic.given(),
    )

    assert (2, ["Metformin", "Aspirin", "Vitamin C"]) == (
        version.version,
        [line.name for line in version.medications],
    )
    assert doses(clinic) == [
        ("15 19:30", 2),
        ("16 19:30", 2),
        ("17 19:30", 3),
        ("18 19:30", 2),
        ("19 19:30", 2),
        ("20 19:30", 1),
    ]


@pytest.mark.rule("BAT-09")
def test_a_medicine_is_removed_but_the_last(clinic: Clinic) -> None:
    """
    What was due of it stays; the last one is ended with the batch.
    """
    batch, _ = begin(clinic)
    clinic.clock.step(timedelta(hours=12))
    given = clinic.given()
    version = remove_from_batch(batch.id, 2, actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, **given)
    with pytest.raises(NotFoundError):
        remove_from_batch(batch.id, 2, actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, **given)
    with pytest.raises(InvalidInputError, match=r"Add a medicine, or stop the batch"):
        remove_from_batch(batch.id, 1, actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, **given)

    assert ["Metformin"] == [line.name for line in version.medications]
    assert [("15 19:30", 2)] == doses(clinic)[:1]
    assert {1} == {count for _, count in doses(clinic)[1:]}


@pytest.mark.rule("BAT-06")
def test_moving_a_batch_moves_what_is_to_come(clinic: Clinic) -> None:
    """
    The time and its column in the grid change together; what is past keeps its time.
    """
    batch, _ = begin(clinic)
    clinic.clock.step(timedelta(hours=12))
    move_batch(
        batch.id, time(7, 15), actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, **clinic.given()
    )
    with clinic.store.begin() as work:
        moved = work.batches.get(batch.id)

    assert time(7, 15) == moved.at
    assert doses(clinic) == [
        ("15 19:30", 2),
        ("16 07:15", 2),
        ("17 07:15", 2),
        ("18 07:15", 1),
        ("19 07:15", 1),
    ]
    assert Slot.MORNING is moved.slot


@pytest.mark.rule("BAT-07")
def test_a_paused_batch_is_changed_in_silence(clinic: Clinic) -> None:
    """
    Its doses come back with the new time when it goes on, and none was lost.
    """
    batch, prescription = begin(clinic)
    given = clinic.given()
    pause_prescription(prescription.id, patient_id=PATIENT_ID, **given)
    clinic.clock.step(timedelta(days=2))
    move_batch(batch.id, time(20), actor_id=PATIENT, daily_clock=CAMBODIA_CLOCK, **given)
    silent = doses(clinic)
    resume_prescription(prescription.id, patient_id=PATIENT_ID, daily_clock=CAMBODIA_CLOCK, **given)

    assert [] == silent
    assert doses(clinic) == [
        ("17 20:00", 2),
        ("18 20:00", 2),
        ("19 20:00", 2),
        ("20 20:00", 1),
        ("21 20:00", 1),
    ]


@pytest.mark.rule("BAT-08")
def test_an_ended_batch_keeps_what_was_taken(clinic: Clinic) -> None:
    """
    The batch is gone, its prescription stopped, and nothing is due any more.
    """
    batch, _ = begin(clinic)
    clinic.clock.step(timedelta(hours=9, minutes=35))
    take_batch(batch.id, day=date(2026, 6, 15), actor_id=PATIENT, **clinic.given())
    stopped = end_batch(batch.id, actor_id=PATIENT, **clinic.given())
    with clinic.store.begin() as work:
        kept = work.batches.of_patient(PATIENT_ID)

    assert (EndReason.STOPPED, ()) == (stopped.end_reason, kept)
    assert [DoseStatus.TAKEN_ON_TIME] * 2 == [dose.status for dose in stored(clinic)]


@pytest.mark.rule("DST-03")
def test_a_batch_is_taken_as_one(clinic: Clinic) -> None:
    """
    Every dose of the day is marked with an entry of its own; a second time nothing is due.
    """
    batch, _ = begin(clinic, items=(BatchItem(name="A"), BatchItem(name="B", amount=Fraction(2))))
    clinic.clock.step(timedelta(hours=9, minutes=35))
    day = date(2026, 6, 15)
    taken = take_batch(batch.id, day=day, actor_id=PATIENT, **clinic.given())
    with pytest.raises(NotFoundError):
        take_batch(batch.id, day=day, actor_id=PATIENT, **clinic.given())
    actions = [entry.action.value for entry in clinic.entries()]

    assert [DoseStatus.TAKEN_ON_TIME] * 2 == [dose.status for dose in taken]
    assert ["DOSE_TAKEN", "DOSE_TAKEN", "PRESCRIPTION_CREATE"] == actions


@pytest.mark.rule("BAT-10")
@pytest.mark.parametrize("somebody", [DOCTOR, RELATIVE])
def test_a_batch_is_its_patients_alone(clinic: Clinic, somebody: object) -> None:
    """
    Whatever the patient lets them see, they change and take nothing; it is on record.
    """
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    clinic.connect(RELATIVE, AccessLevel.ALLOWED)
    batch, _ = begin(clinic)
    by = DOCTOR if somebody == DOCTOR else RELATIVE
    before, given = stored(clinic), clinic.given()
    with pytest.raises(NotPermittedError):
        add_to_batch(batch.id, TWO[0], actor_id=by, daily_clock=CAMBODIA_CLOCK, **given)
    assert "UPDATE" == clinic.newest()["refused"]
    with pytest.raises(NotPermittedError):
        end_batch(batch.id, actor_id=by, **given)
    assert "DELETE" == clinic.newest()["refused"]
    with pytest.raises(NotPermittedError):
        take_batch(batch.id, day=date(2026, 6, 15), actor_id=by, **given)
    assert "UPDATE" == clinic.newest()["refused"]
    assert before == stored(clinic)


@pytest.mark.rule("EPA-15")
def test_a_closed_account_begins_no_batch(clinic: Clinic) -> None:
    """
    Nothing is stored, and the attempt is on record.
    """
    with clinic.store.begin() as work:
        work.actors.put(attrs.evolve(work.actors.get(PATIENT), is_active=False))
    with pytest.raises(NotPermittedError):
        begin(clinic)

    assert {"action": "DATA_ACCESS", "refused": "CREATE", "rule": "closed-account"} == (
        clinic.newest()
    )
    assert () == stored(clinic)
