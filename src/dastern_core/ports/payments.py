"""
Stored payment orders.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.payments import PaymentOrder

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

    def append(self, order: PaymentOrder, *, known: int) -> None:
        """
        Store the changes that an order has gained: compare-and-set (PAY-04).

        Args:
            order: The order as it is to be, with its whole history.
            known: How many changes it had when it was loaded; later ones are new.

        Raises:
            ConflictError: The stored order has changed by now.
            NotFoundError: There is no such order.
        """
        ...

    def claim_questions(self, *, now: datetime, limit: int) -> tuple[PaymentOrder, ...]:
        """
        Load orders whose next question is due, and plan the one after it (PAY-06).

        Whoever gets an order here asks for it; nobody else gets it before its next time.
        The first question is planned when the order is added, none once it is decided
        (``dastern_core.payments.next_question``).

        Args:
            now: An order counts when its question is due at this instant.
            limit: At most so many, the longest due first; at least 1.
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
