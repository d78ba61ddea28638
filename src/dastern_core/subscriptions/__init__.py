"""
The subscriptions domain: what a plan costs and allows, and until when it is paid for.
"""

from dastern_core.subscriptions.entitlements import (
    Limited,
    LimitReached,
    WithinLimit,
    check_limit,
    plan_limit,
)
from dastern_core.subscriptions.lifecycle import (
    SUBSCRIPTION_LIFE,
    ScheduledTier,
    SubscriptionChange,
    SubscriptionEvent,
    SubscriptionStatus,
)
from dastern_core.subscriptions.periods import (
    Subscription,
    begin,
    buy_period,
    cancel,
    catch_up,
    next_due,
    next_tier,
    tier_at,
)
from dastern_core.subscriptions.plans import PERIOD, PLANS, Plan, PlanTier
from dastern_core.subscriptions.purchases import Purchase, buy, quote_upgrade, take_back
from dastern_core.subscriptions.tier_changes import (
    buy_upgrade,
    schedule_downgrade,
    upgrade,
    upgrade_price,
)

__all__ = [
    "PERIOD",
    "PLANS",
    "SUBSCRIPTION_LIFE",
    "LimitReached",
    "Limited",
    "Plan",
    "PlanTier",
    "Purchase",
    "ScheduledTier",
    "Subscription",
    "SubscriptionChange",
    "SubscriptionEvent",
    "SubscriptionStatus",
    "WithinLimit",
    "begin",
    "buy",
    "buy_period",
    "buy_upgrade",
    "cancel",
    "catch_up",
    "check_limit",
    "next_due",
    "next_tier",
    "plan_limit",
    "quote_upgrade",
    "schedule_downgrade",
    "take_back",
    "tier_at",
    "upgrade",
    "upgrade_price",
]
