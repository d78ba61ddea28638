"""
Settlement: comparing what the bank says was paid with what was asked for.

Three sources may tell of one payment, in any order and more than once: the webhook, the
polling and the client. Only the bank's answer counts as one; getting it, and making one
change of several at the same time, is left to the caller.
"""

from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import ClassVar

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Money, require_aware
from dastern_core.payments.lifecycle import PaymentReason, PaymentStatus
from dastern_core.payments.orders import PaymentOrder, is_owed, step

__all__ = [
    "CLOCK_SKEW",
    "PaymentMismatchError",
    "PaymentSource",
    "PaymentTimeError",
    "ReceivedPayment",
    "awaits_answer",
    "reject",
    "settle",
]

CLOCK_SKEW = timedelta(minutes=5)
"""
How far the bank's clock and ours may stand apart (SIG-02).
"""

_DECIDED = frozenset({PaymentStatus.PAID, PaymentStatus.REFUNDED, PaymentStatus.FAILED})
_OVER = frozenset({PaymentStatus.CANCELLED, PaymentStatus.FAILED})


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


class PaymentTimeError(InvalidInputError):
    """
    The bank's time of a payment cannot be true by our clock; nothing is concluded from it.
    """

    code: ClassVar[str] = "payment_time"


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
        False for what was paid, refunded, failed, or is owed to the payer. True also for
        what expired or was cancelled: the payer may have been faster.

    Source:
        Rule PAY-03.
    """
    return order.status not in _DECIDED and not is_owed(order)


def settle(order: PaymentOrder, payment: ReceivedPayment, *, now: datetime) -> PaymentOrder:
    """
    Mark an order as paid by a payment that matches it.

    Args:
        order: Pending, expired and paid late, or over and paid nevertheless.
        payment: What the bank says.
        now: When the answer was read, aware; the payment's time where the bank gives none.

    Returns:
        The paid order. One that failed or was cancelled stays so, and its money is owed
        to the payer (`is_owed`). An order that was paid before is returned as it is, with
        its first payment time, so that hearing of a payment twice changes nothing. The
        payment time lies between the order and now: the bank's clock gives nobody days.

    Raises:
        PaymentMismatchError: Key, amount, currency or receiver differ; each is named.
        PaymentTimeError: By the bank's clock it was paid more than `CLOCK_SKEW` before it
            was asked for, or after now. Once the clocks agree, telling again settles.
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
    if order.status in {PaymentStatus.PAID, PaymentStatus.REFUNDED} or is_owed(order):
        return order
    reason = PaymentReason.UNEXPECTED if order.status in _OVER else PaymentReason.CONFIRMED
    return step(order, reason, now=now, paid_at=_payment_time(order, payment, now=now))


def _payment_time(order: PaymentOrder, payment: ReceivedPayment, *, now: datetime) -> datetime:
    told = now if payment.acknowledged_at is None else payment.acknowledged_at
    instant = require_aware(told, field="acknowledged_at").astimezone(UTC)
    earliest, latest = order.created_at.astimezone(UTC), now.astimezone(UTC)
    if earliest - CLOCK_SKEW <= instant <= latest + CLOCK_SKEW:
        return max(earliest, min(instant, latest))
    problem = "is before the order" if instant < earliest else "has not come yet"
    remedy = "Correct this computer's clock and ask again; else ask the bank about its record."
    raise PaymentTimeError(Fault(field="acknowledged_at", problem=problem, remedy=remedy))


def reject(order: PaymentOrder, mismatch: PaymentMismatchError, *, now: datetime) -> PaymentOrder:
    """
    Fail an order for which the bank has money that was not asked for, and owe that.

    Args:
        order: Pending or expired; or cancelled, which it stays.
        mismatch: What `settle` raised; the history keeps the names of its fields.
        now: When the answer was read, aware.

    Raises:
        IllegalTransitionError: The order was paid.
        InvalidInputError: ``now`` is naive.

    Source:
        Rules PAY-04, PAY-13.
    """
    reason = PaymentReason.UNEXPECTED if order.status in _OVER else PaymentReason.MISMATCHED
    differing = tuple(fault.field for fault in mismatch.faults)
    return step(order, reason, now=now, differing=differing)
