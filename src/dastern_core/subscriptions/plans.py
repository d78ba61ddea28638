"""
Plans: what each tier costs, and how much of everything it allows.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from types import MappingProxyType

import attrs

from dastern_core.kernel import Currency, Money

__all__ = ["PERIOD", "PLANS", "Plan", "PlanTier"]

PERIOD = timedelta(days=30)
"""
How long a paid plan lasts (SUB-01).
"""

_GIBIBYTE = 2**30


class PlanTier(Enum):
    """
    The tiers, from the free one up (SUB-01).
    """

    FREEMIUM = "FREEMIUM"
    PREMIUM = "PREMIUM"
    FAMILY_PREMIUM = "FAMILY_PREMIUM"


@attrs.frozen(kw_only=True)
class Plan:
    """
    One tier's price and limits.

    Args:
        tier: The tier.
        price: For one period; zero where it is free.
        prescriptions: How many a patient may have; None without limit.
        medicines: How many over all prescriptions; None without limit.
        connections: How many family connections.
        storage_bytes: How much may be stored.
    """

    tier: PlanTier
    price: Money
    prescriptions: int | None
    medicines: int | None
    connections: int
    storage_bytes: int


PLANS: Mapping[PlanTier, Plan] = MappingProxyType(
    {
        plan.tier: plan
        for plan in (
            Plan(
                tier=PlanTier.FREEMIUM,
                price=Money(minor=0, currency=Currency.USD),
                prescriptions=1,
                medicines=3,
                connections=1,
                storage_bytes=5 * _GIBIBYTE,
            ),
            Plan(
                tier=PlanTier.PREMIUM,
                price=Money(minor=50, currency=Currency.USD),
                prescriptions=None,
                medicines=None,
                connections=5,
                storage_bytes=20 * _GIBIBYTE,
            ),
            Plan(
                tier=PlanTier.FAMILY_PREMIUM,
                price=Money(minor=100, currency=Currency.USD),
                prescriptions=None,
                medicines=None,
                connections=10,
                storage_bytes=20 * _GIBIBYTE,
            ),
        )
    }
)
"""
Every tier's plan (SUB-01 to SUB-03, C33).
"""
