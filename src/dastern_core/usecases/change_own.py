"""
Change one's own prescription: a patient rewrites what they wrote themselves.
"""

from datetime import datetime, timedelta
from typing import Final

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, Period, PrescriptionId
from dastern_core.permissions import Action, require
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.prescriptions import Order, Prescription, require_editable, revise_own
from dastern_core.schedule import DailyClock, Dose
from dastern_core.usecases.auditing import record_prescription
from dastern_core.usecases.authorising import judge, prescription_thing
from dastern_core.usecases.replanning import put_in_force

__all__ = ["change_own"]

_DAY: Final = timedelta(days=1)


def change_own(
    prescription_id: PrescriptionId,
    order: Order,
    *,
    actor_id: AccountId,
    reason: str,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Prescription:
    """
    Write the next version of what its patient wrote, in force at once (RX-27, RX-28).

    A line of which a dose was taken stays as it is, or is left out; what is to be taken
    otherwise is a new line (RX-29).

    Args:
        prescription_id: What is in force.
        order: What it orders now; a line that is kept keeps its row and its words.
        actor_id: Its patient and author.
        reason: Why.
        daily_clock: The patient's meal and slot times.
        store: Where it is.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The next version; the earlier ones, and what was taken, stay.

    Raises:
        NotPermittedError: A doctor wrote it, or it is somebody else's; audited.
        FirstDoseTakenError: A line of which a dose was taken would change.
        ConflictError: It is not in force, or somebody changed it meanwhile.
        InvalidInputError: The reason is blank, or the order breaks a rule.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        newest = work.prescriptions.get(prescription_id)
        thing = prescription_thing(newest)  # the next version of it
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            version = revise_own(newest, order, author_id=actor_id, reason=reason, now=now)
            _require_untaken(work, newest, order, now=now)
            put_in_force(
                work,
                version,
                former=newest,
                actor_id=actor_id,
                daily_clock=daily_clock,
                now=now,
                entropy=entropy,
            )
            record_prescription(
                work,
                AuditAction.PRESCRIPTION_UPDATE,
                version,
                actor=judged.actor,
                at=now,
                entropy=entropy,
            )
            newest = version
    require(judged.decision)
    return newest


def _require_untaken(
    work: UnitOfWork, newest: Prescription, order: Order, *, now: datetime
) -> None:
    kept = {line.row: (line.name, line.strength, line.dosages) for line in order.medications}
    since = min(newest.created_at, now) - _DAY
    doses: tuple[Dose, ...] = work.doses.of_patient(
        newest.patient_id, Period(start=since, end=now + _DAY)
    )
    for line in newest.medications:
        said = kept.get(line.row)
        if said is not None and said != (line.name, line.strength, line.dosages):
            require_editable(line.id, doses=doses)
