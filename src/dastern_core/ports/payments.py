"""
Stored payment orders.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.payments import PaymentOrder, PaymentStatus

__all__ = ["PaymentOrders"]


class PaymentOrders(Protocol):
    """
    The orders of all accounts, each found by the MD5 of its KHQR payload (PAY-27).

    An order is stored and loaded with its whole history, which only grows (PAY-04).
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
        Store what became of an order, and the changes that led there: compare-and-set.

        Args:
            order: The order as it is to be.
            expected: The status that the stored order must still have, of which the
                order's history tells.

        Raises:
            ConflictError: Its stored status is another by now.
            NotFoundError: There is no such order.
        """
        ...

    def overdue(self, *, now: datetime, limit: int) -> tuple[PaymentOrder, ...]:
        """
        Load orders that are still pending though their time is over.

        Args:
            now: An order counts from its ``expires_at`` on (C36).
            limit: At most so many, the oldest first; at least 1.
        """
        ...
