"""
Payment orders: what somebody was asked to pay for a plan, and what became of it.

Rules: all changes of status are in the table. Every order begins pending; what has
expired may still be paid late, and nothing becomes pending again (PAY-02, PAY-03, C35).
Storing an order, with a history of its changes (PAY-04), and asking the bank whether it
was paid is left to the caller.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import Enum

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    Money,
    TransitionTable,
    require_aware,
)
from dastern_core.khqr import Individual, encode, md5
from dastern_core.subscriptions import PLANS, PlanTier

__all__ = [
    "BILL_ENTROPY_BYTES",
    "ORDER_LIFE",
    "ORDER_LIFETIME",
    "PaymentEvent",
    "PaymentOrder",
    "PaymentStatus",
    "bill_number",
    "cancel",
    "expire",
    "fail",
    "open_order",
    "refund",
    "subscription_receiver",
]

ORDER_LIFETIME = timedelta(minutes=15)
"""
How long an order can be paid: it is the expiry in its KHQR as well (C36, tag 99.01).
"""

BILL_ENTROPY_BYTES = 4
"""
How many random bytes a bill number holds (PAY-15).
"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BILL_NUMBER = re.compile(r"DT-[0-9]{13}-[0-9A-F]{8}")


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
        (PaymentStatus.PAID, PaymentEvent.REFUND): PaymentStatus.REFUNDED,
    },
)
"""
The life of a payment (PAY-02, PAY-03, PAY-05, C35).
"""

_RECEIVED = frozenset({PaymentStatus.PAID, PaymentStatus.REFUNDED})


