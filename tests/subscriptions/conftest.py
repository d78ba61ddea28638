"""
Subscriptions of one invented account.
"""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from dastern_core.kernel import AccountId
from dastern_core.subscriptions import PlanTier, Subscription, begin, buy_period


@pytest.fixture
def now() -> datetime:
    """
    Give the moment of the first payment.
    """
    return datetime(2026, 6, 15, 3, 0, tzinfo=UTC)


@pytest.fixture
def pending() -> Subscription:
    """
    Give a subscription that nobody paid for.
    """
    return begin(AccountId(UUID(int=1)))


@pytest.fixture
def premium(pending: Subscription, now: datetime) -> Subscription:
    """
    Give a subscription with one period of the premium plan.
    """
    return buy_period(pending, PlanTier.PREMIUM, bill_number="first", paid_at=now, now=now)


@pytest.fixture
def family(pending: Subscription, now: datetime) -> Subscription:
    """
    Give a subscription with one period of the family plan.
    """
    return buy_period(pending, PlanTier.FAMILY_PREMIUM, bill_number="first", paid_at=now, now=now)
