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
    PrescriptionStatus,
    advance,
)
from dastern_core.usecases.patient_steps import patient_step

__all__ = ["stop_prescription"]


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
        stopped = advance(running, PrescriptionEvent.STOP, now=now, note=note)
        work.prescriptions.change_status(stopped, expected=running)
        was_paused = running.status is PrescriptionStatus.PAUSED
        # What was due during a pause was not asked for.
        since = running.status_at if was_paused and running.status_at else now
        work.doses.drop_due(
            running.patient_id,
            medication_ids=[line.id for line in running.medications],
            since=since,
        )
        return stopped

    return patient_step(
        prescription_id,
        step,
        patient_id=patient_id,
        action=AuditAction.PRESCRIPTION_UPDATE,
        store=store,
        clock=clock,
        entropy=entropy,
    )
