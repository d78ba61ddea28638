"""
Confirm a prescription: from checked lines to an active prescription with its doses.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import PrescriptionId
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import (
    Prescription,
    PrescriptionEvent,
    advance,
    plan_doses,
)
from dastern_core.schedule import DailyClock
from dastern_core.usecases.auditing import record_prescription

__all__ = ["confirm_prescription"]


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
        active = advance(draft, PrescriptionEvent.CONFIRM, now=now)
        doses = plan_doses(active, daily_clock=daily_clock, now=now)
        work.prescriptions.change_status(active, expected=draft)
        planned = work.doses.plan(doses)
        record_prescription(work, AuditAction.PRESCRIPTION_CONFIRM, active, at=now, entropy=entropy)
    return active, planned
