"""
Payment orders: what they ask for, when they expire, what can become of them.
"""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import attrs
import pytest

from dastern_core import khqr
from dastern_core.kernel import (
    AccountId,
    Currency,
    InvalidInputError,
    Money,
)
from dastern_core.payments import (
    PaymentOrder,
    PaymentReason,
    PaymentStatus,
    ReceivedPayment,
    bill_number,
    cancel,
    expire,
    fail,
    open_order,
    refund,
    settle,
    subscription_receiver,
)
from dastern_core.subscriptions import PlanTier, Purchase

MILLISECOND = timedelta(milliseconds=1)


@pytest.mark.rule("PAY-07")
@pytest.mark.parametrize(
    ("tier", "minor"), [(PlanTier.PREMIUM, 50), (PlanTier.FAMILY_PREMIUM, 100)]
)
def test_the_amount_is_the_plans(now: datetime, tier: PlanTier, minor: int) -> None:
    """
    Whatever the receiver's value asks for, the KHQR asks for the plan's price.
    """
    receiver = attrs.evolve(
        subscription_receiver("das_tern@devb"), amount="9", currency=Currency.USD
    )
    price = Money(minor=minor, currency=Currency.USD)

    order = open_order(
        tier, account_id=AccountId(UUID(int=1)), receiver=receiver, now=now, entropy=bytes(4)
    )

    assert price == order.price
    assert price == khqr.money(khqr.decode(order.payload))


@pytest.mark.rule("PAY-07")
def test_a_free_plan_cannot_be_paid(now: datetime) -> None:
    """
    There is no order over nothing.
    """
    with pytest.raises(InvalidInputError, match="tier costs nothing"):
        open_order(
            PlanTier.FREEMIUM,
            account_id=AccountId(UUID(int=1)),
            receiver=subscription_receiver("das_tern@devb"),
            now=now,
            entropy=bytes(4),
        )


@pytest.mark.rule("PAY-20")
def test_the_code_carries_creation_and_expiry(order: PaymentOrder, now: datetime) -> None:
    """
    The KHQR is valid, and expires when the order does: after 15 minutes.
    """
    account = khqr.decode(order.payload)
    milliseconds = int(order.expires_at.timestamp() * 1000)

    assert khqr.verify(order.payload, now=now).problems == ()
    assert account.expiration_timestamp == milliseconds
    assert order.expires_at - order.created_at == timedelta(minutes=15)


@pytest.mark.rule("PAY-18")
def test_the_payer_sees_das_tern(order: PaymentOrder) -> None:
    """
    Name, city, store and terminal are the service's.
    """
    account = khqr.decode(order.payload)

    assert account.merchant_name == "Das Tern"
    assert account.merchant_city == "Phnom Penh"
    assert account.store_label == "Das Tern Subscription"
    assert account.terminal_label == "Web"
    assert account.merchant_category_code == "5999"


@pytest.mark.rule("PAY-15")
def test_the_bill_number_is_time_and_entropy(order: PaymentOrder) -> None:
    """
    Thirteen digits of milliseconds, eight hexadecimal digits, 25 characters together.
    """
    expected = "DT-1781492400000-DEADBEEF"

    assert expected == order.bill_number
    assert len(order.bill_number) == 25
    assert khqr.decode(order.payload).bill_number == expected


def test_an_early_time_keeps_its_thirteen_digits() -> None:
    """
    Before 2001 the milliseconds are filled up with zeros.
    """
    number = bill_number(now=datetime(1970, 1, 1, tzinfo=UTC), entropy=bytes(4))

    assert number == "DT-0000000000000-00000000"


@pytest.mark.parametrize(
    ("now", "entropy"),
    [
        (datetime(2026, 6, 15, tzinfo=UTC), bytes(3)),
        (datetime(2026, 6, 15, tzinfo=UTC), bytes(5)),
        (datetime(1969, 12, 31, tzinfo=UTC), bytes(4)),
        (datetime(2287, 1, 1, tzinfo=UTC), bytes(4)),
    ],
)
def test_a_bill_number_of_another_form_is_refused(now: datetime, entropy: bytes) -> None:
    """
    The number must fit tag 62.01 and be unique.
    """
    with pytest.raises(InvalidInputError, match="entropy and time do not make"):
        bill_number(now=now, entropy=entropy)


