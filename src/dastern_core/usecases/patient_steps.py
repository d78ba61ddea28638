"""
Patient steps: what only the patient does with their prescription, refused to others on record.
"""

from collections.abc import Callable
from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, PrescriptionId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import Action, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import Prescription, PrescriptionEvent, advance
from dastern_core.usecases.auditing import record_prescription
from dastern_core.usecases.authorising import judge, prescription_thing
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.telling import tell

__all__ = ["advance_own", "patient_step"]

_Step = Callable[[UnitOfWork, Prescription, datetime], Prescription]


def patient_step(
    prescription_id: PrescriptionId,
    step: _Step,
    *,
    patient_id: PatientId,
    action: AuditAction,
    told: NoticeKind | None = None,
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
        told: What its author is told, if anything; nobody is told of their own step.
        store: Where the prescription is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The prescription as it is now.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    actor_id = AccountId(patient_id)
    sought = (ResourceType.PRESCRIPTION, prescription_id)
    with begin_on(
        store, Action.UPDATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        newest = work.prescriptions.get(prescription_id)
        thing = prescription_thing(newest, ResourceType.COURSE)
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            changed = step(work, newest, now)
            record_prescription(
                work,
                action,
                changed,
                actor=judged.actor,
                details={"status": changed.status.value},
                at=now,
                entropy=entropy,
            )
            if told is not None:
                tell(
                    work,
                    told,
                    patient_id=newest.patient_id,
                    recipient_id=newest.author_id,
                    author_id=actor_id,
                    about=newest.id,
                    reason=changed.status_note,
                    now=now,
                    entropy=entropy,
                )
            newest = changed
    require(judged.decision)
    return newest


def advance_own(
    prescription_id: PrescriptionId,
    event: PrescriptionEvent,
    *,
    patient_id: PatientId,
    note: str | None = None,
    action: AuditAction = AuditAction.PRESCRIPTION_UPDATE,
    told: NoticeKind | None = None,
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
        told: What its author is told, if anything; nobody is told of their own step.
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
        told=told,
        store=store,
        clock=clock,
        entropy=entropy,
    )
