"""
Settlement: a payment counts where it is the one that was asked for, and once.
"""

from datetime import datetime, timedelta

import attrs
import pytest

from dastern_core.kernel import Currency, IllegalTransitionError, InvalidInputError, Money
from dastern_core.payments import (
    CLOCK_SKEW,
    PaymentMismatchError,
    PaymentOrder,
    PaymentReason,
    PaymentStatus,
    PaymentTimeError,
    ReceivedPayment,
    awaits_answer,
    cancel,
    expire,
    fail,
    is_owed,
    owe,
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


def test_a_paid_order_has_its_time(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    Without it the order contradicts its history.
    """
    paid = settle(order, payment, now=now + timedelta(minutes=5))

    with pytest.raises(InvalidInputError, match="paid_at contradicts the history"):
        attrs.evolve(paid, paid_at=None)


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
    paid = settle(order, payment, now=now + timedelta(minutes=3))
    refunded = refund(paid, now=now + timedelta(minutes=3))
    later = attrs.evolve(payment, acknowledged_at=None)

    assert paid is settle(paid, later, now=now + timedelta(days=1))
    assert refunded is settle(refunded, later, now=now + timedelta(days=1))


@pytest.mark.rule("PAY-03")
@pytest.mark.rule("PAY-05")
def test_money_for_what_is_over_is_owed(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    A cancelled or failed order stays so, remembers the money, and owes it until it is back.
    """
    for over in (cancel(order, now=now), fail(order, now=now)):
        owed = settle(over, payment, now=now + timedelta(minutes=3))
        again = settle(owed, payment, now=now + timedelta(minutes=4))
        back = refund(owed, now=now + timedelta(days=1))

        assert owed is again
        assert (over.status, payment.acknowledged_at) == (owed.status, owed.paid_at)
        assert PaymentReason.UNEXPECTED is owed.history[-1].reason
        assert (True, False, False) == (is_owed(owed), awaits_answer(owed), is_owed(back))
        assert PaymentStatus.REFUNDED is back.status


@pytest.mark.rule("PAY-13")
def test_other_money_for_a_cancelled_order_is_owed(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    It stays cancelled, and the history names what differed.
    """
    left = cancel(order, now=now)
    with pytest.raises(PaymentMismatchError) as caught:
        settle(left, attrs.evolve(payment, receiver="somebody@else"), now=now)
    owed = reject(left, caught.value, now=now)

    assert (PaymentStatus.CANCELLED, None, True) == (owed.status, owed.paid_at, is_owed(owed))
    assert ("receiver",) == owed.history[-1].differing


@pytest.mark.rule("PAY-05")
def test_money_that_buys_nothing_is_owed(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    A paid order can turn out useless; nothing else can, and nobody gives back what never came.
    """
    paid = settle(order, payment, now=now + timedelta(minutes=3))
    owed = owe(paid, now=now + timedelta(minutes=3))

    assert (PaymentStatus.PAID, True, False) == (owed.status, is_owed(owed), is_owed(paid))
    for unpaid in (order, cancel(order, now=now), fail(order, now=now)):
        with pytest.raises(IllegalTransitionError):
            owe(unpaid, now=now)
        with pytest.raises(IllegalTransitionError):
            refund(unpaid, now=now)


SECOND = timedelta(seconds=1)


@pytest.mark.rule("PAY-14")
@pytest.mark.rule("SIG-02")
def test_the_banks_clock_gives_nobody_days(
    order: PaymentOrder, payment: ReceivedPayment, now: datetime
) -> None:
    """
    A time a little before the order or after now is moved to it; what is further off is none.
    """
    later = now + timedelta(minutes=30)
    early = attrs.evolve(payment, acknowledged_at=now - CLOCK_SKEW)
    ahead = attrs.evolve(payment, acknowledged_at=later + CLOCK_SKEW)

    assert (now, later) == (
        settle(order, early, now=later).paid_at,
        settle(order, ahead, now=later).paid_at,
    )
    for one, shift in ((early, -SECOND), (ahead, SECOND)):
        assert one.acknowledged_at is not None
        impossible = attrs.evolve(one, acknowledged_at=one.acknowledged_at + shift)
        with pytest.raises(PaymentTimeError, match="acknowledged_at"):
            settle(order, impossible, now=later)


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
