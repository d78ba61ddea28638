"""
Refunding a payment: the money is back, and with it what it had bought.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.kernel import AccountId, IllegalTransitionError, NotPermittedError
from dastern_core.payments import PaymentOrder, PaymentStatus, cancel, settle
from dastern_core.subscriptions import PlanTier, SubscriptionStatus, begin, buy, tier_at
from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.samples import NOW, sample_order, sample_patient_id, sample_payment
from dastern_core.usecases.refund_payment import refund_payment

PAYER = AccountId(sample_patient_id(1))
ADMIN = AccountId(sample_patient_id(99))


@attrs.frozen
class Desk:
    """
    What writing down a refund needs.
    """

    payment_store: InMemoryPaymentStore
    people: InMemoryStore
    clock: SteppingClock
    entropy: SeededEntropy


@pytest.fixture
def desk(
    payment_store: InMemoryPaymentStore,
    people: InMemoryStore,
    clock: SteppingClock,
    entropy: SeededEntropy,
) -> Desk:
    """
    Give a desk.
    """
    return Desk(payment_store, people, clock, entropy)


def give_back(
    order: PaymentOrder,
    desk: Desk,
    *,
    by: AccountId = ADMIN,
) -> PaymentOrder:
    """
    Write down that an order's money went back.
    """
    return refund_payment(
        order.md5,
        actor_id=by,
        people=desk.people,
        store=desk.payment_store,
        clock=desk.clock,
        entropy=desk.entropy,
    )


@pytest.mark.rule("PAY-05")
@pytest.mark.rule("SUB-21")
def test_a_refund_takes_back_what_was_bought(
    desk: Desk,
) -> None:
    """
    Order and subscription change together, once, and the audit names who acted.
    """
    order = sample_order(1)
    paid = settle(order, sample_payment(order), now=NOW)
    bought = buy(
        begin(PAYER),
        order.purchase,
        tier=order.tier,
        bill_number=order.bill_number,
        paid_at=NOW,
        now=NOW,
    )
    with desk.payment_store.begin() as work:
        work.payments.add(paid)
        work.subscriptions.append(bought, known=0)
    desk.clock.step(timedelta(days=2))
    refunded = give_back(order, desk)
    with pytest.raises(IllegalTransitionError):
        give_back(order, desk)
    with desk.payment_store.begin() as work:
        stored = work.payments.get(order.md5)
        subscription = work.subscriptions.get(PAYER)
        entries = work.audit_log.about(sample_patient_id(1), limit=9)

    assert (PaymentStatus.REFUNDED, stored) == (refunded.status, refunded)
    assert (SubscriptionStatus.ACTIVE, desk.clock.now()) == (
        subscription.status,
        subscription.ends_at,
    )
    assert PlanTier.FREEMIUM is tier_at(subscription, now=desk.clock.now() + timedelta(seconds=1))
    assert [AuditAction.SUBSCRIPTION_CHANGE, AuditAction.PAYMENT_CHANGE] == [
        entry.action for entry in entries
    ]
    assert (ActorRole.ADMIN, ADMIN) == (entries[1].actor_role, entries[1].actor_id)


@pytest.mark.rule("PAY-05")
def test_what_is_owed_takes_nothing_back(
    desk: Desk,
) -> None:
    """
    Money for a cancelled order had bought nothing.
    """
    order = sample_order(1)
    owed = settle(cancel(order, now=NOW), sample_payment(order), now=NOW)
    with desk.payment_store.begin() as work:
        work.payments.add(owed)
    refunded = give_back(order, desk)
    with desk.payment_store.begin() as work:
        subscription = work.subscriptions.get(PAYER)

    assert (PaymentStatus.REFUNDED, begin(PAYER)) == (refunded.status, subscription)


@pytest.mark.rule("PAY-05")
@pytest.mark.rule("RBAC-11")
@pytest.mark.parametrize("number", [1, 2])
def test_nobody_else_writes_a_refund(
    number: int,
    desk: Desk,
) -> None:
    """
    Neither the payer nor a stranger: the order stays, and what was tried is on record.
    """
    order = sample_order(1)
    paid = settle(order, sample_payment(order), now=NOW)
    with desk.payment_store.begin() as work:
        work.payments.add(paid)
    with pytest.raises(NotPermittedError, match="no-rule"):
        give_back(
            order,
            desk,
            by=AccountId(sample_patient_id(number)),
        )
    with desk.payment_store.begin() as work:
        stored = work.payments.get(order.md5)
        (entry,) = work.audit_log.about(sample_patient_id(1), limit=9)

    assert paid == stored
    assert {"refused": "UPDATE", "rule": "no-rule"} == dict(entry.details)
