"""
Purchases: what a payment buys, and what it is quoted for.
"""

from datetime import datetime, timedelta

import pytest

from dastern_core.kernel import IllegalTransitionError
from dastern_core.subscriptions import (
    PERIOD,
    PlanTier,
    Purchase,
    Subscription,
    buy,
    cancel,
    quote_upgrade,
    schedule_downgrade,
)

FREE, PREMIUM, FAMILY = PlanTier


def test_a_whole_period_is_quoted_by_its_plan(
    pending: Subscription, premium: Subscription, family: Subscription, now: datetime
) -> None:
    """
    The first period, a renewal, a return, and a renewal of the plan to come.
    """
    lowered = schedule_downgrade(family, PREMIUM, now=now)
    later = now + PERIOD + timedelta(seconds=1)

    assert quote_upgrade(pending, FAMILY, now=now) is None
    assert quote_upgrade(premium, PREMIUM, now=now) is None
    assert quote_upgrade(premium, FAMILY, now=later) is None
    assert quote_upgrade(lowered, PREMIUM, now=now) is None


@pytest.mark.rule("SUB-15")
def test_an_upgrade_is_quoted_by_the_rest(premium: Subscription, now: datetime) -> None:
    """
    Halfway through, half of the difference.
    """
    assert "0.25 USD" == str(quote_upgrade(premium, FAMILY, now=now + PERIOD / 2))


def test_what_cannot_be_bought_is_not_quoted(
    premium: Subscription, family: Subscription, now: datetime
) -> None:
    """
    A lower plan is scheduled, not bought; a cancelled one is renewed or ends.
    """
    for one, tier in (
        (family, PREMIUM),
        (premium, FREE),
        (cancel(premium, reason=None, now=now), FAMILY),
        (schedule_downgrade(family, PREMIUM, now=now), FAMILY),
    ):
        with pytest.raises(IllegalTransitionError):
            quote_upgrade(one, tier, now=now)


@pytest.mark.rule("PAY-34")
def test_the_purchase_decides_what_is_given(premium: Subscription, now: datetime) -> None:
    """
    One and the same plan is lifted to or renewed by what was asked for, not by an amount.
    """
    lifted = buy(premium, Purchase.UPGRADE, tier=FAMILY, bill_number="two", paid_at=now, now=now)
    renewed = buy(premium, Purchase.PERIOD, tier=PREMIUM, bill_number="two", paid_at=now, now=now)

    assert (FAMILY, now + PERIOD) == (lifted.tier, lifted.ends_at)
    assert (PREMIUM, now + 2 * PERIOD) == (renewed.tier, renewed.ends_at)


def test_an_upgrade_paid_too_late_buys_no_period(premium: Subscription, now: datetime) -> None:
    """
    The small price of an upgrade never buys thirty days of the higher plan.
    """
    with pytest.raises(IllegalTransitionError):
        buy(
            premium,
            Purchase.UPGRADE,
            tier=FAMILY,
            bill_number="two",
            paid_at=now,
            now=now + 2 * PERIOD,
        )
