"""
The life of a subscription: its states, and the steps between them.

Rules: all changes of status are in the table (SUB-13). Only money makes a subscription
active (SUB-21), and what has ended can be paid for again (B071). A cancelled one runs on
to the end of what was paid (SUB-17).
"""

from datetime import datetime
from enum import Enum

import attrs

from dastern_core.kernel import Fault, InvalidInputError, TransitionTable, require_aware
from dastern_core.subscriptions.plans import PlanTier

__all__ = [
    "SUBSCRIPTION_LIFE",
    "ScheduledTier",
    "SubscriptionChange",
    "SubscriptionEvent",
    "SubscriptionStatus",
]


class SubscriptionStatus(Enum):
    """
    Where a subscription stands (SUB-13).
    """

    PENDING = "PENDING"
    """
    Nothing was paid yet.
    """

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    """
    It will not be renewed; what was paid lasts to its end.
    """


class SubscriptionEvent(Enum):
    """
    What can happen to a subscription.
    """

    PAY = "PAY"
    UPGRADE = "UPGRADE"
    SCHEDULE = "SCHEDULE"
    DOWNGRADE = "DOWNGRADE"
    CANCEL = "CANCEL"
    EXPIRE = "EXPIRE"
    REFUND = "REFUND"


SUBSCRIPTION_LIFE: TransitionTable[SubscriptionStatus, SubscriptionEvent] = TransitionTable(
    name="subscription",
    start=SubscriptionStatus.PENDING,
    steps={
        (SubscriptionStatus.PENDING, SubscriptionEvent.PAY): SubscriptionStatus.ACTIVE,
        (SubscriptionStatus.ACTIVE, SubscriptionEvent.PAY): SubscriptionStatus.ACTIVE,
        (SubscriptionStatus.ACTIVE, SubscriptionEvent.UPGRADE): SubscriptionStatus.ACTIVE,
        (SubscriptionStatus.ACTIVE, SubscriptionEvent.SCHEDULE): SubscriptionStatus.ACTIVE,
        (SubscriptionStatus.ACTIVE, SubscriptionEvent.DOWNGRADE): SubscriptionStatus.ACTIVE,
        (SubscriptionStatus.ACTIVE, SubscriptionEvent.CANCEL): SubscriptionStatus.CANCELLED,
        (SubscriptionStatus.ACTIVE, SubscriptionEvent.EXPIRE): SubscriptionStatus.EXPIRED,
        (SubscriptionStatus.CANCELLED, SubscriptionEvent.PAY): SubscriptionStatus.ACTIVE,
        (SubscriptionStatus.CANCELLED, SubscriptionEvent.DOWNGRADE): SubscriptionStatus.CANCELLED,
        (SubscriptionStatus.CANCELLED, SubscriptionEvent.EXPIRE): SubscriptionStatus.EXPIRED,
        (SubscriptionStatus.EXPIRED, SubscriptionEvent.PAY): SubscriptionStatus.ACTIVE,
        (SubscriptionStatus.ACTIVE, SubscriptionEvent.REFUND): SubscriptionStatus.ACTIVE,
        (SubscriptionStatus.CANCELLED, SubscriptionEvent.REFUND): SubscriptionStatus.CANCELLED,
        (SubscriptionStatus.EXPIRED, SubscriptionEvent.REFUND): SubscriptionStatus.EXPIRED,
    },
)
"""
The life of a subscription (SUB-10, SUB-13, SUB-17, SUB-18).
"""

_PAID = frozenset({SubscriptionEvent.PAY, SubscriptionEvent.UPGRADE})


@attrs.frozen(kw_only=True)
class ScheduledTier:
    """
    The tier that a subscription takes at its next billing date (SUB-10).

    Args:
        tier: The lower tier.
        at: The billing date, aware.

    Raises:
        InvalidInputError: The instant is naive.
    """

    tier: PlanTier
    at: datetime

    def __attrs_post_init__(self) -> None:
        """
        Refuse an instant without a zone.
        """
        require_aware(self.at, field="at")


@attrs.frozen(kw_only=True)
class SubscriptionChange:
    """
    One step of a subscription's life, and all that held from then on.

    Args:
        event: What happened.
        status: Where the subscription stands from then on.
        tier: What it is for.
        ends_at: The end of what is paid, aware.
        scheduled: The tier to come, where one is.
        at: When we learned of it, aware.
        bill_number: Of the payment that caused it; None where none did.
        reason: The subscriber's own words for leaving, or None.

    Raises:
        InvalidInputError: An instant is naive, or a bill is missing where something was
            bought, or given where nothing was.
    """

    event: SubscriptionEvent
    status: SubscriptionStatus
    tier: PlanTier
    ends_at: datetime
    scheduled: ScheduledTier | None = None
    at: datetime
    bill_number: str | None = None
    reason: str | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        """
        Refuse a change that contradicts itself.
        """
        require_aware(self.ends_at, field="ends_at")
        require_aware(self.at, field="at")
        billed = self.bill_number is not None
        missing = self.event is SubscriptionEvent.PAY and not billed
        if missing or (billed and self.event not in _PAID):
            problem = f"contradicts {self.event.value}"
            remedy = "Give the payment's number where something was bought, and only there."
            raise InvalidInputError(Fault(field="bill_number", problem=problem, remedy=remedy))
