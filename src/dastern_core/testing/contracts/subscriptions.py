"""
What every store of subscriptions does.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.subscriptions import (
    PERIOD,
    PlanTier,
    SubscriptionStatus,
    begin,
    cancel,
    catch_up,
    schedule_downgrade,
)
from dastern_core.testing.samples import NOW, sample_patient_id, sample_subscription

__all__ = ["SubscriptionsContract"]


class SubscriptionsContract:
    """
    Subclass it and supply a fixture ``payment_store`` that gives an empty store.
    """

    @pytest.mark.rule("SUB-06")
    def test_gives_who_never_paid_the_free_plan(self, payment_store: PaymentStore) -> None:
        """
        Of an account without a subscription, the pending one is loaded.
        """
        account_id = AccountId(sample_patient_id(1))
        with payment_store.begin() as work:
            loaded = work.subscriptions.get(account_id)

        assert begin(account_id) == loaded

    @pytest.mark.rule("SUB-13")
    def test_keeps_every_change(self, payment_store: PaymentStore) -> None:
        """
        The history is stored step by step or several steps at once, and loads whole.
        """
        bought = sample_subscription(1, tier=PlanTier.FAMILY_PREMIUM)
        lowered = schedule_downgrade(bought, PlanTier.PREMIUM, now=NOW + timedelta(days=1))
        left = cancel(lowered, reason="ថ្លៃពេក", now=NOW + timedelta(days=2))
        ended = catch_up(left, now=NOW + PERIOD + timedelta(seconds=1))
        with payment_store.begin() as work:
            work.subscriptions.append(bought, known=0)
        with payment_store.begin() as work:
            work.subscriptions.append(ended, known=1)
        with payment_store.begin() as work:
            loaded = work.subscriptions.get(bought.account_id)

        assert (ended, 4) == (loaded, len(loaded.history))

    def test_refuses_what_somebody_else_changed(self, payment_store: PaymentStore) -> None:
        """
        Of two changes to one state, the second is told; also where both are the first.
        """
        bought = sample_subscription(1)
        other = sample_subscription(1, bill=2)
        left = cancel(bought, reason=None, now=NOW)
        lowered = cancel(bought, reason="another", now=NOW)
        with payment_store.begin() as work:
            work.subscriptions.append(bought, known=0)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.subscriptions.append(other, known=0)
        with payment_store.begin() as work:
            work.subscriptions.append(left, known=1)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.subscriptions.append(lowered, known=1)
        with payment_store.begin() as work:
            loaded = work.subscriptions.get(bought.account_id)

        assert left == loaded

    def test_counts_a_payment_once(self, payment_store: PaymentStore) -> None:
        """
        A payment that is in one subscription buys nothing for another.
        """
        with payment_store.begin() as work:
            work.subscriptions.append(sample_subscription(1, bill=7), known=0)
        with pytest.raises(ConflictError), payment_store.begin() as work:
            work.subscriptions.append(sample_subscription(2, bill=7), known=0)
        with payment_store.begin() as work:
            loaded = work.subscriptions.get(AccountId(sample_patient_id(2)))

        assert SubscriptionStatus.PENDING is loaded.status

    @pytest.mark.rule("SUB-18")
    def test_finds_what_time_has_changed(self, payment_store: PaymentStore) -> None:
        """
        Running subscriptions whose date has passed come the longest due first.
        """
        first, second, third = (
            sample_subscription(number, now=NOW + timedelta(days=number)) for number in (1, 2, 3)
        )
        ended = catch_up(sample_subscription(4, now=NOW - PERIOD), now=NOW + timedelta(seconds=1))
        with payment_store.begin() as work:
            for one in (ended, third, second, first):
                work.subscriptions.append(one, known=0)
        with payment_store.begin() as work:
            found = (
                work.subscriptions.due(now=NOW + PERIOD + timedelta(days=1), limit=9),
                work.subscriptions.due(now=NOW + PERIOD + timedelta(days=2, seconds=1), limit=9),
                work.subscriptions.due(now=NOW + PERIOD + timedelta(days=9), limit=1),
            )

        assert ((), (first, second), (first,)) == found
