"""
Refunding a payment: the money is back, and with it what it had bought.
"""

from datetime import timedelta

import pytest

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.kernel import AccountId, IllegalTransitionError
from dastern_core.payments import PaymentOrder, PaymentStatus, cancel, settle
from dastern_core.subscriptions import PlanTier, SubscriptionStatus, begin, buy, tier_at
from dastern_core.testing.fakes import InMemoryPaymentStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import NOW, sample_order, sample_patient_id, sample_payment
from dastern_core.usecases.refund_payment import refund_payment

PAYER = AccountId(sample_patient_id(1))
OPERATOR = AccountId(sample_patient_id(99))


def give_back(
    order: PaymentOrder,
    payment_store: InMemoryPaymentStore,
    clock: SteppingClock,
    entropy: SeededEntropy,
) -> PaymentOrder:
    """
    Write down that an order's money went back.
    """
    return refund_payment(
        order.md5, operator_id=OPERATOR, store=payment_store, clock=clock, entropy=entropy
    )


@pytest.mark.rule("PAY-05")
@pytest.mark.rule("SUB-21")
def test_a_refund_takes_back_what_was_bought(
    payment_store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy
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
    with payment_store.begin() as work:
        work.payments.add(paid)
        work.subscriptions.append(bought, known=0)
    clock.step(timedelta(days=2))
    refunded = give_back(order, payment_store, clock, entropy)
    with pytest.raises(IllegalTransitionError):
        give_back(order, payment_store, clock, entropy)
    with payment_store.begin() as work:
        stored = work.payments.get(order.md5)
        subscription = work.subscriptions.get(PAYER)
        entries = work.audit_log.about(sample_patient_id(1), limit=9)

    assert (PaymentStatus.REFUNDED, stored) == (refunded.status, refunded)
    assert (SubscriptionStatus.ACTIVE, clock.now()) == (subscription.status, subscription.ends_at)
    assert PlanTier.FREEMIUM is tier_at(subscription, now=clock.now() + timedelta(seconds=1))
    assert [AuditAction.SUBSCRIPTION_CHANGE, AuditAction.PAYMENT_CHANGE] == [
        entry.action for entry in entries
    ]
    assert (ActorRole.OPERATOR, OPERATOR) == (entries[1].actor_role, entries[1].actor_id)


@pytest.mark.rule("PAY-05")
def test_what_is_owed_takes_nothing_back(
    payment_store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    Money for a cancelled order had bought nothing.
    """
    order = sample_order(1)
    owed = settle(cancel(order, now=NOW), sample_payment(order), now=NOW)
    with payment_store.begin() as work:
        work.payments.add(owed)
    refunded = give_back(order, payment_store, clock, entropy)
    with payment_store.begin() as work:
        subscription = work.subscriptions.get(PAYER)

    assert (PaymentStatus.REFUNDED, begin(PAYER)) == (refunded.status, subscription)