@attrs.frozen(kw_only=True)
class PaymentOrder:
    """
    What somebody was asked to pay.

    Args:
        account_id: Who subscribes and pays.
        tier: The plan that is paid for; the bought tier is taken from here, never
            guessed from an amount (PAY-34).
        bill_number: ``DT-``, 13 digits, ``-`` and 8 hexadecimal digits (PAY-15).
        price: The amount asked for.
        receiver: The Bakong account that must receive it, such as ``name@bank``.
        payload: The text of the KHQR to be shown.
        created_at: Aware.
        expires_at: Aware; from this instant on the order has expired.
        status: Where it stands.
        paid_at: When the bank had the money; None exactly where it never had.

    Raises:
        InvalidInputError: An instant is naive, the bill number has another form, or
            status and payment time contradict each other.
    """

    account_id: AccountId
    tier: PlanTier
    bill_number: str
    price: Money
    receiver: str
    payload: str
    created_at: datetime
    expires_at: datetime
    status: PaymentStatus
    paid_at: datetime | None

    def __attrs_post_init__(self) -> None:
        """
        Refuse an order that contradicts itself.
        """
        require_aware(self.created_at, field="created_at")
        require_aware(self.expires_at, field="expires_at")
        if self.paid_at is not None:
            require_aware(self.paid_at, field="paid_at")
        faults = []
        if not _BILL_NUMBER.fullmatch(self.bill_number):
            remedy = "Give a number as bill_number() makes it."
            faults.append(Fault(field="bill_number", problem="has another form", remedy=remedy))
        if (self.paid_at is not None) is not (self.status in _RECEIVED):
            problem = "contradicts the status"
            remedy = "Give the time where it was paid, and only there."
            faults.append(Fault(field="paid_at", problem=problem, remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)

    @property
    def md5(self) -> str:
        """
        The key by which the bank and we find the payment: 32 lower-case hex digits (PAY-27).
        """
        return md5(self.payload)


def bill_number(*, now: datetime, entropy: bytes) -> str:
    """
    Give an order the number that the payer's bank shows.

    Args:
        now: The moment of the order, aware, from 1970 on.
        entropy: 4 random bytes, so that orders of one millisecond differ.

    Returns:
        25 characters, which is all that tag 62.01 holds.

    Raises:
        InvalidInputError: The instant is naive or has no 13 digits, or the entropy has
            another size.

    Source:
        Rule PAY-15.

    Example:
        >>> bill_number(now=datetime(2026, 6, 15, tzinfo=UTC), entropy=bytes([1, 2, 3, 255]))
        'DT-1781481600000-010203FF'
    """
    milliseconds = (require_aware(now, field="now") - _EPOCH) // timedelta(milliseconds=1)
    number = f"DT-{milliseconds:013d}-{entropy.hex().upper()}"
    if not _BILL_NUMBER.fullmatch(number):
        raise InvalidInputError(
            Fault(
                field="entropy",
                problem=f"and time do not make {_BILL_NUMBER.pattern}",
                remedy=f"Give {BILL_ENTROPY_BYTES} random bytes and a time from 1970 to 2286.",
            )
        )
    return number


def subscription_receiver(bakong_account_id: str) -> Individual:
    """
    Give the receiver as the payer's bank shows it.

    Args:
        bakong_account_id: The account that receives subscriptions, such as ``name@bank``.

    Source:
        Rule PAY-18.
    """
    return Individual(
        bakong_account_id=bakong_account_id,
        merchant_name="Das Tern",
        merchant_city="Phnom Penh",
        store_label="Das Tern Subscription",
        terminal_label="Web",
        merchant_category_code="5999",
    )


def open_order(
    tier: PlanTier, *, account_id: AccountId, receiver: Individual, now: datetime, entropy: bytes
) -> PaymentOrder:
    """
    Ask an account to pay for a plan.

    Args:
        tier: The plan; its price is the amount, whatever a client says (PAY-07).
        account_id: Who is to pay.
        receiver: Who is to be paid, without amount, bill number and expiry.
        now: The moment of the order, aware.
        entropy: `BILL_ENTROPY_BYTES` random bytes.

    Returns:
        A pending order with its KHQR.

    Raises:
        InvalidInputError: The plan costs nothing, or the KHQR cannot carry the receiver.

    Source:
        Rules PAY-07, PAY-15, PAY-20, SUB-01 and decisions C36, C37.
    """
    price = PLANS[tier].price
    if price.minor == 0:
        remedy = "Choose a plan that has a price."
        raise InvalidInputError(Fault(field="tier", problem="costs nothing", remedy=remedy))
    number = bill_number(now=now, entropy=entropy)
    asked = attrs.evolve(
        receiver,
        currency=price.currency,
        amount=price,
        bill_number=number,
        expiration_timestamp=now + ORDER_LIFETIME,
    )
    return PaymentOrder(
        account_id=account_id,
        tier=tier,
        bill_number=number,
        price=price,
        receiver=receiver.bakong_account_id,
        payload=encode(asked, now=now),
        created_at=now,
        expires_at=now + ORDER_LIFETIME,
        status=ORDER_LIFE.start,
        paid_at=None,
    )


def expire(order: PaymentOrder, *, now: datetime) -> PaymentOrder:
    """
    Let an order expire when its time has come.

    Returns:
        The expired order; the order as it is where it is not pending, or not due yet.

    Raises:
        InvalidInputError: ``now`` is naive.

    Source:
        Decision C36; the boundary itself has expired.
    """
    require_aware(now, field="now")
    if order.status is not PaymentStatus.PENDING or now < order.expires_at:
        return order
    return _after(order, PaymentEvent.EXPIRE)


def cancel(order: PaymentOrder) -> PaymentOrder:
    """
    Withdraw an order that was not paid.

    Raises:
        IllegalTransitionError: The order is not pending.
    """
    return _after(order, PaymentEvent.CANCEL)


def fail(order: PaymentOrder) -> PaymentOrder:
    """
    Mark an order as one whose payment failed.

    Raises:
        IllegalTransitionError: The order is not pending.
    """
    return _after(order, PaymentEvent.FAIL)


def refund(order: PaymentOrder) -> PaymentOrder:
    """
    Mark a paid order as one whose money was given back (PAY-05).

    Raises:
        IllegalTransitionError: The order is not paid.
    """
    return _after(order, PaymentEvent.REFUND)


def _after(order: PaymentOrder, event: PaymentEvent) -> PaymentOrder:
    return attrs.evolve(order, status=ORDER_LIFE.after(order.status, event))
