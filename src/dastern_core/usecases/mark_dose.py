"""
Mark a dose: taken or skipped, by the patient alone (DST-27).
"""

from collections.abc import Callable
from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.schedule import Dose, DoseId, SkipReason, skip, take
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.judging import record_act

__all__ = ["skip_dose", "take_dose"]


def take_dose(
    dose_id: DoseId,
    *,
    patient_id: PatientId,
    taken_at: datetime | None,
    offline: bool,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Dose:
    """
    Mark a dose taken; whether on time or late follows from its window (DST-03).

    Args:
        dose_id: The dose.
        patient_id: Who marks it.
        taken_at: When it was swallowed; None means at this moment (DST-06).
        offline: Whether it was recorded without a connection.
        store: Where the dose is.
        clock: Tells when it is recorded.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The dose as it is now.

    Raises:
        NotPermittedError: It is somebody else's dose; the attempt is audited.
        DoseAlreadyRecordedError: It is taken or skipped already (DST-34).
        IntakeTimeError: The time lies in the future or outside the dose's window.
        ConflictError: Somebody else marked it meanwhile.
        NotFoundError: There is no such dose, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    return _mark(
        dose_id,
        lambda dose: take(dose, taken_at=taken_at or now, now=now, offline=offline),
        AuditAction.DOSE_TAKEN,
        patient_id=patient_id,
        now=now,
        store=store,
        entropy=entropy,
    )


def skip_dose(
    dose_id: DoseId,
    *,
    patient_id: PatientId,
    reason: SkipReason | None,
    note: str | None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Dose:
    """
    Mark a dose skipped on purpose (DST-25).

    Args:
        dose_id: The dose.
        patient_id: Who marks it.
        reason: Why, or None (DST-24).
        note: Why, in the patient's own words, or None.
        store: Where the dose is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The dose as it is now.

    Raises:
        NotPermittedError: It is somebody else's dose; the attempt is audited.
        DoseAlreadyRecordedError: It is taken or skipped already (DST-34).
        ConflictError: Somebody else marked it meanwhile.
        NotFoundError: There is no such dose, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    return _mark(
        dose_id,
        lambda dose: skip(dose, skipped_at=now, now=now, offline=False, reason=reason, note=note),
        AuditAction.DOSE_SKIPPED,
        patient_id=patient_id,
        now=now,
        store=store,
        entropy=entropy,
    )


def _mark(
    dose_id: DoseId,
    change: Callable[[Dose], Dose],
    action: AuditAction,
    *,
    patient_id: PatientId,
    now: datetime,
    store: Store,
    entropy: Entropy,
) -> Dose:
    actor_id = AccountId(patient_id)
    sought = (ResourceType.DOSE, dose_id)
    with begin_on(
        store, Action.UPDATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        dose = work.doses.get(dose_id)
        thing = Resource(
            type=ResourceType.DOSE,
            patient_id=dose.patient_id,
            prescription_id=dose.prescription_id,
            at=dose.due_at,
        )
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            marked = change(dose)
            details = {"status": marked.status.value}
            if marked.was_offline and marked.acted_at is not None:
                # The entry's own instant is when it arrived (SYN-11).
                details |= {"offline": "true", "acted_at": marked.acted_at.isoformat()}
            work.doses.change_status(marked, expected=dose.status)
            record_act(
                work,
                action,
                actor=judged.actor,
                patient_id=dose.patient_id,
                resource=("dose", str(dose_id)),
                details=details,
                now=now,
                entropy=entropy,
            )
            dose = marked
    require(judged.decision)
    return dose
