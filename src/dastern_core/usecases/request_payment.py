"""
Request a payment: an order for a plan, with the KHQR that pays it.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, RequestClass
from dastern_core.khqr import Individual
from dastern_core.payments import BILL_ENTROPY_BYTES, PaymentOrder, open_order
from dastern_core.permissions import Action, Resource, ResourceType, refused
from dastern_core.ports.actors import People
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.rate_limits import RateLimits
from dastern_core.subscriptions import PlanTier, quote_upgrade
from dastern_core.usecases.judging import judge_alone, record_act, standing_of
from dastern_core.usecases.limiting import count_request

__all__ = ["request_payment"]


def request_payment(
    tier: PlanTier,
    *,
    patient_id: PatientId,
    receiver: Individual,
    people: People,
    store: PaymentStore,
    limits: RateLimits | None,
    clock: Clock,
    entropy: Entropy,
) -> PaymentOrder:
    """
    Ask a patient to pay for a plan; no client has a say in the price (PAY-07).

    Args:
        tier: The plan, one that has a price. Of the running plan it buys one more period;
            of a higher one, what is left of the running period (SUB-15).
        patient_id: Who pays.
        receiver: Who is paid.
        people: Where it is stored as what they act.
        store: Where the order and its audit entry go, together.
        limits: Counts how often somebody asks; None as for ``count_request``.
        clock: Tells when; the order can be paid for 15 minutes.
        entropy: Draws the bill number's, the entry's and the salt's randomness.

    Returns:
        The stored order with the payload to draw.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        NotPermittedError: The account is closed; audited.
        NotFoundError: Nobody acts with this account.
        InvalidInputError: The plan or the upgrade costs nothing, or the receiver does not
            fit a KHQR.
        IllegalTransitionError: A higher plan is running, or a cancelled one that is not
            this.
        ConflictError: The bill number is taken; ask again.
        PortError: The store failed; nothing is stored.
    """
    count_request(RequestClass.WRITE, "pay", patient_id, limits=limits)
    now = clock.now()
    account_id = AccountId(patient_id)
    actor = standing_of(account_id, people=people)
    thing = Resource(type=ResourceType.PAYMENT, patient_id=patient_id)
    order: PaymentOrder | None = None
    with store.begin() as work:
        judged = judge_alone(work, Action.CREATE, thing, actor=actor, now=now, entropy=entropy)
        if judged.decision.allowed:
            subscription = work.subscriptions.get(account_id)
            order = open_order(
                tier,
                account_id=account_id,
                receiver=receiver,
                now=now,
                entropy=entropy.salt(BILL_ENTROPY_BYTES),
                upgrade_price=quote_upgrade(subscription, tier, now=now),
            )
            work.payments.add(order)
            record_act(
                work,
                AuditAction.PAYMENT_REQUESTED,
                actor=actor,
                patient_id=patient_id,
                resource=("payment", order.bill_number),
                details={"plan": tier.value, "price": str(order.price)},
                now=now,
                entropy=entropy,
            )
    if order is None:
        raise refused(judged.decision)
    return order
