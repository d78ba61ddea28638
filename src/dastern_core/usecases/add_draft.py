"""
Add a draft: the lines that a patient has checked, stored before they are confirmed.
"""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, PrescriptionId
from dastern_core.permissions import Action, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import (
    MedicationLine,
    Prescription,
    draft_prescription,
)
from dastern_core.subscriptions import PlanTier
from dastern_core.usecases.auditing import record_prescription
from dastern_core.usecases.authorising import judge, prescription_thing
from dastern_core.usecases.plan_room import require_plan_room

__all__ = ["add_draft"]


def add_draft(
    lines: Sequence[MedicationLine],
    *,
    patient_id: PatientId,
    start: date,
    zone: ZoneInfo,
    grace_minutes: int,
    diagnosis: str | None,
    tier: PlanTier,
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
        tier: What the patient is entitled to (``dastern_core.usecases.read_plan``).
        store: Where it goes.
        clock: Tells when.
        entropy: Draws the identifiers.

    Returns:
        The stored draft.

    Raises:
        InvalidInputError: A line or the start breaks a rule; nothing is stored.
        LimitReachedError: The plan allows no further prescription or medicine; what is
            there stays, nothing is stored (SUB-05, SUB-10).
        NotPermittedError: The account is closed; audited.
        NotFoundError: Nobody acts with the patient's account.
        QuotaExceededError: The plan allows to store no more (SUB-11).
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
        thing = prescription_thing(draft)
        judged = judge(
            work, Action.CREATE, thing, actor_id=draft.author_id, now=now, entropy=entropy
        )
        if judged.decision.allowed:
            require_plan_room(work, draft, tier=tier)
            work.prescriptions.add(draft)
            record_prescription(
                work, AuditAction.PRESCRIPTION_CREATE, draft, at=now, entropy=entropy
            )
    require(judged.decision)
    return draft
