"""
Expiring payments that nobody made.
"""

from datetime import timedelta

import pytest

from dastern_core.audit import AuditAction
from dastern_core.payments import PaymentReason, PaymentStatus, settle
from dastern_core.testing.fakes import InMemoryPaymentStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import (
    NOW,
    sample_order,
    sample_patient_id,
    sample_payment,
)
from dastern_core.usecases.expire_payments import expire_payments


@pytest.mark.rule("C36")
@pytest.mark.rule("PAY-04")
def test_what_nobody_paid_expires(
    payment_store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    After 15 minutes a pending order expires and is audited; a paid one stays paid.
    """
    forgotten, settled = sample_order(1), sample_order(2)
    kept = settle(settled, sample_payment(settled), now=NOW)
    with payment_store.begin() as work:
        work.payments.add(forgotten)
        work.payments.add(kept)
    clock.step(timedelta(minutes=15))
    (expired,) = expire_payments(store=payment_store, clock=clock, entropy=entropy)
    again = expire_payments(store=payment_store, clock=clock, entropy=entropy)
    with payment_store.begin() as work:
        stored = [work.payments.get(order.md5) for order in (forgotten, settled)]
        (entry,) = work.audit_log.about(sample_patient_id(1), limit=9)

    assert ([expired, kept], ()) == (stored, again)
    assert (PaymentStatus.EXPIRED, PaymentReason.TIMED_OUT) == (
        expired.status,
        expired.history[-1].reason,
    )
    assert (AuditAction.PAYMENT_CHANGE, {"status": "EXPIRED", "reason": "TIMED_OUT"}) == (
        entry.action,
        dict(entry.details),
    )


def test_orders_expire_a_hundred_at_a_time(
    payment_store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    A hundred and one orders take two sweeps.
    """
    with payment_store.begin() as work:
        for number in range(101):
            work.payments.add(sample_order(number))
    clock.step(timedelta(days=1))
    sweeps = [
        len(expire_payments(store=payment_store, clock=clock, entropy=entropy)) for _ in range(3)
    ]

    assert [100, 1, 0] == sweeps
