"""
What every store of payment orders does.
"""

import attrs
import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.payments import PaymentStatus, ReceivedPayment, cancel, settle
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_order

__all__ = ["PaymentOrdersContract"]


class PaymentOrdersContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    def test_gives_back_what_was_added(self, store: Store) -> None:
        """
        An order loads by the MD5 of its payload, equal to what was stored.
        """
        order = sample_order(1)
        with store.begin() as work:
            work.payments.add(order)
        with store.begin() as work:
            loaded = work.payments.get(order.md5)

        assert order == loaded

    def test_refuses_an_order_twice(self, store: Store) -> None:
        """
        Neither a payload nor a bill number is stored twice.
        """
        order, other = sample_order(1), sample_order(2)
        with store.begin() as work:
            work.payments.add(order)

        with pytest.raises(ConflictError), store.begin() as work:
            work.payments.add(order)
        with pytest.raises(ConflictError), store.begin() as work:
            work.payments.add(attrs.evolve(other, bill_number=order.bill_number))

    def test_names_what_is_not_there(self, store: Store) -> None:
        """
        An unknown order can be neither loaded nor changed.
        """
        order = sample_order(1)

        with pytest.raises(NotFoundError), store.begin() as work:
            work.payments.get(order.md5)
        with pytest.raises(NotFoundError), store.begin() as work:
            work.payments.change_status(cancel(order), expected=PaymentStatus.PENDING)

    def test_settles_an_order_once(self, store: Store) -> None:
        """
        Status and payment time are stored where the stored status is the expected one.
        """
        order = sample_order(1)
        payment = ReceivedPayment(
            md5=order.md5, amount=order.price, receiver=order.receiver, acknowledged_at=None
        )
        paid = settle(order, payment, now=NOW)
        with store.begin() as work:
            work.payments.add(order)
            work.payments.change_status(paid, expected=PaymentStatus.PENDING)
        with pytest.raises(ConflictError), store.begin() as work:
            work.payments.change_status(cancel(order), expected=PaymentStatus.PENDING)
        with store.begin() as work:
            loaded = work.payments.get(order.md5)

        assert paid == loaded
