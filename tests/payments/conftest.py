"""
One order of an invented account.
"""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from dastern_core.kernel import AccountId
from dastern_core.payments import PaymentOrder, open_order, subscription_receiver
from dastern_core.subscriptions import PlanTier


@pytest.fixture
def now() -> datetime:
    """
    Give the moment of the order.
    """
    return datetime(2026, 6, 15, 3, 0, tzinfo=UTC)


@pytest.fixture
def order(now: datetime) -> PaymentOrder:
    """
    Open an order for the premium plan.
    """
    return open_order(
        PlanTier.PREMIUM,
        account_id=AccountId(UUID(int=1)),
        receiver=subscription_receiver("das_tern@devb"),
        now=now,
        entropy=bytes([0xDE, 0xAD, 0xBE, 0xEF]),
    )
