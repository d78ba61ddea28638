"""
Requesting a payment.
"""

import pytest

from dastern_core import khqr
from dastern_core.audit import AuditAction
from dastern_core.kernel import InvalidInputError, NotPermittedError
from dastern_core.payments import PaymentStatus, subscription_receiver
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.samples import sample_patient_id
from dastern_core.usecases.request_payment import request_payment

RECEIVER = subscription_receiver("dastern@devb")


@pytest.mark.rule("PAY-07")
@pytest.mark.rule("PAY-20")
def test_an_order_carries_the_plans_price(
    payment_store: InMemoryPaymentStore,
    people: InMemoryStore,
    clock: SteppingClock,
    entropy: SeededEntropy,
) -> None:
    """
    The stored order's KHQR verifies and asks for the premium plan's half dollar.
    """
    order = request_payment(
        PlanTier.PREMIUM,
        patient_id=sample_patient_id(1),
        receiver=RECEIVER,
        people=people,
        store=payment_store,
        limits=InMemoryRateLimits(clock),
        clock=clock,
        entropy=entropy,
    )
    with payment_store.begin() as work:
        stored = work.payments.get(order.md5)
        (entry,) = work.audit_log.about(sample_patient_id(1), limit=5)
    verdict = khqr.verify(order.payload, now=clock.now())

    assert order == stored
    assert (PaymentStatus.PENDING, ()) == (order.status, verdict.problems)
    assert "0.50 USD" == str(order.price)
    assert (AuditAction.PAYMENT_REQUESTED, order.bill_number) == (entry.action, entry.resource_id)


def test_nothing_is_asked_for_the_free_plan(
    payment_store: InMemoryPaymentStore,
    people: InMemoryStore,
    clock: SteppingClock,
    entropy: SeededEntropy,
) -> None:
    """
    A plan that costs nothing leaves neither order nor audit entry.
    """
    with pytest.raises(InvalidInputError, match="costs nothing"):
        request_payment(
            PlanTier.FREEMIUM,
            patient_id=sample_patient_id(1),
            receiver=RECEIVER,
            people=people,
            store=payment_store,
            limits=InMemoryRateLimits(clock),
            clock=clock,
            entropy=entropy,
        )

    with payment_store.begin() as work:
        assert 0 == work.audit_log.size()


@pytest.mark.rule("EPA-15")
@pytest.mark.rule("RBAC-11")
def test_a_closed_account_orders_nothing(
    payment_store: InMemoryPaymentStore,
    people: InMemoryStore,
    clock: SteppingClock,
    entropy: SeededEntropy,
) -> None:
    """
    What it tried is on record, by the rule that refused it.
    """
    with pytest.raises(NotPermittedError, match="closed-account"):
        request_payment(
            PlanTier.PREMIUM,
            patient_id=sample_patient_id(4),
            receiver=RECEIVER,
            people=people,
            store=payment_store,
            limits=InMemoryRateLimits(clock),
            clock=clock,
            entropy=entropy,
        )
    with payment_store.begin() as work:
        (entry,) = work.audit_log.about(sample_patient_id(4), limit=9)

    assert ("payment", {"refused": "CREATE", "rule": "closed-account"}) == (
        entry.resource_type,
        dict(entry.details),
    )
