"""
Pause a prescription, and let it go on with what was left.
"""

from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, PrescriptionId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import (
    Prescription,
    PrescriptionEvent,
    plan_doses,
    remaining_order,
    resume,
)
from dastern_core.schedule import DailyClock
from dastern_core.usecases.patient_steps import advance_own, patient_step
from dastern_core.usecases.replanning import drop_coming, supersede_stale

__all__ = ["pause_prescription", "resume_prescription"]


def pause_prescription(
    prescription_id: PrescriptionId,
    *,
    patient_id: PatientId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Pause a prescription: its doses stay, and nobody is reminded or told of a miss (RX-14).

    Args:
        prescription_id: An active one.
        patient_id: Who pauses it.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        IllegalTransitionError: It is not active.
        ConflictError: Somebody else changed it meanwhile.
        NotFoundError: There is no such prescription.
        PortError: The store failed; nothing is stored.
    """
    return advance_own(
        prescription_id,
        PrescriptionEvent.PAUSE,
        patient_id=patient_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def resume_prescription(
    prescription_id: PrescriptionId,
    *,
    patient_id: PatientId,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Let a paused prescription go on: no dose is lost by the pause (RX-14, DST-29).

    What was due since the pause was not asked for and is removed; what was left is planned
    anew from today, as the next version. Where nothing was left it is completed.

    Args:
        prescription_id: A paused one.
        patient_id: Who resumes it.
        daily_clock: The patient's meal and slot times.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        IllegalTransitionError: It is not paused.
        ConflictError: Somebody else changed it meanwhile.
        NotFoundError: There is no such prescription.
        PortError: The store failed; nothing is stored.
    """

    def step(work: UnitOfWork, paused: Prescription, now: datetime) -> Prescription:
        since = paused.status_at or now
        rest = remaining_order(paused, daily_clock=daily_clock, since=since, until=now)
        going_on = resume(paused, rest, now=now)
        drop_coming(work, paused, now=now)  # before: what is past is removed only of what is paused
        if going_on.version == paused.version:
            work.prescriptions.change_status(going_on, expected=paused)
        else:
            work.prescriptions.add(going_on)
            actor_id = AccountId(patient_id)
            supersede_stale(work, going_on, actor_id=actor_id, now=now, entropy=entropy)
        if rest is not None:
            work.doses.plan(plan_doses(going_on, daily_clock=daily_clock, now=now))
        return going_on

    return patient_step(
        prescription_id,
        step,
        patient_id=patient_id,
        action=AuditAction.PRESCRIPTION_UPDATE,
        store=store,
        clock=clock,
        entropy=entropy,
    )
