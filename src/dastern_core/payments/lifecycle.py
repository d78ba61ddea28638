"""
The life of a payment: its states, the steps between them, and the history that they leave.

Rules: all changes of status are in the table. Every order begins pending; what has
expired may still be paid late, and nothing becomes pending again (PAY-02, PAY-03, C35).
Money that arrives and is not what was asked for fails the order, in time or late. What
failed or was cancelled stays so; money that comes for it, or that can buy nothing, is owed
to the payer until it was given back (PAY-05). Each step leaves one change, and an order's
changes lead to where it stands (PAY-04).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from itertools import pairwise
from types import MappingProxyType

import attrs

from dastern_core.kernel import Fault, TransitionTable, require_aware

__all__ = [
    "EVENT_OF",
    "ORDER_LIFE",
    "OWED",
    "PaymentChange",
    "PaymentEvent",
    "PaymentReason",
    "PaymentStatus",
    "history_faults",
]


class PaymentStatus(Enum):
    """
    Where a payment stands; TIMEOUT of the old services is EXPIRED (C35).
    """

    PENDING = "PENDING"
    PAID = "PAID"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    REFUNDED = "REFUNDED"


class PaymentEvent(Enum):
    """
    What can happen to a payment.
    """

    PAY = "PAY"
    FAIL = "FAIL"
    EXPIRE = "EXPIRE"
    CANCEL = "CANCEL"
    OWE = "OWE"
    """
    The bank has money that the order cannot use; it has to be given back.
    """

    REFUND = "REFUND"


ORDER_LIFE: TransitionTable[PaymentStatus, PaymentEvent] = TransitionTable(
    name="payment",
    start=PaymentStatus.PENDING,
    steps={
        (PaymentStatus.PENDING, PaymentEvent.PAY): PaymentStatus.PAID,
        (PaymentStatus.PENDING, PaymentEvent.FAIL): PaymentStatus.FAILED,
        (PaymentStatus.PENDING, PaymentEvent.EXPIRE): PaymentStatus.EXPIRED,
        (PaymentStatus.PENDING, PaymentEvent.CANCEL): PaymentStatus.CANCELLED,
        (PaymentStatus.EXPIRED, PaymentEvent.PAY): PaymentStatus.PAID,
        (PaymentStatus.EXPIRED, PaymentEvent.FAIL): PaymentStatus.FAILED,
        (PaymentStatus.PAID, PaymentEvent.OWE): PaymentStatus.PAID,
        (PaymentStatus.FAILED, PaymentEvent.OWE): PaymentStatus.FAILED,
        (PaymentStatus.CANCELLED, PaymentEvent.OWE): PaymentStatus.CANCELLED,
        (PaymentStatus.PAID, PaymentEvent.REFUND): PaymentStatus.REFUNDED,
        (PaymentStatus.FAILED, PaymentEvent.REFUND): PaymentStatus.REFUNDED,
        (PaymentStatus.CANCELLED, PaymentEvent.REFUND): PaymentStatus.REFUNDED,
    },
)
"""
The life of a payment (PAY-02, PAY-03, PAY-05, C35).
"""


class PaymentReason(Enum):
    """
    Why a payment came to stand where it stands.
    """

    ASKED = "ASKED"
    """
    Somebody was asked to pay.
    """

    CONFIRMED = "CONFIRMED"
    """
    The bank has the money, and it is what was asked for.
    """

    MISMATCHED = "MISMATCHED"
    """
    The bank has money that is not what was asked for: it is owed to the payer.
    """

    UNEXPECTED = "UNEXPECTED"
    """
    The bank has money for what was cancelled or had failed: it is owed to the payer.
    """

    UNUSABLE = "UNUSABLE"
    """
    It is paid, and there is nothing left that it could buy: it is owed to the payer.
    """

    FAILED = "FAILED"
    """
    Paying failed.
    """

    TIMED_OUT = "TIMED_OUT"
    """
    Its time was over.
    """

    WITHDRAWN = "WITHDRAWN"
    """
    It was withdrawn before it was paid.
    """

    GIVEN_BACK = "GIVEN_BACK"
    """
    The money was given back.
    """

    IMPORTED = "IMPORTED"
    """
    It stood there when keeping a history began; the steps in between are unknown.
    """


EVENT_OF: Mapping[PaymentReason, PaymentEvent] = MappingProxyType(
    {
        PaymentReason.CONFIRMED: PaymentEvent.PAY,
        PaymentReason.MISMATCHED: PaymentEvent.FAIL,
        PaymentReason.FAILED: PaymentEvent.FAIL,
        PaymentReason.UNEXPECTED: PaymentEvent.OWE,
        PaymentReason.UNUSABLE: PaymentEvent.OWE,
        PaymentReason.TIMED_OUT: PaymentEvent.EXPIRE,
        PaymentReason.WITHDRAWN: PaymentEvent.CANCEL,
        PaymentReason.GIVEN_BACK: PaymentEvent.REFUND,
    }
)
"""
What happened, by why; being asked is no step, and what was imported may be any.
"""

OWED = frozenset({PaymentReason.MISMATCHED, PaymentReason.UNEXPECTED, PaymentReason.UNUSABLE})
"""
The reasons after which money is owed to the payer.
"""


@attrs.frozen(kw_only=True)
class PaymentChange:
    """
    One step of a payment's life (PAY-04).

    Args:
        before: Where it stood; None for the first.
        after: Where it stands from then on.
        at: When we learned of it, aware. When the bank had the money is the order's
            ``paid_at``.
        reason: Why.
        differing: Of money that came, the fields that were not the ones asked for.

    Raises:
        InvalidInputError: The instant is naive.
    """

    before: PaymentStatus | None
    after: PaymentStatus
    at: datetime
    reason: PaymentReason
    differing: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """
        Refuse an instant without a zone.
        """
        require_aware(self.at, field="at")


def history_faults(changes: Sequence[PaymentChange], *, status: PaymentStatus) -> list[Fault]:
    """
    Find where an order's changes do not lead, step by step, to where it stands.

    Args:
        changes: All of them, the oldest first.
        status: Where the order stands.

    Returns:
        Nothing for a history that is whole; otherwise one fault.
    """
    beginning = [(change.before, change.after) for change in changes[:1]]
    linked = all(one.after is after.before for one, after in pairwise(changes))
    possible = all(_is_step(change) for change in changes[1:])
    ending = changes[-1].after if changes else None
    if beginning == [(None, ORDER_LIFE.start)] and linked and possible and ending is status:
        return []
    problem = "does not lead from the beginning to the status"
    return [Fault(field="history", problem=problem, remedy="Give every change, the oldest first.")]


def _is_step(change: PaymentChange) -> bool:
    if change.before is None:
        return False
    event = EVENT_OF.get(change.reason)
    events = ORDER_LIFE.events(change.before) if event is None else {event}
    return any(ORDER_LIFE.steps.get((change.before, one)) is change.after for one in events)
