"""
Take a batch: all of its doses of a day are marked taken at once, or none is.
"""

from datetime import date, timedelta
from typing import Final

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, NotFoundError, Period, local_date
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import BatchId
from dastern_core.schedule import Dose, DoseStatus, take
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.judging import record_act

__all__ = ["take_batch"]

_AROUND: Final = timedelta(days=2)  # a local day lies within a day of the instant, in any zone


def take_batch(
    batch_id: BatchId,
    *,
    day: date,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Dose, ...]:
    """
    Mark a batch's doses of one day taken at this moment, in one unit of work.

    Args:
        batch_id: The batch.
        day: The local day of its doses: today, or yesterday for a late night.
        actor_id: Its patient.
        store: Where it is.
        clock: Tells when they were taken.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        The doses that were due, taken; on time or late follows from their window (DST-03).

    Raises:
        NotPermittedError: Somebody else than its patient; audited (BAT-10).
        IntakeTimeError: It is too early or too late for them; none is marked.
        ConflictError: Somebody marked one of them meanwhile; none is marked.
        NotFoundError: There is no such batch, nothing of it is due on this day, or nobody
            acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    taken: list[Dose] = []
    sought = (ResourceType.BATCH, batch_id)
    with begin_on(
        store, Action.UPDATE, sought, actor_id=actor_id, now=now, entropy=entropy
    ) as work:
        batch = work.batches.get(batch_id)
        thing = Resource(
            type=ResourceType.DOSE,
            patient_id=batch.patient_id,
            prescription_id=batch.prescription_id,
            at=now,
        )
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            zone = work.prescriptions.get(batch.prescription_id).zone
            around = Period(start=now - _AROUND, end=now + _AROUND)
            due = [
                dose.id
                for dose in work.doses.of_patient(batch.patient_id, around)
                if dose.prescription_id == batch.prescription_id
                and dose.status is DoseStatus.DUE
                and local_date(dose.due_at, zone=zone) == day
            ]
            if not due:
                message = "nothing of the batch is due on this day"
                raise NotFoundError(message)
            # Before the first mark: a sweep that waits for its count would hold the next dose.
            for dose in work.doses.hold(due):
                marked = take(dose, taken_at=now, now=now, offline=False)
                work.doses.change_status(marked, expected=DoseStatus.DUE)
                record_act(
                    work,
                    AuditAction.DOSE_TAKEN,
                    actor=judged.actor,
                    patient_id=batch.patient_id,
                    resource=("dose", str(dose.id)),
                    details={"status": marked.status.value, "batch": str(batch.id)},
                    now=now,
                    entropy=entropy,
                )
                taken.append(marked)
    require(judged.decision)
    return tuple(taken)
