"""
Subscriptions: what an account has paid for, until when, and how it came to that.

A subscription is its history: what holds now is what the newest change says. Storing it,
so that of two changes at once only one counts, is left to the caller.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    IllegalTransitionError,
    InvalidInputError,
    require_aware,
)
from dastern_core.subscriptions.lifecycle import (
    SUBSCRIPTION_LIFE,
    ScheduledTier,
    SubscriptionChange,
    SubscriptionEvent,
    SubscriptionStatus,
)
from dastern_core.subscriptions.plans import PERIOD, PLANS, PlanTier

__all__ = [
    "Subscription",
    "begin",
    "buy_period",
    "cancel",
    "catch_up",
    "counts",
    "next_due",
    "next_tier",
    "step",
    "tier_at",
]

_FREE = PlanTier.FREEMIUM
_RUNNING = frozenset({SubscriptionStatus.ACTIVE, SubscriptionStatus.CANCELLED})


@attrs.frozen(kw_only=True)
class Subscription:
    """
    What an account has paid for.

    Args:
        account_id: Who has it; an account has one subscription over all its plans.
        history: Every change, the oldest first; empty before the first payment.

    Raises:
        InvalidInputError: The history is not one that the life of a subscription allows,
            or counts a payment twice.
    """

    account_id: AccountId
    history: tuple[SubscriptionChange, ...]

    def __attrs_post_init__(self) -> None:
        """
        Refuse a history that cannot have happened.
        """
        before = [SUBSCRIPTION_LIFE.start, *(change.status for change in self.history)]
        bills = [change.bill_number for change in self.history if change.bill_number is not None]
        steps = [
            SUBSCRIPTION_LIFE.steps.get((origin, change.event)) is change.status
            for origin, change in zip(before, self.history, strict=False)
        ]
        if not all(steps):
            problem = "has a step that the life of a subscription does not allow"
            remedy = "Give every change, the oldest first."
            raise InvalidInputError(Fault(field="history", problem=problem, remedy=remedy))
        if any(one == other for one, other in pairwise(sorted(bills))):
            problem, remedy = "counts a payment twice", "Give each payment's change once."
            raise InvalidInputError(Fault(field="history", problem=problem, remedy=remedy))

    @property
    def status(self) -> SubscriptionStatus:
        """
        Where it stands, as far as it was brought up to date (`catch_up`).
        """
        return self.history[-1].status if self.history else SUBSCRIPTION_LIFE.start

    @property
    def tier(self) -> PlanTier:
        """
        What was bought last; what it allows at an instant, `tier_at` tells.
        """
        return self.history[-1].tier if self.history else PlanTier.FREEMIUM

    @property
    def ends_at(self) -> datetime | None:
        """
        The end of what is paid, in UTC: the next billing date; None before the first payment.
        """
        return self.history[-1].ends_at if self.history else None

    @property
    def scheduled(self) -> ScheduledTier | None:
        """
        The tier that it takes at a billing date to come.
        """
        return self.history[-1].scheduled if self.history else None


def begin(account_id: AccountId) -> Subscription:
    """
    Give the subscription of an account that never paid: pending, and free (SUB-06).
    """
    return Subscription(account_id=account_id, history=())


def catch_up(subscription: Subscription, *, now: datetime) -> Subscription:
    """
    Let happen what time has brought: the end, or the lower tier of a new period.

    Returns:
        The subscription as it stands at ``now``; the same where nothing was due.

    Raises:
        InvalidInputError: ``now`` is naive.

    Source:
        Rules SUB-10 and SUB-18: the end itself is still paid for, and a new tier holds
        from its date on.
    """
    now = require_aware(now, field="now").astimezone(UTC)
    ends_at, scheduled = subscription.ends_at, subscription.scheduled
    if ends_at is None or subscription.status not in _RUNNING:
        return subscription
    if ends_at < now:
        return step(subscription, SubscriptionEvent.EXPIRE, at=now, scheduled=None)
    if scheduled is not None and scheduled.at <= now:
        return step(
            subscription,
            SubscriptionEvent.DOWNGRADE,
            at=now,
            tier=scheduled.tier,
            scheduled=None,
        )
    return subscription


def tier_at(
    subscription: Subscription, *, now: datetime, grace: timedelta = timedelta()
) -> PlanTier:
    """
    Give the tier whose limits hold at an instant; the free one where nothing is paid for.

    Args:
        subscription: In any state.
        now: Aware, not before the newest change.
        grace: For how long after its end an active plan still counts, so that nobody loses
            it over a late renewal; not one that was cancelled or refunded. A renewal is
            counted from the end all the same: the days of grace are not given away.

    Raises:
        InvalidInputError: ``now`` is naive.

    Source:
        Rules SUB-09, SUB-17, SUB-18.
    """
    current = catch_up(subscription, now=now)
    return current.tier if current.status in _RUNNING or _in_grace(current, now, grace) else _FREE


def _in_grace(current: Subscription, now: datetime, grace: timedelta) -> bool:
    last = [change.event for change in current.history[-1:]]
    if last != [SubscriptionEvent.EXPIRE]:
        return False
    *_, before, ended = current.history
    return before.status is SubscriptionStatus.ACTIVE and now <= ended.ends_at + grace


def next_due(subscription: Subscription) -> datetime | None:
    """
    Give the date at which time alone will change a subscription; None where it never will.
    """
    if subscription.status not in _RUNNING or subscription.ends_at is None:
        return None
    scheduled = subscription.scheduled
    return subscription.ends_at if scheduled is None else min(scheduled.at, subscription.ends_at)


def next_tier(subscription: Subscription) -> PlanTier | None:
    """
    Give the only tier of which a further period can be bought; None where any can.
    """
    if subscription.status not in _RUNNING:
        return None
    scheduled = subscription.scheduled
    return subscription.tier if scheduled is None else scheduled.tier


def buy_period(
    subscription: Subscription,
    tier: PlanTier,
    *,
    bill_number: str,
    paid_at: datetime,
    now: datetime,
) -> Subscription:
    """
    Begin, renew or resume a subscription with one paid period.

    Args:
        subscription: In any state.
        tier: What was paid for; of a running subscription the tier that comes next.
        bill_number: Of the payment. One that was counted before changes nothing.
        paid_at: When the bank had the money, aware.
        now: When we learned of it, aware.

    Returns:
        Active for 30 days after the payment, or after the end of what was paid already,
        whichever is later: who pays early loses nothing.

    Raises:
        IllegalTransitionError: A period of another tier is running.
        InvalidInputError: The tier costs nothing, or an instant is naive.

    Source:
        Rules SUB-14, SUB-21 and defect B071.
    """
    if counts(subscription, bill_number):
        return subscription
    if PLANS[tier].price.minor == 0:
        remedy = "Choose a plan that has a price."
        raise InvalidInputError(Fault(field="tier", problem="costs nothing", remedy=remedy))
    start = require_aware(paid_at, field="paid_at").astimezone(UTC)
    current = catch_up(subscription, now=now)
    running = next_tier(current)
    if running not in {None, tier}:
        message = "a period of another plan is running: upgrade it, or let it end"
        raise IllegalTransitionError(message)
    return step(
        current,
        SubscriptionEvent.PAY,
        at=now,
        tier=tier if running is None else current.tier,
        ends_at=max(start, current.ends_at or start) + PERIOD,
        scheduled=None if running is None else current.scheduled,
        bill_number=bill_number,
    )


def cancel(subscription: Subscription, *, reason: str | None, now: datetime) -> Subscription:
    """
    Renew no more; what was paid lasts to its end (SUB-17).

    Args:
        subscription: Active.
        reason: Why, in the subscriber's own words, or None.
        now: Aware.

    Raises:
        IllegalTransitionError: Nothing is active.
        InvalidInputError: ``now`` is naive.
    """
    current = catch_up(subscription, now=now)
    return step(
        current,
        SubscriptionEvent.CANCEL,
        at=now,
        scheduled=current.scheduled,
        reason=reason,
    )


def counts(subscription: Subscription, bill_number: str) -> bool:
    """
    Tell whether a payment is in a subscription's history already.
    """
    return any(change.bill_number == bill_number for change in subscription.history)


def step(
    subscription: Subscription,
    event: SubscriptionEvent,
    *,
    at: datetime,
    scheduled: ScheduledTier | None,
    tier: PlanTier | None = None,
    ends_at: datetime | None = None,
    bill_number: str | None = None,
    reason: str | None = None,
) -> Subscription:
    """
    Take one step of a subscription's life, and write it into its history.

    Args:
        subscription: The subscription.
        event: What happened.
        at: When we learned of it, aware.
        scheduled: The tier to come from then on.
        tier: What it is for; None as before.
        ends_at: The end of what is paid; None as before.
        bill_number: Of the payment that caused it.
        reason: The subscriber's own words for leaving.

    Raises:
        IllegalTransitionError: The life of a subscription has no such step.
        InvalidInputError: An instant is naive, or bill and event contradict each other.
    """
    status = SUBSCRIPTION_LIFE.after(subscription.status, event)
    change = SubscriptionChange(
        event=event,
        status=status,
        tier=tier or subscription.tier,
        ends_at=ends_at or subscription.history[-1].ends_at,
        scheduled=scheduled,
        at=at,
        bill_number=bill_number,
        reason=reason,
    )
    return attrs.evolve(subscription, history=(*subscription.history, change))
