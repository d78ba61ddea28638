"""
Stored payment orders: the contract, and what happens where several tell of one payment.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import psycopg
import pytest

from dastern_core.kernel import ConflictError
from dastern_core.payments import cancel, settle
from dastern_core.testing.contracts import PaymentOrdersContract
from dastern_core.testing.samples import NOW, sample_order, sample_payment
from dastern_postgres import PostgresPaymentStore, UnreadableRowError

_AT_ONCE = 8


class TestPostgresPaymentOrders(PaymentOrdersContract):
    """
    The contract of every store of payment orders.
    """


def test_of_many_messengers_one_settles(payment_store: PostgresPaymentStore) -> None:
    """
    Of several that learn of one payment at once, one marks the order paid.
    """
    order = sample_order(1)
    payment = sample_payment(order)
    with payment_store.begin() as work:
        work.payments.add(order)
    all_loaded = Barrier(_AT_ONCE)

    def tell(_: int) -> str:
        try:
            with payment_store.begin() as work:
                pending = work.payments.get(order.md5)
                all_loaded.wait()
                paid = settle(pending, payment, now=NOW)
                work.payments.append(paid, known=1)
        except ConflictError:
            return "refused"
        return "settled"

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        outcomes = sorted(pool.map(tell, range(_AT_ONCE)))

    assert ["refused"] * (_AT_ONCE - 1) + ["settled"] == outcomes


def test_an_order_that_cannot_be_read_is_a_declared_error(
    payment_store: PostgresPaymentStore, payment_database: str
) -> None:
    """
    An order that another program spoiled is a failure of the store.
    """
    order = sample_order(1)
    with payment_store.begin() as work:
        work.payments.add(order)
    with psycopg.connect(payment_database) as connection:
        connection.execute("UPDATE payment_orders SET status = 'PAID'")

    with pytest.raises(UnreadableRowError, match="a stored payment"), payment_store.begin() as work:
        work.payments.get(order.md5)


def test_what_is_owed_is_written_down_once(payment_store: PostgresPaymentStore) -> None:
    """
    Of several who find money for a cancelled order at once, one writes it down.
    """
    order = cancel(sample_order(1), now=NOW)
    payment = sample_payment(order)
    with payment_store.begin() as work:
        work.payments.add(order)
    all_loaded = Barrier(4)

    def tell(_: int) -> str:
        try:
            with payment_store.begin() as work:
                left = work.payments.get(order.md5)
                all_loaded.wait()
                work.payments.append(settle(left, payment, now=NOW), known=2)
        except ConflictError:
            return "told"
        return "written"

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(tell, range(4)))
    with payment_store.begin() as work:
        loaded = work.payments.get(order.md5)

    assert ["told", "told", "told", "written"] == sorted(told)
    assert 3 == len(loaded.history)
