"""
Settlement: a payment counts where it is the one that was asked for, and once.
"""

from datetime import datetime, timedelta

import attrs
import pytest

from dastern_core.kernel import Currency, IllegalTransitionError, InvalidInputError, Money
from dastern_core.payments import (
    PaymentMismatchError,
    PaymentOrder,
    PaymentReason,
    PaymentStatus,
    ReceivedPayment,
    awaits_answer,
    cancel,
    expire,
    fail,
    refund,
    reject,
    settle,
)


@pytest.fixture
def payment(order: PaymentOrder) -> ReceivedPayment:
    """
    Give the payment that the order asks for.
    """
    return ReceivedPayment(
        md5=order.md5,
        amount=order.price,
        receiver=order.receiver,
        acknowledged_at=order.created_at + timedelta(minutes=2),
    )


@pytest.mark.rule("PAY-13")
@pytest.mark.rule("PAY-14")
def test_a_matching_payment_settles(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    The order is paid, at the time that the bank gives.
    """
    paid = settle(order, payment, now=now + timedelta(minutes=5))

    assert (paid.status, paid.paid_at) == (PaymentStatus.PAID, payment.acknowledged_at)


@pytest.mark.rule("PAY-14")
def test_without_the_banks_time_ours_counts(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    Where the bank gives no time, the time of reading stands in.
    """
    paid = settle(order, attrs.evolve(payment, acknowledged_at=None), now=now)

    assert now == paid.paid_at


@pytest.mark.rule("PAY-13")
@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"amount": Money(minor=49, currency=Currency.USD)}, ["amount"]),
        ({"amount": Money(minor=51, currency=Currency.USD)}, ["amount"]),
        ({"amount": Money(minor=50, currency=Currency.KHR)}, ["currency"]),
        ({"receiver": "somebody@else"}, ["receiver"]),
        ({"md5": "0" * 32}, ["md5"]),
        (
            {"amount": Money(minor=1, currency=Currency.KHR), "receiver": ""},
            ["amount", "currency", "receiver"],
        ),
    ],
)
def test_another_payment_does_not_settle(
    order: PaymentOrder, payment: ReceivedPayment, *, change: dict[str, object], fields: list[str]
) -> None:
    """
    Every difference is named; none lets the order pass.
    """
    other = attrs.evolve(payment, **change)  # type: ignore[arg-type]  # several types of fields

    with pytest.raises(PaymentMismatchError) as caught:
        settle(order, other, now=order.created_at)

    assert fields == [fault.field for fault in caught.value.faults]


@pytest.mark.rule("PAY-03")
def test_an_expired_order_can_be_paid_late(order: PaymentOrder, payment: ReceivedPayment) -> None:
    """
    Money that arrives after the expiry still counts.
    """
    expired = expire(order, now=order.expires_at)

    assert settle(expired, payment, now=order.expires_at).status is PaymentStatus.PAID


def test_hearing_of_a_payment_twice_changes_nothing(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    The second source finds the order as the first one left it, even after a refund.
    """
    paid = settle(order, payment, now=now)
    refunded = refund(paid, now=now)
    later = attrs.evolve(payment, acknowledged_at=None)

    assert paid is settle(paid, later, now=now + timedelta(days=1))
    assert refunded is settle(refunded, later, now=now + timedelta(days=1))


@pytest.mark.rule("PAY-03")
def test_a_cancelled_order_is_not_paid_in_silence(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    Money for an order that is over needs somebody to look.
    """
    with pytest.raises(IllegalTransitionError, match="payment is CANCELLED: PAY is not possible"):
        settle(cancel(order, now=now), payment, now=now)


def test_a_naive_time_is_refused(order: PaymentOrder, payment: ReceivedPayment) -> None:
    """
    The moment of reading has a zone.
    """
    with pytest.raises(InvalidInputError, match="now has no time zone"):
        settle(order, payment, now=datetime(2026, 6, 15))  # noqa: DTZ001 - the naive one


@pytest.mark.rule("PAY-03")
def test_a_decided_order_awaits_no_answer(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    What is pending, expired or cancelled may have been paid; what is decided stays so.
    """
    paid = settle(order, payment, now=now)
    open_ones = [order, expire(order, now=order.expires_at), cancel(order, now=now)]
    decided = [paid, refund(paid, now=now), fail(order, now=now)]

    assert [True] * 3 + [False] * 3 == [awaits_answer(one) for one in open_ones + decided]


@pytest.mark.rule("PAY-04")
@pytest.mark.parametrize("late", [False, True])
def test_a_mismatch_fails_the_order(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime, *, late: bool
) -> None:
    """
    The history names the fields that differ, and never the values; in time or late.
    """
    order = expire(order, now=order.expires_at) if late else order
    other = attrs.evolve(
        payment, amount=Money(minor=1, currency=Currency.KHR), receiver="somebody@else"
    )
    with pytest.raises(PaymentMismatchError) as caught:
        settle(order, other, now=now)
    rejected = reject(order, caught.value, now=now)
    change = rejected.history[-1]

    assert (PaymentStatus.FAILED, None) == (rejected.status, rejected.paid_at)
    assert change.reason is PaymentReason.MISMATCHED
    assert change.differing == ("amount", "currency", "receiver")
