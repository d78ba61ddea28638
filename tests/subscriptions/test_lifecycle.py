"""
The life of a subscription: every step, and the changes that make its history.
"""

from datetime import UTC, datetime

import attrs
import pytest

from dastern_core.kernel import IllegalTransitionError, InvalidInputError
from dastern_core.subscriptions import (
    SUBSCRIPTION_LIFE,
    PlanTier,
    ScheduledTier,
    SubscriptionChange,
    SubscriptionEvent,
    SubscriptionStatus,
)

ALLOWED = {
    ("PENDING", "PAY"): "ACTIVE",
    ("ACTIVE", "PAY"): "ACTIVE",
    ("ACTIVE", "UPGRADE"): "ACTIVE",
    ("ACTIVE", "SCHEDULE"): "ACTIVE",
    ("ACTIVE", "DOWNGRADE"): "ACTIVE",
    ("ACTIVE", "CANCEL"): "CANCELLED",
    ("ACTIVE", "EXPIRE"): "EXPIRED",
    ("CANCELLED", "PAY"): "ACTIVE",
    ("CANCELLED", "DOWNGRADE"): "CANCELLED",
    ("CANCELLED", "EXPIRE"): "EXPIRED",
    ("EXPIRED", "PAY"): "ACTIVE",
    ("ACTIVE", "REFUND"): "ACTIVE",
    ("CANCELLED", "REFUND"): "CANCELLED",
    ("EXPIRED", "REFUND"): "EXPIRED",
}
NOW = datetime(2026, 6, 15, tzinfo=UTC)
NAIVE = NOW.replace(tzinfo=None)
CHANGE = SubscriptionChange(
    event=SubscriptionEvent.PAY,
    status=SubscriptionStatus.ACTIVE,
    tier=PlanTier.PREMIUM,
    ends_at=NOW,
    at=NOW,
    bill_number="one",
)


@pytest.mark.rule("SUB-13")
@pytest.mark.parametrize("status", SubscriptionStatus)
@pytest.mark.parametrize("event", SubscriptionEvent)
def test_every_step_is_allowed_or_refused(
    status: SubscriptionStatus, event: SubscriptionEvent
) -> None:
    """
    Pending is the only beginning, and only money leads to active.
    """
    expected = ALLOWED.get((status.name, event.name))
    if expected is None:
        with pytest.raises(IllegalTransitionError):
            SUBSCRIPTION_LIFE.after(status, event)
        return

    assert SubscriptionStatus[expected] is SUBSCRIPTION_LIFE.after(status, event)
    assert SubscriptionStatus.PENDING is SUBSCRIPTION_LIFE.start


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ends_at": NAIVE}, "ends_at has no time zone"),
        ({"at": NAIVE}, "at has no time zone"),
        ({"bill_number": None}, "bill_number contradicts PAY"),
        ({"event": SubscriptionEvent.EXPIRE}, "bill_number contradicts EXPIRE"),
    ],
)
def test_a_change_does_not_contradict_itself(change: dict[str, object], message: str) -> None:
    """
    What is bought has a bill, what time or the subscriber does has none.
    """
    with pytest.raises(InvalidInputError, match=message):
        attrs.evolve(CHANGE, **change)  # type: ignore[arg-type]  # wrong values are the point


def test_a_billing_date_has_a_zone() -> None:
    """
    A naive date is refused.
    """
    with pytest.raises(InvalidInputError, match="at has no time zone"):
        ScheduledTier(tier=PlanTier.PREMIUM, at=NAIVE)


def test_the_reason_for_leaving_is_not_shown() -> None:
    """
    The subscriber's own words stay out of logs.
    """
    left = attrs.evolve(
        CHANGE, event=SubscriptionEvent.CANCEL, bill_number=None, reason="private words"
    )

    assert "private words" not in repr(left)
