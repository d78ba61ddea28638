"""
Prescribe: a doctor writes a prescription for a patient, who confirms it before it starts.
"""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, PrescriptionId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import Action, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import (
    MedicationLine,
    Order,
    Prescription,
    draft_prescription,
    revise_draft,
)
from dastern_core.usecases.auditing import record_prescription
from dastern_core.usecases.authorising import judge, prescription_thing
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.telling import tell

__all__ = ["prescribe", "rewrite_draft"]


def prescribe(
    lines: Sequence[MedicationLine],
    *,
    patient_id: PatientId,
    actor_id: AccountId,
    start: date,
    zone: ZoneInfo,
    grace_minutes: int,
    diagnosis: str,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Store a doctor's draft for a patient and tell the patient of it (RX-03, RX-08).

    The patient's plan limits what the patient adds, never what a doctor orders.

    Args:
        lines: The lines, at least one.
        patient_id: For whom.
        actor_id: The doctor.
        start: The first day of doses.
        zone: The zone whose clock the doses follow.
        grace_minutes: 10, 20, 30 or 60.
        diagnosis: The diagnosis or the symptoms.
        store: Where it goes.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The draft; nothing of it is in force before the patient confirms it.

    Raises:
        NotPermittedError: The doctor is not verified, or the patient's level does not let
            this doctor work now; audited.
        InvalidInputError: A line or the start breaks a rule.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    draft = draft_prescription(
        lines,
        prescription_id=PrescriptionId(entropy.identifier()),
        patient_id=patient_id,
        author_id=actor_id,
        start=start,
        zone=zone,
        grace_minutes=grace_minutes,
        diagnosis=diagnosis,
        now=now,
    )
    with store.begin() as work:
        thing = prescription_thing(draft)
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            work.prescriptions.add(draft)
            record_prescription(
                work,
                AuditAction.PRESCRIPTION_CREATE,
                draft,
                actor=judged.actor,
                at=now,
                entropy=entropy,
            )
            tell(
                work,
                NoticeKind.PRESCRIPTION_WRITTEN,
                patient_id=patient_id,
                author_id=actor_id,
                about=draft.id,
                now=now,
                entropy=entropy,
            )
    require(judged.decision)
    return draft


def rewrite_draft(
    prescription_id: PrescriptionId,
    order: Order,
    *,
    actor_id: AccountId,
    reason: str,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Write a draft's next version; one that was handed back can be confirmed again (RX-12).

    Args:
        prescription_id: The draft.
        order: What it orders now.
        actor_id: Its author.
        reason: Why it is changed.
        store: Where it is.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The next version; the earlier ones stay (RX-18).

    Raises:
        NotPermittedError: Somebody else is its author, or may not write now; audited.
        IllegalTransitionError: It is no draft.
        InvalidInputError: The reason is blank, or the order breaks a rule.
        ConflictError: Somebody else changed it meanwhile.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    sought = (ResourceType.PRESCRIPTION, prescription_id)
    with begin_on(
        store, Action.CREATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        draft = work.prescriptions.get(prescription_id)
        thing = prescription_thing(draft)  # the next version of it
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            revised = revise_draft(draft, order, author_id=actor_id, reason=reason, now=now)
            work.prescriptions.change_status(draft, expected=draft)
            work.prescriptions.add(revised)
            record_prescription(
                work,
                AuditAction.PRESCRIPTION_UPDATE,
                revised,
                actor=judged.actor,
                at=now,
                entropy=entropy,
            )
            tell(
                work,
                NoticeKind.PRESCRIPTION_WRITTEN,
                patient_id=draft.patient_id,
                author_id=actor_id,
                about=draft.id,
                reason=reason,
                now=now,
                entropy=entropy,
            )
            draft = revised
    require(judged.decision)
    return draft
