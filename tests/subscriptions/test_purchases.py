"""
Purchases: what a payment buys, and what it is quoted for.
"""

from datetime import datetime, timedelta

import attrs
import pytest

from dastern_core.kernel import IllegalTransitionError, NotFoundError
from dastern_core.subscriptions import (
    PERIOD,
    PlanTier,
    Purchase,
    ScheduledTier,
    Subscription,
    buy,
    cancel,
    catch_up,
    quote_upgrade,
    schedule_downgrade,
    take_back,
    tier_at,
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


DAY = timedelta(days=1)


def buy_again(
    subscription: Subscription,
    bill_number: str,
    now: datetime,
    *,
    tier: PlanTier = PREMIUM,
    purchase: Purchase = Purchase.PERIOD,
) -> Subscription:
    """
    Pay once more.
    """
    return buy(subscription, purchase, tier=tier, bill_number=bill_number, paid_at=now, now=now)


@pytest.mark.rule("PAY-05")
def test_a_refunded_period_is_taken_off_the_end(premium: Subscription, now: datetime) -> None:
    """
    Of what is to come thirty days are lost, and no day that has passed.
    """
    renewed = buy_again(premium, "two", now)
    once = take_back(renewed, "two", now=now + DAY)
    (only,) = premium.history
    twice = take_back(once, str(only.bill_number), now=now + 2 * DAY)

    assert (now + PERIOD, now + 2 * DAY) == (once.ends_at, twice.ends_at)
    assert FREE is tier_at(twice, now=now + 3 * DAY)


@pytest.mark.rule("PAY-05")
def test_a_refund_after_the_end_changes_no_date(premium: Subscription, now: datetime) -> None:
    """
    What has ended is written down, and stays ended.
    """
    (only,) = premium.history
    late = take_back(premium, str(only.bill_number), now=now + 2 * PERIOD)

    assert (now + PERIOD, ["PAY", "EXPIRE", "REFUND"]) == (
        late.ends_at,
        [change.event.name for change in late.history],
    )


@pytest.mark.rule("PAY-05")
def test_a_refunded_upgrade_gives_back_the_tier_before(
    premium: Subscription, now: datetime
) -> None:
    """
    The end stays; where the higher tier was paid for again, it stays as well.
    """
    lifted = buy_again(premium, "two", now, tier=FAMILY, purchase=Purchase.UPGRADE)
    renewed = buy_again(lifted, "three", now, tier=FAMILY)

    assert (PREMIUM, now + PERIOD) == (
        take_back(lifted, "two", now=now).tier,
        take_back(lifted, "two", now=now).ends_at,
    )
    assert FAMILY is take_back(renewed, "two", now=now).tier


@pytest.mark.rule("PAY-05")
def test_a_refund_keeps_the_tier_to_come(family: Subscription, now: datetime) -> None:
    """
    A scheduled lower tier comes no later than the end of what is still paid.
    """
    (only,) = family.history
    lowered = schedule_downgrade(family, PREMIUM, now=now)
    back = take_back(lowered, str(only.bill_number), now=now + DAY)
    lifted = buy_again(premium_of(family), "up", now, tier=FAMILY, purchase=Purchase.UPGRADE)
    unlifted = take_back(schedule_downgrade(lifted, PREMIUM, now=now), "up", now=now)

    assert ScheduledTier(tier=PREMIUM, at=now + DAY) == back.scheduled
    assert back == catch_up(back, now=now)
    assert (PREMIUM, None) == (unlifted.tier, unlifted.scheduled)


def premium_of(family: Subscription) -> Subscription:
    """
    Give the same subscription as if the smaller plan had been bought.
    """
    (only,) = family.history
    return attrs.evolve(family, history=(attrs.evolve(only, tier=PREMIUM),))


def test_what_bought_nothing_cannot_be_taken_back(premium: Subscription, now: datetime) -> None:
    """
    An unknown payment is told.
    """
    with pytest.raises(NotFoundError):
        take_back(premium, "unknown", now=now)
