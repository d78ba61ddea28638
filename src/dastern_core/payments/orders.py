"""
Payment orders: what somebody was asked to pay for a plan, and what became of it.

Storing an order and asking the bank whether it was paid is left to the caller.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import Enum

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    IllegalTransitionError,
    InvalidInputError,
    Money,
    require_aware,
)
from dastern_core.khqr import md5
from dastern_core.payments.lifecycle import (
    EVENT_OF,
    ORDER_LIFE,
    OWED,
    PaymentChange,
    PaymentReason,
    PaymentStatus,
    history_faults,
)
from dastern_core.subscriptions import PlanTier, Purchase

__all__ = [
    "BILL_ENTROPY_BYTES",
    "PaymentGateway",
    "PaymentOrder",
    "bill_number",
    "cancel",
    "expire",
    "fail",
    "is_owed",
    "owe",
    "refund",
    "step",
]

BILL_ENTROPY_BYTES = 4
"""
How many random bytes a bill number holds (PAY-15).
"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BILL_NUMBER = re.compile(r"DT-[0-9]{13}-[0-9A-F]{8}")


class PaymentGateway(Enum):
    """
    Who moves the money (C34).
    """

    BAKONG = "BAKONG"
    STRIPE = "STRIPE"


@attrs.frozen(kw_only=True)
class PaymentOrder:
    """
    What somebody was asked to pay.

    Args:
        account_id: Who subscribes and pays.
        tier: The plan that is paid for; the bought tier is taken from here, never
            guessed from an amount (PAY-34).
        purchase: Whether a whole period is paid for, or lifting the running one.
        bill_number: ``DT-``, 13 digits, ``-`` and 8 hexadecimal digits (PAY-15).
        price: The amount asked for.
        gateway: Who moves the money, and says whether it has.
        receiver: The account that must receive it, as the gateway names it: in Bakong
            such as ``name@bank``.
        payload: By what the gateway knows it: the text of the KHQR to be shown, or the
            identifier that the gateway gave.
        created_at: Aware.
        expires_at: Aware; from this instant on the order has expired.
        status: Where it stands.
        paid_at: When the bank had the money; None where it never had, or had other
            money than was asked for.
        history: How it came to stand there, the oldest change first (PAY-04).

    Raises:
        InvalidInputError: An instant is naive, the bill number has another form, history
            and payment time contradict each other, or the history does not lead to the
            status.
    """

    account_id: AccountId
    tier: PlanTier
    purchase: Purchase
    bill_number: str
    price: Money
    gateway: PaymentGateway
    receiver: str
    payload: str
    created_at: datetime
    expires_at: datetime
    status: PaymentStatus
    paid_at: datetime | None
    history: tuple[PaymentChange, ...]

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
        paid = any(change.after is PaymentStatus.PAID for change in self.history)
        unasked = any(change.reason is PaymentReason.UNEXPECTED for change in self.history)
        if (self.paid_at is None and paid) or (self.paid_at is not None and not paid | unasked):
            problem = "contradicts the history"
            remedy = "Give the time where the money came, and only there."
            faults.append(Fault(field="paid_at", problem=problem, remedy=remedy))
        faults += history_faults(self.history, status=self.status)
        if faults:
            raise InvalidInputError(*faults)

    @property
    def md5(self) -> str:
        """
        The key by which we find the payment, and the bank a KHQR (PAY-27).
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
    return step(order, PaymentReason.TIMED_OUT, now=now)


def cancel(order: PaymentOrder, *, now: datetime) -> PaymentOrder:
    """
    Withdraw an order that was not paid.

    Raises:
        IllegalTransitionError: The order is not pending.
        InvalidInputError: ``now`` is naive.
    """
    return step(order, PaymentReason.WITHDRAWN, now=now)


def fail(order: PaymentOrder, *, now: datetime) -> PaymentOrder:
    """
    Mark an order as one whose payment failed.

    Raises:
        IllegalTransitionError: The order is neither pending nor expired.
        InvalidInputError: ``now`` is naive.
    """
    return step(order, PaymentReason.FAILED, now=now)


def owe(order: PaymentOrder, *, now: datetime) -> PaymentOrder:
    """
    Write down that a paid order can buy nothing, so that its money has to be given back.

    Raises:
        IllegalTransitionError: The order is not paid.
        InvalidInputError: ``now`` is naive.
    """
    if order.status is not PaymentStatus.PAID:
        message = f"payment is {order.status.name}: only what is paid can turn out useless"
        raise IllegalTransitionError(message)
    return step(order, PaymentReason.UNUSABLE, now=now)


def is_owed(order: PaymentOrder) -> bool:
    """
    Tell whether the payer has to get money back.

    Returns:
        True where other money than was asked for came, money for an order that was over,
        or money that could buy nothing; until it was given back.

    Source:
        Rules PAY-03, PAY-05, PAY-13.
    """
    came = any(change.reason in OWED for change in order.history)
    return came and order.status is not PaymentStatus.REFUNDED


def refund(order: PaymentOrder, *, now: datetime) -> PaymentOrder:
    """
    Mark an order as one whose money was given back (PAY-05).

    Args:
        order: Paid, or over and with money that is owed.
        now: Aware.

    Raises:
        IllegalTransitionError: Nobody has money of this order.
        InvalidInputError: ``now`` is naive.
    """
    if order.status is not PaymentStatus.PAID and not is_owed(order):
        message = f"payment is {order.status.name}, and no money came that could be given back"
        raise IllegalTransitionError(message)
    return step(order, PaymentReason.GIVEN_BACK, now=now)


def step(
    order: PaymentOrder,
    reason: PaymentReason,
    *,
    now: datetime,
    paid_at: datetime | None = None,
    differing: tuple[str, ...] = (),
) -> PaymentOrder:
    """
    Take one step of an order's life, and write it into its history.

    Args:
        order: The order.
        reason: Why; it says what happened.
        now: When we learned of it, aware.
        paid_at: When the bank had the money, where it came.
        differing: Of money that came, the fields that differ.

    Raises:
        IllegalTransitionError: The life of a payment has no such step.
        InvalidInputError: ``now`` is naive, or payment time and event contradict each
            other.
    """
    after = ORDER_LIFE.after(order.status, EVENT_OF[reason])
    change = PaymentChange(
        before=order.status,
        after=after,
        at=require_aware(now, field="now"),
        reason=reason,
        differing=differing,
    )
    return attrs.evolve(
        order, status=after, paid_at=paid_at or order.paid_at, history=(*order.history, change)
    )
