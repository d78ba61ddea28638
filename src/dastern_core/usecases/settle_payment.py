"""
Settle a payment: whoever tells of it, the gateway is asked, and one change is made of it.

Webhook, polling and client all come here, in any order and any number of times (C38).
"""

from datetime import datetime
from enum import Enum

import attrs

from dastern_core.kernel import (
    AccountId,
    IllegalTransitionError,
    NotFoundError,
    PatientId,
    PortError,
)
from dastern_core.payments import (
    PaymentMismatchError,
    PaymentOrder,
    PaymentSource,
    PaymentStatus,
    ReceivedPayment,
    Unpaid,
    awaits_answer,
    is_owed,
    owe,
    reject,
    settle,
)
from dastern_core.permissions import Action, Resource, ResourceType, require
from dastern_core.ports.actors import People
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.gateway import Gateway, Gateways
from dastern_core.ports.payment_store import PaymentStore, PaymentUnitOfWork
from dastern_core.subscriptions import buy, tier_at
from dastern_core.usecases.auditing import record_payment, record_subscription
from dastern_core.usecases.judging import judge_alone, record_reading, standing_of

__all__ = ["Settlement", "SettlementOutcome", "settle_own_payment", "settle_payment"]


class SettlementOutcome(Enum):
    """
    What came of telling of a payment.
    """

    SETTLED = "SETTLED"
    """
    The order is paid, and its plan is bought.
    """

    UNPAID = "UNPAID"
    """
    The bank says that it is not paid; the order waits as before.
    """

    DECIDED = "DECIDED"
    """
    An earlier telling has decided the order; nothing changed.
    """

    OWED = "OWED"
    """
    The bank has the money, and it can buy nothing, or came for an order that was cancelled:
    give it back (``refund_payment``).
    """


@attrs.frozen(kw_only=True)
class Settlement:
    """
    An order after it was told of.

    Args:
        outcome: What came of it.
        order: As it stands now.
    """

    outcome: SettlementOutcome
    order: PaymentOrder


def settle_own_payment(
    md5: str,
    *,
    account_id: AccountId,
    gateways: Gateways,
    people: People,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Settlement:
    """
    Ask, as the payer, whether an order is paid.

    Args:
        md5: Of the order's payload, 32 lower-case hex digits.
        account_id: Who asks.
        gateways: Those that are open; the order's own knows whether money has moved.
        people: Where it is stored as what they act.
        store: Where the order is.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        As `settle_payment`.

    Raises:
        NotFoundError: There is no such order, or it is somebody else's, which is audited
            (PAY-09); or nobody acts with this account.
        NotPermittedError: The account is closed; audited.
        ConflictError: As `settle_payment`, like all the others.
        PaymentMismatchError: As `settle_payment`.
        PaymentTimeError: As `settle_payment`.
        PortError: As `settle_payment`.
    """
    now = clock.now()
    actor = standing_of(account_id, people=people)
    with store.begin() as work:
        order = work.payments.get(md5)
        thing = Resource(type=ResourceType.PAYMENT, patient_id=PatientId(order.account_id))
        judged = judge_alone(work, Action.READ, thing, actor=actor, now=now, entropy=entropy)
        record_reading(work, judged, thing, now=now, entropy=entropy)
    if order.account_id != account_id:
        message = "there is no such payment order"
        raise NotFoundError(message)
    require(judged.decision)
    return settle_payment(
        md5,
        source=PaymentSource.CLIENT,
        gateways=gateways,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def settle_payment(
    md5: str,
    *,
    source: PaymentSource,
    gateways: Gateways,
    store: PaymentStore,
    clock: Clock,
    entropy: Entropy,
) -> Settlement:
    """
    Find out whether an order is paid and, once, give what was paid for.

    The gateway is asked outside of any transaction. Order, subscription, both histories and
    the audit entries then change in one unit of work, or not at all.

    Args:
        md5: Of the order's payload, 32 lower-case hex digits.
        source: Who tells; it is a hint and never believed (C38).
        gateways: Those that are open; the order's own knows whether money has moved.
        store: Where the order and the subscription are.
        clock: Tells when.
        entropy: Draws the audit entries' identifiers and salts.

    Returns:
        What came of it. Telling of a decided order changes nothing and asks nobody.

    Raises:
        NotFoundError: There is no such order.
        PaymentMismatchError: The bank has other money than was asked for, which is owed to
            the payer. The order has failed and nothing is bought; it is audited, and told
            once.
        PaymentTimeError: The bank's clock and ours contradict each other; nothing is
            stored. Correct the clock and ask again.
        ConflictError: Somebody else changed order or subscription at the same moment;
            nothing is stored. Ask again.
        BankError: The gateway gave no answer; the order is as it was. Ask again later.
        PortError: The store failed, or the order's gateway is not open; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        order = work.payments.get(md5)
    if not awaits_answer(order):
        return Settlement(outcome=SettlementOutcome.DECIDED, order=order)
    answer = _gateway_of(order, gateways).find(order)
    if isinstance(answer, Unpaid):
        return Settlement(outcome=SettlementOutcome.UNPAID, order=order)
    with store.begin() as work:
        order = work.payments.get(md5)
        if not awaits_answer(order):
            return Settlement(outcome=SettlementOutcome.DECIDED, order=order)
        decided, mismatch = _decide(order, answer, now=now)
        known = len(order.history)
        work.payments.append(decided, known=known)
        record_payment(work, decided, known=known, source=source, at=now, entropy=entropy)
        if decided.status is PaymentStatus.PAID and not _give(work, decided, now, entropy):
            known = len(decided.history)
            decided = owe(decided, now=now)
            work.payments.append(decided, known=known)
            record_payment(work, decided, known=known, source=source, at=now, entropy=entropy)
    if mismatch is not None:
        raise mismatch
    outcome = SettlementOutcome.OWED if is_owed(decided) else SettlementOutcome.SETTLED
    return Settlement(outcome=outcome, order=decided)


def _gateway_of(order: PaymentOrder, gateways: Gateways) -> Gateway:
    gateway = gateways.get(order.gateway)
    if gateway is None:
        message = f"no gateway {order.gateway.value} is open: open it, and tell again"
        raise PortError(message)
    return gateway


def _decide(
    order: PaymentOrder, payment: ReceivedPayment, *, now: datetime
) -> tuple[PaymentOrder, PaymentMismatchError | None]:
    try:
        return settle(order, payment, now=now), None
    except PaymentMismatchError as mismatch:
        return reject(order, mismatch, now=now), mismatch


def _give(work: PaymentUnitOfWork, order: PaymentOrder, now: datetime, entropy: Entropy) -> bool:
    subscription = work.subscriptions.get(order.account_id)
    details = {
        "payment": order.bill_number,
        "plan": order.tier.value,
        "plan_before": tier_at(subscription, now=now).value,
    }
    try:
        bought = buy(
            subscription,
            order.purchase,
            tier=order.tier,
            bill_number=order.bill_number,
            paid_at=order.paid_at or now,
            now=now,
        )
    except IllegalTransitionError as refusal:
        record_subscription(
            work, subscription, at=now, details=details | {"refused": refusal.code}, entropy=entropy
        )
        return False
    work.subscriptions.append(bought, known=len(subscription.history))
    record_subscription(work, bought, at=now, details=details, entropy=entropy)
    return True
