"""
Stored payment orders: what the port promises, on a real database.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import attrs
import psycopg
import pytest

from dastern_core.kernel import AccountId, ConflictError, NotFoundError
from dastern_core.payments import (
    PaymentOrder,
    PaymentStatus,
    ReceivedPayment,
    cancel,
    open_order,
    settle,
    subscription_receiver,
)
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.samples import NOW, sample_patient_id
from dastern_postgres import PostgresStore, UnreadableRowError

_AT_ONCE = 8


def _order(number: int) -> PaymentOrder:
    return open_order(
        PlanTier.PREMIUM,
        account_id=AccountId(sample_patient_id(number)),
        receiver=subscription_receiver("dastern@bank"),
        now=NOW,
        entropy=number.to_bytes(4),
    )


def _paid(order: PaymentOrder) -> PaymentOrder:
    payment = ReceivedPayment(
        md5=order.md5, amount=order.price, receiver=order.receiver, acknowledged_at=None
    )
    return settle(order, payment, now=NOW)


def test_gives_back_what_was_added(store: PostgresStore) -> None:
    """
    An order loads equal to what was stored, by its MD5.
    """
    orders = [_order(1), _order(2)]
    with store.begin() as work:
        for order in orders:
            work.payments.add(order)
    with store.begin() as work:
        loaded = [work.payments.get(order.md5) for order in orders]

    assert orders == loaded


@pytest.mark.rule("PAY-01")
def test_refuses_a_bill_number_twice(store: PostgresStore) -> None:
    """
    Neither the same order nor another one of the same bill number can be added.
    """
    order = _order(1)
    twin = attrs.evolve(_order(2), bill_number=order.bill_number)
    with store.begin() as work:
        work.payments.add(order)

    for again in (order, twin):
        with pytest.raises(ConflictError), store.begin() as work:
            work.payments.add(again)


def test_stores_what_became_of_an_order(store: PostgresStore) -> None:
    """
    A paid order loads with its payment time.
    """
    order = _order(1)
    with store.begin() as work:
        work.payments.add(order)
        work.payments.change_status(_paid(order), expected=PaymentStatus.PENDING)
    with store.begin() as work:
        loaded = work.payments.get(order.md5)

    assert _paid(order) == loaded


def test_never_overwrites_a_payment(store: PostgresStore) -> None:
    """
    An order that was paid meanwhile is not cancelled.
    """
    order = _order(1)
    with store.begin() as work:
        work.payments.add(order)
        work.payments.change_status(_paid(order), expected=PaymentStatus.PENDING)
    with pytest.raises(ConflictError, match="is PAID by now"), store.begin() as work:
        work.payments.change_status(cancel(order), expected=PaymentStatus.PENDING)
    with store.begin() as work:
        loaded = work.payments.get(order.md5)

    assert _paid(order) == loaded


def test_names_what_is_not_there(store: PostgresStore) -> None:
    """
    An unknown order can be neither loaded nor changed.
    """
    order = _order(1)

    with pytest.raises(NotFoundError), store.begin() as work:
        work.payments.get(order.md5)
    with pytest.raises(NotFoundError), store.begin() as work:
        work.payments.change_status(_paid(order), expected=PaymentStatus.PENDING)


def test_of_many_messengers_one_settles(store: PostgresStore) -> None:
    """
    Of several that learn of one payment at once, one marks the order paid.
    """
    order = _order(1)
    with store.begin() as work:
        work.payments.add(order)
    all_loaded = Barrier(_AT_ONCE)

    def tell(_: int) -> str:
        try:
            with store.begin() as work:
                loaded = work.payments.get(order.md5)
                all_loaded.wait()
                work.payments.change_status(_paid(loaded), expected=loaded.status)
        except ConflictError:
            return "refused"
        return "settled"

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        outcomes = sorted(pool.map(tell, range(_AT_ONCE)))

    assert ["refused"] * (_AT_ONCE - 1) + ["settled"] == outcomes


def test_an_order_that_cannot_be_read_is_a_declared_error(
    store: PostgresStore, database: str
) -> None:
    """
    An order that another program spoiled is a failure of the store.
    """
    order = _order(1)
    with store.begin() as work:
        work.payments.add(order)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE payment_orders SET status = 'PAID'")

    with pytest.raises(UnreadableRowError, match="a stored payment"), store.begin() as work:
        work.payments.get(order.md5)
