"""
Settlement: comparing what the bank says was paid with what was asked for.

Three sources may tell of one payment, in any order and more than once: the webhook, the
polling and the client. Only the bank's answer counts as one; getting it, and making one
change of several at the same time, is left to the caller.
"""

from datetime import datetime
from typing import ClassVar

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Money, require_aware
from dastern_core.payments.orders import ORDER_LIFE, PaymentEvent, PaymentOrder, PaymentStatus

__all__ = ["PaymentMismatchError", "ReceivedPayment", "settle"]


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
    return attrs.evolve(
        order,
        status=ORDER_LIFE.after(order.status, PaymentEvent.PAY),
        paid_at=payment.acknowledged_at or now,
    )
