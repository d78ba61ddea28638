"""
Poll payments: ask, by plan, about the orders that nobody has told of.
"""

import attrs

from dastern_core.kernel import ConflictError, DasternError
from dastern_core.payments import (
    BankError,
    PaymentMismatchError,
    PaymentOrder,
    PaymentSource,
    PaymentTimeError,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.gateway import Gateways
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.usecases.settle_payment import Settlement, settle_payment

__all__ = ["Polled", "poll_payments"]

_CHUNK = 50  # orders a call, so that none waits long for those before it


@attrs.frozen(kw_only=True)
class Polled:
    """
    What came of asking about one order.

    Args:
        order: As it stood before.
        settlement: What came of it; None where there was no answer, or other money.
        error: Why there is no settlement. Mismatches are stored; the others are asked
            about again by plan.
    """

    order: PaymentOrder
    settlement: Settlement | None
    error: DasternError | None


def poll_payments(
    *, gateways: Gateways, store: PaymentStore, clock: Clock, entropy: Entropy
) -> tuple[Polled, ...]:
    """
    Ask about one chunk of orders whose question is due; call again until it returns none.

    Each order is claimed first, so that several pollers share the work, and one that dies
    loses a question and no order.

    Args:
        gateways: Those that are open.
        store: Where the orders are.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        What came of each, 50 at the most.

    Raises:
        PortError: The store failed, or an order's gateway is not open.
    """
    with store.begin() as work:
        claimed = work.payments.claim_questions(now=clock.now(), limit=_CHUNK)
    polled = []
    for order in claimed:
        settlement, error = None, None
        try:
            settlement = settle_payment(
                order.md5,
                source=PaymentSource.POLLING,
                gateways=gateways,
                store=store,
                clock=clock,
                entropy=entropy,
            )
        except (BankError, ConflictError, PaymentMismatchError, PaymentTimeError) as caught:
            error = caught
        polled.append(Polled(order=order, settlement=settlement, error=error))
    return tuple(polled)
