"""
A patient's steps with a prescription: reject, hand back, pause, resume, stop.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from dastern_core.audit import AuditAction
from dastern_core.kernel import (
    IllegalTransitionError,
    InvalidInputError,
    NotPermittedError,
    Period,
)
from dastern_core.prescriptions import EndReason, Prescription, PrescriptionStatus, ReviewState
from dastern_core.schedule import CAMBODIA_CLOCK, Dose
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import NOW, sample_patient_id, sample_prescription
from dastern_core.usecases.confirm_prescription import confirm_prescription
from dastern_core.usecases.pause_prescription import pause_prescription, resume_prescription
from dastern_core.usecases.review_prescription import (
    hand_back_prescription,
    reject_prescription,
)
from dastern_core.usecases.stop_prescription import stop_prescription

_MONTHS = Period(start=NOW, end=NOW + timedelta(days=90))
_STEPS: list[Callable[..., Prescription]] = [
    partial(reject_prescription, note=None),
    partial(hand_back_prescription, note="Which strength?"),
    pause_prescription,
    partial(resume_prescription, daily_clock=CAMBODIA_CLOCK),
    partial(stop_prescription, note=None),
]


@pytest.fixture
def parts(store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy) -> dict[str, Any]:
    """
    Give what each step needs beside its own.
    """
    return {"store": store, "clock": clock, "entropy": entropy}


@pytest.fixture
def draft(store: InMemoryStore) -> Prescription:
    """
    Store a draft.
    """
    stored = sample_prescription(1, active=False)
    with store.begin() as work:
        work.prescriptions.add(stored)
    return stored


@pytest.fixture
def active(draft: Prescription, parts: dict[str, Any]) -> Prescription:
    """
    Confirm it: 27 doses are planned.
    """
    confirmed, _ = confirm_prescription(
        draft.id, patient_id=draft.patient_id, daily_clock=CAMBODIA_CLOCK, **parts
    )
    return confirmed


def _doses(store: InMemoryStore, prescription: Prescription) -> tuple[Dose, ...]:
    with store.begin() as work:
        return work.doses.of_patient(prescription.patient_id, _MONTHS)


@pytest.mark.rule("RX-35")
@pytest.mark.parametrize("step", _STEPS, ids=["reject", "hand back", "pause", "resume", "stop"])
def test_nobody_else_takes_a_patients_steps(
    draft: Prescription, parts: dict[str, Any], step: Callable[..., Prescription]
) -> None:
    """
    The attempt is refused and stands in the patient's own trail.
    """
    with pytest.raises(NotPermittedError):
        step(draft.id, patient_id=sample_patient_id(2), **parts)
    with parts["store"].begin() as work:
        (entry,) = work.audit_log.about(draft.patient_id, limit=5)
        stored = work.prescriptions.get(draft.id)

    assert (AuditAction.DATA_ACCESS, draft) == (entry.action, stored)


@pytest.mark.rule("RX-11")
def test_a_rejected_draft_says_why(draft: Prescription, parts: dict[str, Any]) -> None:
    """
    It is inactive because it was rejected; the words are kept, and not in the log.
    """
    rejected = reject_prescription(
        draft.id, patient_id=draft.patient_id, note="I take this already", **parts
    )
    with parts["store"].begin() as work:
        stored = work.prescriptions.get(draft.id)
        (entry,) = work.audit_log.about(draft.patient_id, limit=5)

    assert (EndReason.REJECTED, "I take this already") == (stored.end_reason, stored.status_note)
    assert rejected == stored
    assert (AuditAction.PRESCRIPTION_UPDATE, (("status", "inactive"), ("version", "1"))) == (
        entry.action,
        entry.details,
    )


@pytest.mark.rule("RX-12")
def test_a_draft_that_was_handed_back_is_not_confirmed(
    draft: Prescription, parts: dict[str, Any]
) -> None:
    """
    Not before its author revised it.
    """
    back = hand_back_prescription(
        draft.id, patient_id=draft.patient_id, note="Which strength?", **parts
    )
    with pytest.raises(IllegalTransitionError):
        confirm_prescription(
            draft.id, patient_id=draft.patient_id, daily_clock=CAMBODIA_CLOCK, **parts
        )
    with parts["store"].begin() as work:
        (entry,) = work.audit_log.about(draft.patient_id, limit=5)

    assert ReviewState.PENDING_REVISION is back.review
    assert AuditAction.PRESCRIPTION_RETAKE is entry.action


def test_handing_back_in_silence_is_refused(draft: Prescription, parts: dict[str, Any]) -> None:
    """
    Nothing is stored and nothing audited.
    """
    with pytest.raises(InvalidInputError, match="status_note"):
        hand_back_prescription(draft.id, patient_id=draft.patient_id, note=" ", **parts)
    with parts["store"].begin() as work:
        assert 0 == work.audit_log.size()


@pytest.mark.rule("RX-14")
@pytest.mark.rule("DST-29")
def test_a_pause_loses_no_dose(
    active: Prescription, parts: dict[str, Any], clock: SteppingClock
) -> None:
    """
    What was due in the pause goes, and as many doses follow it as were left.
    """
    store = parts["store"]
    clock.step(timedelta(days=2))
    left = [dose for dose in _doses(store, active) if dose.due_at > clock.now()]
    paused = pause_prescription(active.id, patient_id=active.patient_id, **parts)
    clock.step(timedelta(days=10))
    going_on = resume_prescription(
        active.id, patient_id=active.patient_id, daily_clock=CAMBODIA_CLOCK, **parts
    )
    after = [dose for dose in _doses(store, active) if dose.due_at > clock.now()]
    between = [
        dose
        for dose in _doses(store, active)
        if paused.status_at is not None and paused.status_at <= dose.due_at <= clock.now()
    ]

    assert (PrescriptionStatus.PAUSED, PrescriptionStatus.ACTIVE, 2) == (
        paused.status,
        going_on.status,
        going_on.version,
    )
    assert (len(left), []) == (len(after), between)
    assert {line.id for line in going_on.medications} == {dose.medication_id for dose in after}


def test_a_pause_beyond_the_end_completes(
    active: Prescription, parts: dict[str, Any], clock: SteppingClock
) -> None:
    """
    A prescription that was over when it was paused has nothing to resume.
    """
    clock.step(timedelta(days=30))
    pause_prescription(active.id, patient_id=active.patient_id, **parts)
    clock.step(timedelta(days=1))
    over = resume_prescription(
        active.id, patient_id=active.patient_id, daily_clock=CAMBODIA_CLOCK, **parts
    )
    with parts["store"].begin() as work:
        stored = work.prescriptions.get(active.id)

    assert (EndReason.COMPLETED, over) == (stored.end_reason, stored)


@pytest.mark.rule("RX-15")
@pytest.mark.rule("RX-02")
@pytest.mark.parametrize("is_paused", [False, True])
def test_stopping_keeps_the_past_and_takes_the_future(
    active: Prescription,
    parts: dict[str, Any],
    clock: SteppingClock,
    is_paused: bool,  # noqa: FBT001 - a parametrized fact
) -> None:
    """
    Doses that were due before stay; of a paused one also what fell into the pause goes.
    """
    store = parts["store"]
    clock.step(timedelta(days=2))
    before = [dose for dose in _doses(store, active) if dose.due_at < clock.now()]
    if is_paused:
        pause_prescription(active.id, patient_id=active.patient_id, **parts)
        clock.step(timedelta(days=1))
    stopped = stop_prescription(active.id, patient_id=active.patient_id, note="Rash", **parts)

    assert (EndReason.STOPPED, "Rash") == (stopped.end_reason, stopped.status_note)
    assert before == list(_doses(store, active))
