"""
Request a payment: an order for a plan, with the KHQR that pays it.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.khqr import Individual
from dastern_core.payments import BILL_ENTROPY_BYTES, PaymentOrder, open_order
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.subscriptions import PlanTier
from dastern_core.usecases.auditing import record

__all__ = ["request_payment"]


def request_payment(
    tier: PlanTier,
    *,
    patient_id: PatientId,
    receiver: Individual,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> PaymentOrder:
    """
    Ask a patient to pay for a plan; the price comes from the plan alone (PAY-07).

    Args:
        tier: The plan, one that has a price.
        patient_id: Who pays.
        receiver: Who is paid.
        store: Where the order and its audit entry go, together.
        clock: Tells when; the order can be paid for 15 minutes.
        entropy: Draws the bill number's, the entry's and the salt's randomness.

    Returns:
        The stored order with the payload to draw.

    Raises:
        InvalidInputError: The plan costs nothing, or the receiver does not fit a KHQR.
        ConflictError: The bill number is taken; ask again.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    order = open_order(
        tier,
        account_id=AccountId(patient_id),
        receiver=receiver,
        now=now,
        entropy=entropy.salt(BILL_ENTROPY_BYTES),
    )
    with store.begin() as work:
        work.payments.add(order)
        record(
            work,
            AuditAction.PAYMENT_REQUESTED,
            at=now,
            actor_id=AccountId(patient_id),
            patient_id=patient_id,
            resource=("payment", order.bill_number),
            details={"plan": tier.value, "price": str(order.price)},
            entropy=entropy,
        )
    return order
