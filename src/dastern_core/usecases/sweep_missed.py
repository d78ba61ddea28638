"""
Sweep for missed doses: what nobody marked within its grace is missed.
"""

from dastern_core.audit import AuditAction
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.schedule import Dose, miss
from dastern_core.usecases.auditing import record

__all__ = ["sweep_missed"]

_CHUNK = 100  # doses a transaction, DST-15


def sweep_missed(*, store: Store, clock: Clock, entropy: Entropy) -> tuple[Dose, ...]:
    """
    Mark one chunk of overdue doses missed; call again until it returns none.

    Args:
        store: Where the doses are.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        The doses marked, oldest first, 100 at the most (DST-15).

    Raises:
        ConflictError: A patient marked one of them meanwhile; nothing is stored, and the
            next sweep leaves that dose alone (DST-13).
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        missed = []
        for dose in work.doses.overdue(now=now, limit=_CHUNK):
            marked = miss(dose, now=now)
            work.doses.change_status(marked, expected=dose.status)
            record(
                work,
                AuditAction.DOSE_MISSED,
                at=now,
                actor_id=None,
                patient_id=dose.patient_id,
                resource=("dose", str(dose.id)),
                details={"status": marked.status.value},
                entropy=entropy,
            )
            missed.append(marked)
    return tuple(missed)
