"""
Beginning a checkout: the gateway prepares what the plan costs.
"""

import pytest

from dastern_core.audit import AuditAction
from dastern_core.kernel import NotPermittedError
from dastern_core.payments import PaymentGateway, PaymentStatus
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.gateway import InMemoryGateway
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.samples import sample_patient_id
from dastern_core.usecases.begin_checkout import begin_checkout


@pytest.mark.rule("PAY-07")
def test_a_checkout_is_an_order(
    payment_store: InMemoryPaymentStore,
    people: InMemoryStore,
    clock: SteppingClock,
    entropy: SeededEntropy,
) -> None:
    """
    Stored and audited, with the plan's price and the gateway's own identifier.
    """
    order, checkout = begin_checkout(
        PlanTier.FAMILY_PREMIUM,
        patient_id=sample_patient_id(1),
        gateway=InMemoryGateway({}, receiver="acct_1"),
        people=people,
        store=payment_store,
        limits=InMemoryRateLimits(clock),
        clock=clock,
        entropy=entropy,
    )
    with payment_store.begin() as work:
        stored = work.payments.get(order.md5)
        (entry,) = work.audit_log.about(sample_patient_id(1), limit=9)

    assert order == stored
    assert ("1.00 USD", PaymentGateway.STRIPE, "acct_1", PaymentStatus.PENDING) == (
        str(order.price),
        order.gateway,
        order.receiver,
        order.status,
    )
    assert f"https://pay.invalid/{order.bill_number}" == checkout.address
    assert (AuditAction.PAYMENT_REQUESTED, "STRIPE") == (
        entry.action,
        dict(entry.details)["gateway"],
    )


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
        begin_checkout(
            PlanTier.PREMIUM,
            patient_id=sample_patient_id(4),
            gateway=InMemoryGateway({}, receiver="acct_1"),
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
