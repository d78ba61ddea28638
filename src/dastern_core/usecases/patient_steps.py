"""
Patient steps: what only the patient does with their prescription, refused to others on record.
"""

from collections.abc import Callable
from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, NotPermittedError, PatientId, PrescriptionId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import Prescription, PrescriptionEvent, advance
from dastern_core.usecases.auditing import record

__all__ = ["advance_own", "patient_step"]

_Step = Callable[[UnitOfWork, Prescription, datetime], Prescription]


def patient_step(
    prescription_id: PrescriptionId,
    step: _Step,
    *,
    patient_id: PatientId,
    action: AuditAction,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Take a step with a prescription of one's own, in one unit of work (RX-34, RX-35).

    Args:
        prescription_id: The prescription.
        step: Changes the newest version at an instant and stores what becomes of it.
        patient_id: Who takes the step.
        action: What it is called in the audit log.
        store: Where the prescription is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The prescription as it is now.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        NotFoundError: There is no such prescription.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        newest = work.prescriptions.get(prescription_id)
        own = newest.patient_id == patient_id
        changed = step(work, newest, now) if own else newest
        standing = {"status": changed.status.value, "version": str(changed.version)}
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


def advance_own(
    prescription_id: PrescriptionId,
    event: PrescriptionEvent,
    *,
    patient_id: PatientId,
    note: str | None = None,
    action: AuditAction = AuditAction.PRESCRIPTION_UPDATE,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Move a prescription of one's own along its life cycle, where nothing else changes by it.

    Args:
        prescription_id: The prescription.
        event: What happens to it.
        patient_id: Who takes the step.
        note: Why, where the event takes a note.
        action: What it is called in the audit log.
        store: Where the prescription is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: As for `patient_step`, like the others.
        IllegalTransitionError: Its status does not allow the event.
        InvalidInputError: The note is missing, blank or too long.
        ConflictError: Somebody else changed it meanwhile.
        NotFoundError: There is no such prescription.
        PortError: The store failed; nothing is stored.
    """

    def step(work: UnitOfWork, newest: Prescription, now: datetime) -> Prescription:
        advanced = advance(newest, event, now=now, note=note)
        work.prescriptions.change_status(advanced, expected=newest)
        return advanced

    return patient_step(
        prescription_id,
        step,
        patient_id=patient_id,
        action=action,
        store=store,
        clock=clock,
        entropy=entropy,
    )
