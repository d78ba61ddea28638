"""
Purchases: what a payment for a plan buys.
"""

from datetime import UTC, datetime
from enum import Enum

import attrs

from dastern_core.kernel import Money, NotFoundError
from dastern_core.subscriptions.lifecycle import SubscriptionEvent
from dastern_core.subscriptions.periods import (
    Subscription,
    buy_period,
    catch_up,
    next_tier,
    step,
)
from dastern_core.subscriptions.plans import PERIOD, PlanTier
from dastern_core.subscriptions.tier_changes import buy_upgrade, upgrade_price

__all__ = ["Purchase", "buy", "quote_upgrade", "take_back"]


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


def take_back(subscription: Subscription, bill_number: str, *, now: datetime) -> Subscription:
    """
    Take back what a payment bought, because its money was given back.

    Args:
        subscription: In any state.
        bill_number: Of the payment.
        now: Aware.

    Returns:
        A refunded period shortens what is paid by its 30 days, and by no day that has
        passed. A refunded upgrade gives back the tier before it, unless the tier has
        changed since, or was paid for again.

    Raises:
        NotFoundError: The payment bought nothing of this subscription.
        InvalidInputError: ``now`` is naive.

    Source:
        Rules PAY-05, SUB-21.
    """
    current = catch_up(subscription, now=now)
    numbers = [change.bill_number for change in current.history]
    if bill_number not in numbers:
        message = "the payment bought nothing of this subscription"
        raise NotFoundError(message)
    position = numbers.index(bill_number)
    bought, newest = current.history[position], current.history[-1]
    later = current.history[position:]
    events = {change.event for change in later}
    ends_at, tier = newest.ends_at, newest.tier
    if bought.event is SubscriptionEvent.PAY:
        moment = now.astimezone(UTC)
        ends_at = min(ends_at, max(ends_at - PERIOD, moment))
    elif {bought.tier} == {one.tier for one in later} and SubscriptionEvent.PAY not in events:
        tier = current.history[position - 1].tier
    scheduled = newest.scheduled
    if scheduled is not None:
        date = min(scheduled.at, ends_at)
        scheduled = None if scheduled.tier is tier else attrs.evolve(scheduled, at=date)
    return step(
        current,
        SubscriptionEvent.REFUND,
        at=now,
        tier=tier,
        ends_at=ends_at,
        scheduled=scheduled,
    )
