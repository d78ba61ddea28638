"""
Expire payments: what nobody paid in its time has expired.
"""

from dastern_core.payments import PaymentOrder, expire
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.usecases.auditing import record_payment

__all__ = ["expire_payments"]

_CHUNK = 100  # orders a transaction, so that none is locked for long


def expire_payments(
    *, store: PaymentStore, clock: Clock, entropy: Entropy
) -> tuple[PaymentOrder, ...]:
    """
    Let one chunk of unpaid orders expire; call again until it returns none.

    A payment that arrives after that still counts (PAY-03).

    Args:
        store: Where the orders are.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        The orders that expired, oldest first, 100 at the most.

    Raises:
        ConflictError: One of them was settled meanwhile; nothing is stored, and the next
            sweep leaves that order alone.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        expired = []
        for order in work.payments.overdue(now=now, limit=_CHUNK):
            over = expire(order, now=now)
            work.payments.append(over, known=len(order.history))
            record_payment(
                work, over, known=len(order.history), source=None, at=now, entropy=entropy
            )
            expired.append(over)
    return tuple(expired)
