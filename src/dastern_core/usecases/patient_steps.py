"""
Patient steps: what only the patient does with their prescription, refused to others on record.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, NotPermittedError, PatientId, PrescriptionId
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import Prescription
from dastern_core.usecases.auditing import record

__all__ = ["patient_step"]

_Step = Callable[[UnitOfWork, Prescription], Prescription]


def patient_step(
    prescription_id: PrescriptionId,
    step: _Step,
    *,
    patient_id: PatientId,
    action: AuditAction,
    details: Mapping[str, str],
    now: datetime,
    store: Store,
    entropy: Entropy,
) -> Prescription:
    """
    Take a step with a prescription of one's own, in one unit of work (RX-34, RX-35).

    Args:
        prescription_id: The prescription.
        step: Changes the newest version and stores what becomes of it.
        patient_id: Who takes the step.
        action: What it is called in the audit log.
        details: More facts for the log, without clinical content.
        now: The instant that the use case read from the clock.
        store: Where the prescription is.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The prescription as it is now.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        NotFoundError: There is no such prescription.
        PortError: The store failed; nothing is stored.
    """
    with store.begin() as work:
        newest = work.prescriptions.get(prescription_id)
        own = newest.patient_id == patient_id
        changed = step(work, newest) if own else newest
        standing = {"status": changed.status.value, "version": str(changed.version), **details}
        record(
            work,
            action if own else AuditAction.DATA_ACCESS,
            at=now,
            actor_id=AccountId(patient_id),
            patient_id=newest.patient_id,
            resource=("prescription", str(prescription_id)),
            details=standing if own else {"refused": action.value},
            entropy=entropy,
        )
    if not own:
        message = "only the patient whose prescription it is may do this"
        raise NotPermittedError(message)
    return changed
