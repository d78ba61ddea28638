"""
Expire subscriptions: what time has ended or lowered is written down.
"""

from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.subscriptions import Subscription, catch_up
from dastern_core.usecases.auditing import record_subscription

__all__ = ["expire_subscriptions"]

_CHUNK = 100  # subscriptions a transaction, so that none is locked for long


def expire_subscriptions(
    *, store: PaymentStore, clock: Clock, entropy: Entropy
) -> tuple[Subscription, ...]:
    """
    Bring one chunk of subscriptions up to date; call again until it returns none (SUB-18).

    Args:
        store: Where the subscriptions are.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        The subscriptions that changed, the longest due first, 100 at the most.

    Raises:
        ConflictError: One of them was renewed meanwhile; nothing is stored, and the next
            sweep sees it as it is.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        changed = []
        for subscription in work.subscriptions.due(now=now, limit=_CHUNK):
            current = catch_up(subscription, now=now)
            work.subscriptions.append(current, known=len(subscription.history))
            record_subscription(
                work, current, details={"plan": current.tier.value}, at=now, entropy=entropy
            )
            changed.append(current)
    return tuple(changed)
