"""
Review a prescription: its patient rejects a draft, or hands it back to be written anew.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import PatientId, PrescriptionId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import Prescription, PrescriptionEvent, advance
from dastern_core.usecases.patient_steps import patient_step

__all__ = ["hand_back_prescription", "reject_prescription"]


def reject_prescription(
    prescription_id: PrescriptionId,
    *,
    patient_id: PatientId,
    note: str | None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Reject a draft for good (RX-11).

    Args:
        prescription_id: The draft.
        patient_id: Who rejects it.
        note: Why, in the patient's words, or None.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The prescription, inactive because it was rejected.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        IllegalTransitionError: It is no draft.
        ConflictError: Somebody else changed it meanwhile.
        NotFoundError: There is no such prescription.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()

    def step(work: UnitOfWork, draft: Prescription) -> Prescription:
        rejected = advance(draft, PrescriptionEvent.REJECT, now=now, note=note)
        work.prescriptions.change_status(rejected, expected=draft)
        return rejected

    return patient_step(
        prescription_id,
        step,
        patient_id=patient_id,
        action=AuditAction.PRESCRIPTION_UPDATE,
        details={},
        now=now,
        store=store,
        entropy=entropy,
    )


def hand_back_prescription(
    prescription_id: PrescriptionId,
    *,
    patient_id: PatientId,
    note: str,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Hand a draft back: it cannot be confirmed before its author has revised it (RX-12).

    Args:
        prescription_id: The draft.
        patient_id: Who hands it back.
        note: What should be written differently; never empty.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The draft, waiting for its author.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        IllegalTransitionError: It is no draft, or was handed back already.
        InvalidInputError: The note is blank or too long.
        ConflictError: Somebody else changed it meanwhile.
        NotFoundError: There is no such prescription.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()

    def step(work: UnitOfWork, draft: Prescription) -> Prescription:
        back = advance(draft, PrescriptionEvent.RETAKE, now=now, note=note)
        work.prescriptions.change_status(back, expected=draft)
        return back

    return patient_step(
        prescription_id,
        step,
        patient_id=patient_id,
        action=AuditAction.PRESCRIPTION_RETAKE,
        details={},
        now=now,
        store=store,
        entropy=entropy,
    )
