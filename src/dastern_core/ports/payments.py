"""
Stored payment orders.
"""

from typing import Protocol

from dastern_core.payments import PaymentOrder, PaymentStatus

__all__ = ["PaymentOrders"]


class PaymentOrders(Protocol):
    """
    The orders of all accounts, each found by the MD5 of its KHQR payload (PAY-27).

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, order: PaymentOrder) -> None:
        """
        Store a new order.

        Raises:
            ConflictError: Its bill number or MD5 is taken (PAY-01).
        """
        ...

    def get(self, md5: str) -> PaymentOrder:
        """
        Load an order by its payload's MD5, lower-case hex.

        Raises:
            NotFoundError: There is no such order.
        """
        ...

    def change_status(self, order: PaymentOrder, *, expected: PaymentStatus) -> None:
        """
        Store what became of an order: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now.
            NotFoundError: There is no such order.
        """
        ...