@pytest.mark.rule("PAY-27")
def test_the_key_is_the_md5_of_the_payload(order: PaymentOrder) -> None:
    """
    The bank finds the payment by 32 lower-case hex digits.
    """
    assert re.fullmatch("[0-9a-f]{32}", order.md5)
    assert khqr.md5(order.payload) == order.md5


@pytest.mark.parametrize(
    ("late", "status"),
    [(-MILLISECOND, PaymentStatus.PENDING), (0 * MILLISECOND, PaymentStatus.EXPIRED)],
)
def test_an_order_expires_at_its_minute(
    order: PaymentOrder, late: timedelta, status: PaymentStatus
) -> None:
    """
    A millisecond before the boundary it is pending, on the boundary it has expired.
    """
    after = expire(order, now=order.expires_at + late)

    assert status is after.status


def test_only_a_pending_order_expires(order: PaymentOrder) -> None:
    """
    What is decided stays decided, however late the sweep comes.
    """
    cancelled = cancel(order, now=order.created_at)

    assert cancelled is expire(cancelled, now=order.expires_at)


def test_an_order_can_fail_and_be_cancelled_and_refunded(order: PaymentOrder) -> None:
    """
    Each step leads to its own status.
    """
    payment = ReceivedPayment(
        md5=order.md5, amount=order.price, receiver=order.receiver, acknowledged_at=None
    )
    now = order.created_at
    paid = settle(order, payment, now=now)
    found = [fail(order, now=now), cancel(order, now=now), refund(paid, now=now)]

    assert [(one.status, one.history[-1].reason, one.history[-1].at) for one in found] == [
        (PaymentStatus.FAILED, PaymentReason.FAILED, now),
        (PaymentStatus.CANCELLED, PaymentReason.WITHDRAWN, now),
        (PaymentStatus.REFUNDED, PaymentReason.GIVEN_BACK, now),
    ]


def test_an_upgrade_asks_for_its_own_price(now: datetime) -> None:
    """
    The order keeps what is bought, and the KHQR asks for the price of the rest.
    """
    price = Money(minor=25, currency=Currency.USD)

    order = open_order(
        PlanTier.FAMILY_PREMIUM,
        account_id=AccountId(UUID(int=1)),
        receiver=subscription_receiver("das_tern@devb"),
        now=now,
        entropy=bytes(4),
        upgrade_price=price,
    )

    assert (Purchase.UPGRADE, price) == (order.purchase, order.price)
    assert price == khqr.money(khqr.decode(order.payload))


def test_an_upgrade_without_a_price_is_not_asked_for(now: datetime) -> None:
    """
    There is no order over nothing.
    """
    with pytest.raises(InvalidInputError, match="what costs nothing needs no payment"):
        open_order(
            PlanTier.FAMILY_PREMIUM,
            account_id=AccountId(UUID(int=1)),
            receiver=subscription_receiver("das_tern@devb"),
            now=now,
            entropy=bytes(4),
            upgrade_price=Money(minor=0, currency=Currency.USD),
        )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bill_number": "DT-1"}, "bill_number has another form"),
        ({"paid_at": datetime(2026, 6, 15, tzinfo=UTC)}, "paid_at contradicts the history"),
        ({"status": PaymentStatus.PAID}, "history does not lead"),
        ({"status": PaymentStatus.CANCELLED}, "history does not lead"),
        ({"history": ()}, "history does not lead"),
        ({"created_at": datetime(2026, 6, 15)}, "created_at has no time zone"),  # noqa: DTZ001 - the naive one
        ({"expires_at": datetime(2026, 6, 15)}, "expires_at has no time zone"),  # noqa: DTZ001 - the naive one
        ({"paid_at": datetime(2026, 6, 15)}, "paid_at has no time zone"),  # noqa: DTZ001 - the naive one
    ],
)
def test_an_order_does_not_contradict_itself(
    order: PaymentOrder, change: dict[str, object], message: str
) -> None:
    """
    A stored order that is none is refused when it is read.
    """
    with pytest.raises(InvalidInputError, match=message):
        attrs.evolve(order, **change)  # type: ignore[arg-type]  # wrong values are the point


def test_a_naive_now_is_refused(order: PaymentOrder) -> None:
    """
    Expiry needs to know when it is.
    """
    with pytest.raises(InvalidInputError, match="now has no time zone"):
        expire(order, now=datetime(2026, 6, 15))  # noqa: DTZ001 - the naive one
