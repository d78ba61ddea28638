"""
Periods: what a payment extends, and what time does to it.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from dastern_core.kernel import IllegalTransitionError, InvalidInputError
from dastern_core.subscriptions import (
    PERIOD,
    PlanTier,
    Subscription,
    SubscriptionStatus,
    buy_period,
    cancel,
    catch_up,
    next_due,
    next_tier,
    schedule_downgrade,
    tier_at,
)

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


def test_who_never_paid_is_free(pending: Subscription, now: datetime) -> None:
    """
    Before the first payment there is no end, no date, and the free plan.
    """
    assert (SubscriptionStatus.PENDING, PlanTier.FREEMIUM) == (pending.status, pending.tier)
    assert (pending.ends_at, pending.scheduled, next_due(pending)) == (None, None, None)
    assert PlanTier.FREEMIUM is tier_at(pending, now=now)
    assert pending is catch_up(pending, now=now)


@pytest.mark.rule("SUB-14")
def test_the_first_payment_buys_thirty_days(pending: Subscription, now: datetime) -> None:
    """
    They count from the payment, not from when we learned of it, whatever its zone.
    """
    told = now + timedelta(minutes=10)
    paid_at = now.astimezone(ZoneInfo("Asia/Phnom_Penh"))
    bought = buy_period(pending, PlanTier.PREMIUM, bill_number="one", paid_at=paid_at, now=told)

    assert (SubscriptionStatus.ACTIVE, PlanTier.PREMIUM) == (bought.status, bought.tier)
    assert (now + timedelta(days=30), told) == (bought.ends_at, bought.history[0].at)
    assert PlanTier.PREMIUM is tier_at(bought, now=told)


@pytest.mark.rule("SUB-14")
def test_a_renewal_counts_from_the_end(premium: Subscription, now: datetime) -> None:
    """
    Who pays early loses nothing.
    """
    renewed = buy_period(
        premium, PlanTier.PREMIUM, bill_number="two", paid_at=now + 3 * DAY, now=now + 3 * DAY
    )

    assert now + 2 * PERIOD == renewed.ends_at


@pytest.mark.rule("SUB-14")
def test_a_payment_is_counted_once(premium: Subscription, now: datetime) -> None:
    """
    Telling of it again gives the same subscription.
    """
    again = buy_period(
        premium, PlanTier.FAMILY_PREMIUM, bill_number="first", paid_at=now + DAY, now=now + DAY
    )

    assert again is premium


@pytest.mark.rule("B071")
def test_what_has_ended_can_be_bought_again(premium: Subscription, now: datetime) -> None:
    """
    After a gap the days count from the new payment, of any plan.
    """
    later = now + PERIOD + 5 * DAY
    bought = buy_period(
        premium, PlanTier.FAMILY_PREMIUM, bill_number="two", paid_at=later, now=later
    )

    assert [change.status.name for change in bought.history] == ["ACTIVE", "EXPIRED", "ACTIVE"]
    assert (PlanTier.FAMILY_PREMIUM, later + PERIOD) == (bought.tier, bought.ends_at)


def test_a_payment_told_late_loses_no_day(premium: Subscription, now: datetime) -> None:
    """
    Paid before the end and told after it, the period follows the one before.
    """
    renewed = buy_period(
        premium,
        PlanTier.PREMIUM,
        bill_number="two",
        paid_at=now + PERIOD - DAY,
        now=now + PERIOD + DAY,
    )

    assert now + 2 * PERIOD == renewed.ends_at


def test_a_cancelled_one_can_be_resumed(premium: Subscription, now: datetime) -> None:
    """
    A further period makes it active again, from the end of what was paid.
    """
    left = cancel(premium, reason=None, now=now)
    resumed = buy_period(left, PlanTier.PREMIUM, bill_number="two", paid_at=now, now=now)

    assert (SubscriptionStatus.ACTIVE, now + 2 * PERIOD) == (resumed.status, resumed.ends_at)


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_period_of_another_plan_does_not_fit(
    premium: Subscription, now: datetime, *, cancelled: bool
) -> None:
    """
    While a period runs, only one more of its own plan can follow.
    """
    running = cancel(premium, reason=None, now=now) if cancelled else premium

    assert PlanTier.PREMIUM is next_tier(running)
    with pytest.raises(IllegalTransitionError, match="period of another plan is running"):
        buy_period(running, PlanTier.FAMILY_PREMIUM, bill_number="two", paid_at=now, now=now)


def test_the_free_plan_is_not_bought(pending: Subscription, now: datetime) -> None:
    """
    There is no period of a plan without a price.
    """
    with pytest.raises(InvalidInputError, match="tier costs nothing"):
        buy_period(pending, PlanTier.FREEMIUM, bill_number="one", paid_at=now, now=now)


@pytest.mark.rule("SUB-18")
@pytest.mark.parametrize(
    ("late", "tier"),
    [(timedelta(0), PlanTier.PREMIUM), (MICROSECOND, PlanTier.FREEMIUM)],
)
def test_it_ends_after_its_end(
    premium: Subscription, now: datetime, late: timedelta, tier: PlanTier
) -> None:
    """
    The end itself is still paid for; a microsecond later only the free plan is left.
    """
    instant = now + PERIOD + late
    current = catch_up(premium, now=instant)

    assert tier is tier_at(premium, now=instant)
    assert (tier is PlanTier.FREEMIUM) is (current.status is SubscriptionStatus.EXPIRED)
    assert (tier is PlanTier.FREEMIUM) is (next_tier(current) is None)


@pytest.mark.rule("SUB-17")
def test_a_cancelled_one_lasts_to_its_end(premium: Subscription, now: datetime) -> None:
    """
    The reason is kept, access stays to the end of what was paid, and then it expires.
    """
    left = cancel(premium, reason="too dear", now=now + DAY)
    end = now + PERIOD

    assert (SubscriptionStatus.CANCELLED, "too dear") == (left.status, left.history[-1].reason)
    assert PlanTier.PREMIUM is tier_at(left, now=end)
    assert PlanTier.FREEMIUM is tier_at(left, now=end + MICROSECOND)
    assert SubscriptionStatus.EXPIRED is catch_up(left, now=end + MICROSECOND).status


def test_only_what_is_active_is_cancelled(
    pending: Subscription, premium: Subscription, now: datetime
) -> None:
    """
    What never began or has ended, though nobody wrote it down, cannot be cancelled.
    """
    for one, when in ((pending, now), (premium, now + 2 * PERIOD)):
        with pytest.raises(IllegalTransitionError, match="CANCEL is not possible"):
            cancel(one, reason=None, now=when)


def test_tells_when_time_will_change_it(
    premium: Subscription, family: Subscription, now: datetime
) -> None:
    """
    At its end, or earlier where a lower plan is to come; never once it has ended.
    """
    lowered = schedule_downgrade(family, PlanTier.PREMIUM, now=now)
    renewed = buy_period(lowered, PlanTier.PREMIUM, bill_number="two", paid_at=now, now=now)
    ended = catch_up(premium, now=now + 2 * PERIOD)

    assert [next_due(one) for one in (premium, renewed, ended)] == [now + PERIOD] * 2 + [None]


def test_a_history_that_cannot_have_happened_is_refused(
    premium: Subscription, now: datetime
) -> None:
    """
    A step that no life has, a status that the step does not lead to, a payment twice.
    """
    (paid,) = premium.history
    left = cancel(premium, reason=None, now=now).history[-1]
    wrong = attrs.evolve(paid, status=SubscriptionStatus.EXPIRED)
    for history, message in (
        ((left,), "a step that the life"),
        ((wrong,), "a step that the life"),
        ((paid, paid), "counts a payment twice"),
    ):
        with pytest.raises(InvalidInputError, match=message):
            Subscription(account_id=premium.account_id, history=history)


def test_a_naive_time_is_refused(premium: Subscription, now: datetime) -> None:
    """
    Every instant has a zone.
    """
    naive = now.astimezone(UTC).replace(tzinfo=None)

    with pytest.raises(InvalidInputError, match="now has no time zone"):
        tier_at(premium, now=naive)
    with pytest.raises(InvalidInputError, match="paid_at has no time zone"):
        buy_period(premium, PlanTier.PREMIUM, bill_number="two", paid_at=naive, now=now)


@pytest.mark.rule("SUB-18")
def test_a_late_renewal_has_its_grace(premium: Subscription, now: datetime) -> None:
    """
    An active plan that ended still counts for the days of grace, a cancelled one does not.
    """
    days = timedelta(days=3)
    end = now + PERIOD
    cancelled = cancel(premium, reason=None, now=now)
    later = end + days + timedelta(seconds=1)

    assert [PlanTier.PREMIUM, PlanTier.FREEMIUM, PlanTier.FREEMIUM] == [
        tier_at(premium, now=end + days, grace=days),
        tier_at(premium, now=later, grace=days),
        tier_at(cancelled, now=end + days, grace=days),
    ]
    assert PlanTier.FREEMIUM is tier_at(premium, now=end + days)
