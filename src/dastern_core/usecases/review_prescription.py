"""
Review a prescription: its patient rejects a draft, or hands it back to be written anew.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import PatientId, PrescriptionId
from dastern_core.notifications import NoticeKind
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription, PrescriptionEvent
from dastern_core.usecases.patient_steps import advance_own

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
    Reject a draft for good, and tell its author (RX-11).

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
    return advance_own(
        prescription_id,
        PrescriptionEvent.REJECT,
        patient_id=patient_id,
        note=note,
        told=NoticeKind.PRESCRIPTION_REJECTED,
        store=store,
        clock=clock,
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
    Hand a draft back: it cannot be confirmed before its author, who is told, revised it (RX-12).

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
    return advance_own(
        prescription_id,
        PrescriptionEvent.RETAKE,
        patient_id=patient_id,
        note=note,
        action=AuditAction.PRESCRIPTION_RETAKE,
        told=NoticeKind.PRESCRIPTION_HANDED_BACK,
        store=store,
        clock=clock,
        entropy=entropy,
    )
