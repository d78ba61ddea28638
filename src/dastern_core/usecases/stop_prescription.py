"""
Stop a prescription: its history stays, its future goes.
"""

from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import PatientId, PrescriptionId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import (
    Prescription,
    PrescriptionEvent,
    advance,
)
from dastern_core.usecases.patient_steps import patient_step
from dastern_core.usecases.replanning import drop_coming

__all__ = ["stop_prescription", "stop_running"]


def stop_prescription(
    prescription_id: PrescriptionId,
    *,
    patient_id: PatientId,
    note: str | None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    End an active or paused prescription and remove the doses that are still to come (RX-15).

    Args:
        prescription_id: The prescription.
        patient_id: Who stops it.
        note: Why, in the patient's words, or None.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The prescription, inactive because it was stopped.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        IllegalTransitionError: It is a draft, or ended already.
        ConflictError: Somebody else changed it meanwhile.
        NotFoundError: There is no such prescription.
        PortError: The store failed; nothing is stored.
    """

    def step(work: UnitOfWork, running: Prescription, now: datetime) -> Prescription:
        return stop_running(work, running, note=note, now=now)

    return patient_step(
        prescription_id,
        step,
        patient_id=patient_id,
        action=AuditAction.PRESCRIPTION_UPDATE,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def stop_running(
    work: UnitOfWork, running: Prescription, *, note: str | None, now: datetime
) -> Prescription:
    """
    As `stop_prescription`, inside a unit of work and after the decision.
    """
    stopped = advance(running, PrescriptionEvent.STOP, now=now, note=note)
    drop_coming(work, running, now=now)  # before: what is past is removed only of what is paused
    work.prescriptions.change_status(stopped, expected=running)
    return stopped
