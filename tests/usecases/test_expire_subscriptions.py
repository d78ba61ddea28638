"""
Expiring subscriptions that nobody renewed.
"""

from datetime import timedelta

import pytest

from dastern_core.audit import AuditAction
from dastern_core.subscriptions import PERIOD, SubscriptionStatus
from dastern_core.testing.fakes import InMemoryPaymentStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import NOW, sample_patient_id, sample_subscription
from dastern_core.usecases.expire_subscriptions import expire_subscriptions


@pytest.mark.rule("SUB-18")
def test_what_nobody_renewed_expires(
    payment_store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    After its end a subscription expires and is audited; one that still runs stays.
    """
    ended, running = sample_subscription(1), sample_subscription(2, now=NOW + timedelta(days=1))
    with payment_store.begin() as work:
        work.subscriptions.append(ended, known=0)
        work.subscriptions.append(running, known=0)
    clock.step(PERIOD + timedelta(seconds=1))
    (expired,) = expire_subscriptions(store=payment_store, clock=clock, entropy=entropy)
    again = expire_subscriptions(store=payment_store, clock=clock, entropy=entropy)
    with payment_store.begin() as work:
        stored = [work.subscriptions.get(one.account_id) for one in (ended, running)]
        (entry,) = work.audit_log.about(sample_patient_id(1), limit=9)

    assert ([expired, running], ()) == (stored, again)
    assert SubscriptionStatus.EXPIRED is expired.status
    assert (AuditAction.SUBSCRIPTION_CHANGE, {"status": "EXPIRED", "plan": "PREMIUM"}) == (
        entry.action,
        dict(entry.details),
    )
