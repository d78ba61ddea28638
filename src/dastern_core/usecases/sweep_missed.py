"""
Sweep for missed doses: what nobody marked within its grace is missed.
"""

from dastern_core.ports.clock import Clock
from dastern_core.ports.unit_of_work import Store

__all__ = ["sweep_missed"]

_CHUNK = 100  # doses a transaction, DST-15


def sweep_missed(*, store: Store, clock: Clock, limit: int = _CHUNK) -> int:
    """
    Mark one chunk of overdue doses missed; call again until it gives 0.

    Each is put on record and has its notice, in the same unit of work (DST-12). Any
    number of sweeps may run at once: they share the doses, and each dose is marked once.
    One may give 0 because others have all that is overdue; what they leave is for the next.

    Args:
        store: Where the doses are.
        clock: Tells when.
        limit: At most so many, the oldest days first (DST-15).

    Returns:
        How many were marked.

    Raises:
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        return work.missed_doses.sweep(now=now, limit=limit)
