"""
Changes of tier: up at once for the rest of the price, down at the next billing date.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import floor

from dastern_core.kernel import (
    Fault,
    IllegalTransitionError,
    InvalidInputError,
    Money,
    NotPermittedError,
)
from dastern_core.subscriptions.lifecycle import ScheduledTier, SubscriptionEvent
from dastern_core.subscriptions.periods import Subscription, catch_up, counts, step
from dastern_core.subscriptions.plans import PERIOD, PLANS, PlanTier

__all__ = ["buy_upgrade", "schedule_downgrade", "upgrade", "upgrade_price"]

_MICROSECOND = timedelta(microseconds=1)


def upgrade_price(subscription: Subscription, tier: PlanTier, *, now: datetime) -> Money:
    """
    Compute what lifting the rest of the running period to a higher tier costs.

    Args:
        subscription: Active.
        tier: The higher tier.
        now: Aware.

    Returns:
        The difference of the two prices for the time that is left, of which 30 days cost
        the whole difference; computed exactly and rounded half up to a minor unit. Zero
        needs no payment (SUB-16).

    Raises:
        IllegalTransitionError: Nothing is active, or the tier is no higher one.
        InvalidInputError: ``now`` is naive.

    Source:
        Rule SUB-15.
    """
    current = catch_up(subscription, now=now)
    lifted = _upgraded(current, tier, at=now, bill_number=None)
    left = lifted.history[-1].ends_at.astimezone(UTC) - now.astimezone(UTC)
    new, old = PLANS[tier].price, PLANS[current.tier].price
    exact = (new.minor - old.minor) * Fraction(left // _MICROSECOND, PERIOD // _MICROSECOND)
    return Money(minor=floor(exact + Fraction(1, 2)), currency=new.currency)


def upgrade(subscription: Subscription, tier: PlanTier, *, now: datetime) -> Subscription:
    """
    Lift the running period to a higher tier where that costs nothing any more (SUB-16).

    Raises:
        NotPermittedError: It costs something; only a payment does it (SUB-21).
        IllegalTransitionError: Nothing is active, or the tier is no higher one.
        InvalidInputError: ``now`` is naive.
    """
    if upgrade_price(subscription, tier, now=now).minor > 0:
        message = "this upgrade has a price: ask for its payment"
        raise NotPermittedError(message)
    return _upgraded(catch_up(subscription, now=now), tier, at=now, bill_number=None)


def buy_upgrade(
    subscription: Subscription, tier: PlanTier, *, bill_number: str, now: datetime
) -> Subscription:
    """
    Lift the running period to a higher tier at once; its end stays (SUB-09).

    Args:
        subscription: Active.
        tier: What was paid for.
        bill_number: Of the payment. One that was counted before changes nothing.
        now: When we learned of it, aware.

    Raises:
        IllegalTransitionError: There is nothing to lift: nothing is active any more, or
            the tier is no higher one.
        InvalidInputError: ``now`` is naive.
    """
    if counts(subscription, bill_number):
        return subscription
    return _upgraded(catch_up(subscription, now=now), tier, at=now, bill_number=bill_number)


def schedule_downgrade(
    subscription: Subscription, tier: PlanTier, *, now: datetime
) -> Subscription:
    """
    Take a lower tier from the next billing date on; until then nothing changes (SUB-10).

    Args:
        subscription: Active.
        tier: Lower than the running one, and not the free one.
        now: Aware.

    Returns:
        The subscription with the tier to come; as it is where that was scheduled before.

    Raises:
        IllegalTransitionError: Nothing is active.
        InvalidInputError: The tier is not lower, or is free, or ``now`` is naive.
    """
    current = catch_up(subscription, now=now)
    if current.scheduled is not None and current.scheduled.tier is tier:
        return current
    if not 0 < PLANS[tier].price.minor < PLANS[current.tier].price.minor:
        problem, remedy = "is no lower paid plan", "Choose a lower one; to pay no more, cancel."
        raise InvalidInputError(Fault(field="tier", problem=problem, remedy=remedy))
    date = ScheduledTier(tier=tier, at=current.history[-1].ends_at)
    return step(current, SubscriptionEvent.SCHEDULE, at=now, scheduled=date)


def _upgraded(
    current: Subscription, tier: PlanTier, *, at: datetime, bill_number: str | None
) -> Subscription:
    lifted = step(
        current,
        SubscriptionEvent.UPGRADE,
        at=at,
        tier=tier,
        scheduled=None,
        bill_number=bill_number,
    )
    if PLANS[tier].price.minor <= PLANS[current.tier].price.minor:
        message = "the running plan is not below this one: choose a higher one, or renew"
        raise IllegalTransitionError(message)
    return lifted
