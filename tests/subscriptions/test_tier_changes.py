"""
Changes of tier: what an upgrade costs, and when a downgrade holds.
"""

from datetime import datetime, timedelta

import pytest

from dastern_core.kernel import IllegalTransitionError, InvalidInputError, NotPermittedError
from dastern_core.subscriptions import (
    PERIOD,
    PlanTier,
    Subscription,
    SubscriptionStatus,
    buy_period,
    buy_upgrade,
    cancel,
    catch_up,
    schedule_downgrade,
    tier_at,
    upgrade,
    upgrade_price,
)

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
FREE, PREMIUM, FAMILY = PlanTier


@pytest.mark.rule("SUB-15")
@pytest.mark.parametrize(
    ("left", "price"),
    [
        (timedelta(days=30), "0.50 USD"),
        (timedelta(days=15), "0.25 USD"),
        (timedelta(days=14, hours=16, minutes=48), "0.25 USD"),  # 24.5 cents exactly: up
        (timedelta(days=14, hours=16, minutes=48) - MICROSECOND, "0.24 USD"),
        (timedelta(hours=7, minutes=12), "0.01 USD"),  # half a cent exactly: up
        (timedelta(hours=7, minutes=12) - MICROSECOND, "0.00 USD"),
        (timedelta(0), "0.00 USD"),
    ],
)
def test_an_upgrade_costs_the_difference_for_the_rest(
    premium: Subscription, now: datetime, left: timedelta, price: str
) -> None:
    """
    The time left counts in fractions of days, and half a cent is rounded up.
    """
    assert price == str(upgrade_price(premium, FAMILY, now=now + PERIOD - left))


def test_an_upgrade_of_two_periods_costs_both(premium: Subscription, now: datetime) -> None:
    """
    What was renewed early is lifted with the rest.
    """
    renewed = buy_period(premium, PREMIUM, bill_number="two", paid_at=now, now=now)

    assert "1.00 USD" == str(upgrade_price(renewed, FAMILY, now=now))


@pytest.mark.rule("SUB-09")
def test_an_upgrade_holds_at_once(premium: Subscription, now: datetime) -> None:
    """
    The tier changes with the payment; the end stays.
    """
    lifted = buy_upgrade(premium, FAMILY, bill_number="two", now=now + DAY)

    assert FAMILY is tier_at(lifted, now=now + DAY)
    assert premium.ends_at == lifted.ends_at
    assert lifted is buy_upgrade(lifted, FAMILY, bill_number="two", now=now + 2 * DAY)


@pytest.mark.rule("SUB-16")
def test_what_costs_nothing_needs_no_payment(premium: Subscription, now: datetime) -> None:
    """
    In the last hours the upgrade rounds to zero and is applied directly.
    """
    lifted = upgrade(premium, FAMILY, now=now + PERIOD)

    assert (FAMILY, None) == (lifted.tier, lifted.history[-1].bill_number)


@pytest.mark.rule("SUB-21")
def test_what_costs_something_needs_its_payment(premium: Subscription, now: datetime) -> None:
    """
    Nobody lifts their plan without paying for it.
    """
    with pytest.raises(NotPermittedError, match="has a price"):
        upgrade(premium, FAMILY, now=now)


@pytest.mark.parametrize("tier", [FREE, PREMIUM])
def test_an_upgrade_leads_upwards(premium: Subscription, now: datetime, tier: PlanTier) -> None:
    """
    Neither the same plan nor a lower one is an upgrade.
    """
    with pytest.raises(IllegalTransitionError, match="is not below this one"):
        upgrade_price(premium, tier, now=now)
    with pytest.raises(IllegalTransitionError, match="is not below this one"):
        buy_upgrade(premium, tier, bill_number="two", now=now)


def test_there_must_be_something_to_lift(
    pending: Subscription, premium: Subscription, now: datetime
) -> None:
    """
    Nothing is lifted that never began, was cancelled, or has ended meanwhile.
    """
    left = cancel(premium, reason=None, now=now)
    for one, when in ((pending, now), (left, now), (premium, now + PERIOD + MICROSECOND)):
        with pytest.raises(IllegalTransitionError, match="UPGRADE is not possible"):
            buy_upgrade(one, FAMILY, bill_number="two", now=when)


@pytest.mark.rule("SUB-10")
def test_a_downgrade_waits_for_the_billing_date(family: Subscription, now: datetime) -> None:
    """
    Renewed at the lower price, the higher plan stays to the date; scheduling twice is once.
    """
    lowered = schedule_downgrade(family, PREMIUM, now=now + DAY)
    renewed = buy_period(lowered, PREMIUM, bill_number="two", paid_at=now + DAY, now=now + DAY)
    date = now + PERIOD

    assert lowered is schedule_downgrade(lowered, PREMIUM, now=now + 2 * DAY)
    assert (FAMILY, date + PERIOD) == (renewed.tier, renewed.ends_at)
    assert FAMILY is tier_at(renewed, now=date - MICROSECOND)
    assert PREMIUM is tier_at(renewed, now=date)
    assert (PREMIUM, None) == (
        catch_up(renewed, now=date).tier,
        catch_up(renewed, now=date).scheduled,
    )


def test_a_downgrade_that_nobody_paid_for_ends(family: Subscription, now: datetime) -> None:
    """
    Without a renewal there is no lower period either.
    """
    lowered = schedule_downgrade(family, PREMIUM, now=now)

    assert FREE is tier_at(lowered, now=now + PERIOD + MICROSECOND)


def test_a_downgrade_stays_in_what_was_cancelled(family: Subscription, now: datetime) -> None:
    """
    Who renews at the lower price and then leaves gets what was paid.
    """
    lowered = schedule_downgrade(family, PREMIUM, now=now)
    renewed = buy_period(lowered, PREMIUM, bill_number="two", paid_at=now, now=now)
    left = cancel(renewed, reason=None, now=now)
    current = catch_up(left, now=now + PERIOD)

    assert (SubscriptionStatus.CANCELLED, PREMIUM) == (current.status, current.tier)


@pytest.mark.parametrize("tier", [FREE, FAMILY])
def test_a_downgrade_leads_to_a_lower_paid_plan(
    family: Subscription, now: datetime, tier: PlanTier
) -> None:
    """
    The same plan is none, and leaving for the free one is cancelling.
    """
    with pytest.raises(InvalidInputError, match="is no lower paid plan"):
        schedule_downgrade(family, tier, now=now)


def test_only_what_is_active_is_lowered(family: Subscription, now: datetime) -> None:
    """
    What was cancelled takes no lower plan.
    """
    left = cancel(family, reason=None, now=now)

    with pytest.raises(IllegalTransitionError, match="SCHEDULE is not possible"):
        schedule_downgrade(left, PREMIUM, now=now)
