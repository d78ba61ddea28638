"""
Purchases: what a payment for a plan buys.
"""

from datetime import datetime
from enum import Enum

from dastern_core.kernel import Money
from dastern_core.subscriptions.periods import Subscription, buy_period, catch_up, next_tier
from dastern_core.subscriptions.plans import PlanTier
from dastern_core.subscriptions.tier_changes import buy_upgrade, upgrade_price

__all__ = ["Purchase", "buy", "quote_upgrade"]


class Purchase(Enum):
    """
    What is paid for; it is fixed when the price is asked for, and never guessed (PAY-34).
    """

    PERIOD = "PERIOD"
    """
    One period of a plan: the first one, or one more.
    """

    UPGRADE = "UPGRADE"
    """
    Lifting what is left of the running period to a higher plan.
    """


def quote_upgrade(subscription: Subscription, tier: PlanTier, *, now: datetime) -> Money | None:
    """
    Tell whether buying a plan now means an upgrade, and what that costs.

    Args:
        subscription: In any state.
        tier: What somebody wants to buy.
        now: Aware.

    Returns:
        The price of the upgrade; None where a whole period is bought for the plan's price.

    Raises:
        IllegalTransitionError: The running plan is a higher one, or a cancelled other
            one, which can only be renewed, or end.
        InvalidInputError: ``now`` is naive.

    Source:
        Rules SUB-14, SUB-15.
    """
    current = catch_up(subscription, now=now)
    if next_tier(current) in {None, tier}:
        return None
    return upgrade_price(current, tier, now=now)


def buy(
    subscription: Subscription,
    purchase: Purchase,
    *,
    tier: PlanTier,
    bill_number: str,
    paid_at: datetime,
    now: datetime,
) -> Subscription:
    """
    Give an account what it paid for.

    Args:
        subscription: In any state.
        purchase: What was paid for.
        tier: Of which plan.
        bill_number: Of the payment. One that was counted before changes nothing.
        paid_at: When the bank had the money, aware.
        now: When we learned of it, aware.

    Raises:
        IllegalTransitionError: Meanwhile there is nothing that the payment could buy: the
            period to lift has ended, or one of another plan is running.
        InvalidInputError: The plan has no price, or an instant is naive.
    """
    if purchase is Purchase.UPGRADE:
        return buy_upgrade(subscription, tier, bill_number=bill_number, now=now)
    return buy_period(subscription, tier, bill_number=bill_number, paid_at=paid_at, now=now)
