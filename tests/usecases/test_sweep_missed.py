"""
Sweeping for missed doses.
"""

from datetime import timedelta

import pytest

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.kernel import Period
from dastern_core.prescriptions import PrescriptionEvent, advance
from dastern_core.schedule import DoseStatus, miss, take
from dastern_core.testing.fakes import InMemoryStore, SteppingClock
from dastern_core.testing.samples import NOW, sample_dose, sample_prescription
from dastern_core.usecases.sweep_missed import sweep_missed


@pytest.mark.rule("AUD-05")
@pytest.mark.rule("DST-11")
@pytest.mark.rule("DST-12")
def test_marks_what_nobody_marked(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    Past its grace a due dose is missed, by the system; a taken one stays taken.
    """
    prescription = sample_prescription(1, active=True)
    forgotten, remembered, ahead = (sample_dose(prescription, days=day) for day in range(3))
    taken = take(remembered, taken_at=remembered.due_at, now=remembered.due_at, offline=False)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([forgotten, remembered, ahead])
        work.doses.change_status(taken, expected=DoseStatus.DUE)
    clock.move_to(remembered.due_at + timedelta(hours=1))
    swept = sweep_missed(store=store, clock=clock)
    again = sweep_missed(store=store, clock=clock)
    with store.begin() as work:
        stored = work.doses.of_patient(
            prescription.patient_id, Period(start=forgotten.due_at, end=ahead.due_at)
        )
        (entry,) = work.audit_log.about(prescription.patient_id, limit=5)

    assert (miss(forgotten, now=clock.now()), taken) == stored
    assert (1, 0) == (swept, again)
    assert (AuditAction.DOSE_MISSED, ActorRole.SYSTEM, None) == (
        entry.action,
        entry.actor_role,
        entry.actor_id,
    )


@pytest.mark.rule("DST-14")
def test_leaves_a_paused_prescription_alone(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    What was due during a pause was not asked for: it is not missed.
    """
    active = sample_prescription(1, active=True)
    dose = sample_dose(active, days=0)
    paused = advance(active, PrescriptionEvent.PAUSE, now=NOW)
    with store.begin() as work:
        work.prescriptions.add(paused)
        work.doses.plan([dose])
    clock.move_to(dose.due_at + timedelta(days=1))

    assert 0 == sweep_missed(store=store, clock=clock)


@pytest.mark.rule("DST-15")
def test_sweeps_a_hundred_at_a_time(store: InMemoryStore, clock: SteppingClock) -> None:
    """
    A hundred and one overdue doses take two sweeps.
    """
    prescription = sample_prescription(1, active=True)
    doses = [sample_dose(prescription, days=day) for day in range(101)]
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(doses)
    clock.move_to(doses[-1].due_at + timedelta(days=1))
    sweeps = [sweep_missed(store=store, clock=clock) for _ in range(3)]

    assert [100, 1, 0] == sweeps
