"""
Settlement: comparing what the bank says was paid with what was asked for.

Three sources may tell of one payment, in any order and more than once: the webhook, the
polling and the client. Only the bank's answer counts as one; getting it, and making one
change of several at the same time, is left to the caller.
"""

from datetime import datetime
from enum import Enum
from typing import ClassVar

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Money, require_aware
from dastern_core.payments.lifecycle import PaymentEvent, PaymentReason, PaymentStatus
from dastern_core.payments.orders import PaymentOrder, step

__all__ = [
    "PaymentMismatchError",
    "PaymentSource",
    "ReceivedPayment",
    "awaits_answer",
    "reject",
    "settle",
]

_DECIDED = frozenset({PaymentStatus.PAID, PaymentStatus.REFUNDED, PaymentStatus.FAILED})


class PaymentSource(Enum):
    """
    Who tells of a payment; none of them is believed without the bank (C38).
    """

    WEBHOOK = "WEBHOOK"
    POLLING = "POLLING"
    CLIENT = "CLIENT"


class PaymentMismatchError(InvalidInputError):
    """
    What was paid is not what was asked for.
    """

    code: ClassVar[str] = "payment_mismatch"


@attrs.frozen(kw_only=True)
class ReceivedPayment:
    """
    What the bank says it received.

    Args:
        md5: The key of the KHQR that was paid, 32 lower-case hex digits.
        amount: With its currency.
        receiver: The account that got it.
        acknowledged_at: When the bank had it, aware; None where the bank does not say.
    """

    md5: str
    amount: Money
    receiver: str
    acknowledged_at: datetime | None


def awaits_answer(order: PaymentOrder) -> bool:
    """
    Tell whether the bank's answer can still change an order, or needs somebody to look.

    Returns:
        False for what was paid, refunded, or paid wrongly. True also for what expired or
        was cancelled: the payer may have been faster.

    Source:
        Rule PAY-03.
    """
    return order.status not in _DECIDED


def settle(order: PaymentOrder, payment: ReceivedPayment, *, now: datetime) -> PaymentOrder:
    """
    Mark an order as paid by a payment that matches it.

    Args:
        order: Pending, or expired and paid late.
        payment: What the bank says.
        now: When the answer was read, aware; the payment's time where the bank gives none.

    Returns:
        The paid order. An order that was paid before is returned as it is, with its first
        payment time, so that hearing of a payment twice changes nothing.

    Raises:
        PaymentMismatchError: Key, amount, currency or receiver differ; each is named.
        IllegalTransitionError: The order failed or was cancelled; somebody must look.
        InvalidInputError: An instant is naive.

    Source:
        Rules PAY-03, PAY-13, PAY-14.
    """
    require_aware(now, field="now")
    pairs = (
        ("md5", payment.md5, order.md5),
        ("amount", payment.amount.minor, order.price.minor),
        ("currency", payment.amount.currency, order.price.currency),
        ("receiver", payment.receiver, order.receiver),
    )
    faults = [
        Fault(
            field=field,
            problem="is not the one that was asked for",
            remedy="Do not activate the plan; compare the order with the bank's record.",
        )
        for field, found, asked in pairs
        if found != asked
    ]
    if faults:
        raise PaymentMismatchError(*faults)
    if order.status in {PaymentStatus.PAID, PaymentStatus.REFUNDED}:
        return order
    return step(
        order,
        PaymentEvent.PAY,
        reason=PaymentReason.CONFIRMED,
        now=now,
        paid_at=payment.acknowledged_at or now,
    )


def reject(order: PaymentOrder, mismatch: PaymentMismatchError, *, now: datetime) -> PaymentOrder:
    """
    Fail an order for which the bank has money that was not asked for.

    Args:
        order: Pending or expired.
        mismatch: What `settle` raised; the history keeps the names of its fields.
        now: When the answer was read, aware.

    Raises:
        IllegalTransitionError: The order is neither pending nor expired.
        InvalidInputError: ``now`` is naive.

    Source:
        Rules PAY-04, PAY-13.
    """
    return step(
        order,
        PaymentEvent.FAIL,
        reason=PaymentReason.MISMATCHED,
        now=now,
        differing=tuple(fault.field for fault in mismatch.faults),
    )
