"""
Refund a payment: write down that its money was given back, and take back what it bought.

Sending the money is done before, at the bank or the gateway, by a person.
"""

from datetime import datetime

from dastern_core.kernel import AccountId, PatientId
from dastern_core.payments import PaymentOrder, is_owed, refund
from dastern_core.permissions import Action, Actor, Resource, ResourceType, require
from dastern_core.ports.actors import People
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.payment_store import PaymentStore, PaymentUnitOfWork
from dastern_core.subscriptions import take_back
from dastern_core.usecases.auditing import record_payment, record_subscription
from dastern_core.usecases.judging import judge_alone, standing_of

__all__ = ["refund_payment"]


def refund_payment(
    md5: str,
    *,
    actor_id: AccountId,
    people: People,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> PaymentOrder:
    """
    Write down, once, that an order's money was given back (PAY-05).

    Args:
        md5: Of the order's payload, 32 lower-case hex digits.
        actor_id: Who gave it back: an administrator.
        people: Where it is stored as what they act.
        store: Where the order and the subscription are.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        The refunded order. Where its money had bought something, the subscription has
        lost that; what was owed had bought nothing.

    Raises:
        NotPermittedError: Somebody else writes it down; audited.
        NotFoundError: There is no such order, or nobody acts with this account.
        IllegalTransitionError: Nobody has money of this order, or it was given back.
        ConflictError: Somebody else changed it at the same moment; nothing is stored.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    actor = standing_of(actor_id, people=people)
    with store.begin() as work:
        order = work.payments.get(md5)
        thing = Resource(type=ResourceType.PAYMENT, patient_id=PatientId(order.account_id))
        judged = judge_alone(work, Action.UPDATE, thing, actor=actor, now=now, entropy=entropy)
        if judged.decision.allowed:
            order = _give_back(work, order, by=actor, now=now, entropy=entropy)
    require(judged.decision)
    return order


def _give_back(
    work: PaymentUnitOfWork, order: PaymentOrder, *, by: Actor, now: datetime, entropy: Entropy
) -> PaymentOrder:
    refunded = refund(order, now=now)
    known = len(order.history)
    work.payments.append(refunded, known=known)
    record_payment(work, refunded, known=known, source=None, by=by, at=now, entropy=entropy)
    if not is_owed(order):
        subscription = work.subscriptions.get(order.account_id)
        lessened = take_back(subscription, order.bill_number, now=now)
        work.subscriptions.append(lessened, known=len(subscription.history))
        record_subscription(
            work,
            lessened,
            details={"refunded": order.bill_number, "plan": lessened.tier.value},
            at=now,
            entropy=entropy,
        )
    return refunded
