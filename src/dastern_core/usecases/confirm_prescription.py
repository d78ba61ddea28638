"""
Confirm a prescription: from checked lines to an active prescription with its doses.
"""

from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import PatientId, PrescriptionId
from dastern_core.notifications import NoticeKind
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import (
    Prescription,
    PrescriptionEvent,
    advance,
    plan_doses,
)
from dastern_core.schedule import DailyClock
from dastern_core.usecases.patient_steps import patient_step

__all__ = ["confirm_prescription"]


def confirm_prescription(
    prescription_id: PrescriptionId,
    *,
    patient_id: PatientId,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Prescription, int]:
    """
    Make a draft active, plan its doses and tell its author, all together (RX-10, RX-34).

    Args:
        prescription_id: A draft's identifier.
        patient_id: Who confirms it: its patient alone.
        daily_clock: The patient's meal and slot times.
        store: Where all of it goes, together.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The active prescription and the number of doses planned.

    Raises:
        NotPermittedError: It is somebody else's; the attempt is audited.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        IllegalTransitionError: It is no draft; confirming twice plans nothing twice.
        ConflictError: Somebody else changed it meanwhile.
        PortError: The store failed; nothing is stored.
    """
    planned = 0

    def step(work: UnitOfWork, draft: Prescription, now: datetime) -> Prescription:
        nonlocal planned
        active = advance(draft, PrescriptionEvent.CONFIRM, now=now)
        doses = plan_doses(active, daily_clock=daily_clock, now=now)
        work.prescriptions.change_status(active, expected=draft)
        planned = work.doses.plan(doses)
        return active

    active = patient_step(
        prescription_id,
        step,
        patient_id=patient_id,
        action=AuditAction.PRESCRIPTION_CONFIRM,
        told=NoticeKind.PRESCRIPTION_CONFIRMED,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    return active, planned
