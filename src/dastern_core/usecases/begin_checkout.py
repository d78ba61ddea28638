"""
Begin a checkout: an order for a plan that a gateway takes the payment of.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, RequestClass
from dastern_core.payments import (
    BILL_ENTROPY_BYTES,
    Checkout,
    PaymentOrder,
    ask_payment,
    place_order,
)
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.actors import People
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.gateway import Gateway
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.rate_limits import RateLimits
from dastern_core.subscriptions import PlanTier, quote_upgrade
from dastern_core.usecases.judging import judge_alone, record_act, standing_of
from dastern_core.usecases.limiting import count_request

__all__ = ["begin_checkout"]


def begin_checkout(
    tier: PlanTier,
    *,
    patient_id: PatientId,
    gateway: Gateway,
    people: People,
    store: PaymentStore,
    limits: RateLimits,
    clock: Clock,
    entropy: Entropy,
) -> tuple[PaymentOrder, Checkout]:
    """
    Have a gateway prepare the payment of a plan; no client has a say in the price (PAY-07).

    The gateway is asked outside of any transaction. Where storing the order fails after
    that, nobody was told where to pay.

    Args:
        tier: As for ``request_payment``.
        patient_id: Who pays.
        gateway: Takes the payment.
        people: Where it is stored as what they act.
        store: Where the order and its audit entry go, together.
        limits: Counts how often somebody asks.
        clock: Tells when.
        entropy: Draws the bill number's, the entry's and the salt's randomness.

    Returns:
        The stored order, and where the payer goes.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        NotPermittedError: The account is closed; audited, and no gateway was asked.
        NotFoundError: Nobody acts with this account.
        InvalidInputError: The plan or the upgrade costs nothing, or less than the gateway
            takes.
        IllegalTransitionError: A higher plan is running, or a cancelled other one.
        ConflictError: The bill number is taken; ask again.
        BankError: The gateway gave no answer; nothing is stored.
        PortError: The store failed; nothing is stored.
    """
    count_request(RequestClass.WRITE, "pay", patient_id, limits=limits)
    now = clock.now()
    account_id = AccountId(patient_id)
    actor = standing_of(account_id, people=people)
    thing = Resource(type=ResourceType.PAYMENT, patient_id=patient_id)
    with store.begin() as work:
        judged = judge_alone(work, Action.CREATE, thing, actor=actor, now=now, entropy=entropy)
        subscription = work.subscriptions.get(account_id)
    require(judged.decision)
    asked = ask_payment(
        tier,
        account_id=account_id,
        now=now,
        entropy=entropy.salt(BILL_ENTROPY_BYTES),
        upgrade_price=quote_upgrade(subscription, tier, now=now),
    )
    checkout = gateway.begin(asked)
    order = place_order(asked, checkout)
    with store.begin() as work:
        work.payments.add(order)
        record_act(
            work,
            AuditAction.PAYMENT_REQUESTED,
            actor=actor,
            patient_id=patient_id,
            resource=("payment", order.bill_number),
            details={
                "plan": tier.value,
                "price": str(order.price),
                "gateway": order.gateway.value,
            },
            now=now,
            entropy=entropy,
        )
    return order, checkout
