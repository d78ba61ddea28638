"""
Confirm a prescription: from checked lines to an active prescription with its doses.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, PrescriptionId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import (
    MedicationLine,
    Prescription,
    PrescriptionEvent,
    advance,
    draft_prescription,
    plan_doses,
)
from dastern_core.schedule import DailyClock
from dastern_core.usecases.auditing import record

__all__ = ["add_draft", "confirm_prescription"]


def add_draft(
    lines: Sequence[MedicationLine],
    *,
    patient_id: PatientId,
    start: date,
    zone: ZoneInfo,
    grace_minutes: int,
    diagnosis: str | None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Store the lines that the patient has checked as a draft.

    Args:
        lines: The confirmed lines, in printed order.
        patient_id: Whose prescription it is; the patient writes it.
        start: The first day of doses.
        zone: The zone whose clock the doses follow.
        grace_minutes: 10, 20, 30 or 60.
        diagnosis: As printed, or None.
        store: Where it goes.
        clock: Tells when.
        entropy: Draws the identifiers.

    Returns:
        The stored draft.

    Raises:
        InvalidInputError: A line or the start breaks a rule; nothing is stored.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    draft = draft_prescription(
        lines,
        prescription_id=PrescriptionId(entropy.identifier()),
        patient_id=patient_id,
        author_id=AccountId(patient_id),
        start=start,
        zone=zone,
        grace_minutes=grace_minutes,
        diagnosis=diagnosis,
        now=now,
    )
    with store.begin() as work:
        work.prescriptions.add(draft)
        _record(work, AuditAction.PRESCRIPTION_CREATE, draft, now=now, entropy=entropy)
    return draft


def confirm_prescription(
    prescription_id: PrescriptionId,
    *,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Prescription, int]:
    """
    Make a draft active and plan its doses, in one unit of work (RX-10, RX-34).

    Args:
        prescription_id: A draft's identifier.
        daily_clock: The patient's meal and slot times.
        store: Where all of it goes, together.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The active prescription and the number of doses planned.

    Raises:
        NotFoundError: There is no such prescription.
        IllegalTransitionError: It is no draft; confirming twice plans nothing twice.
        ConflictError: Somebody else changed it meanwhile.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        draft = work.prescriptions.get(prescription_id)
        active = advance(draft, PrescriptionEvent.CONFIRM)
        doses = plan_doses(active, daily_clock=daily_clock, now=now)
        work.prescriptions.change_status(active, expected=draft.status)
        planned = work.doses.plan(doses)
        _record(work, AuditAction.PRESCRIPTION_CONFIRM, active, now=now, entropy=entropy)
    return active, planned


def _record(
    work: UnitOfWork,
    action: AuditAction,
    prescription: Prescription,
    *,
    now: datetime,
    entropy: Entropy,
) -> None:
    record(
        work,
        action,
        at=now,
        actor_id=prescription.author_id,
        patient_id=prescription.patient_id,
        resource=("prescription", str(prescription.id)),
        details={"version": str(prescription.version)},
        entropy=entropy,
    )
