"""
Payment orders in a dictionary.
"""

from datetime import datetime

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.payments import PaymentOrder, PaymentStatus, awaits_answer, next_question

__all__ = ["InMemoryPaymentOrders"]


class InMemoryPaymentOrders:
    """
    Every order, by the MD5 of its payload.

    Args:
        orders: The orders stored so far; changed in place.
        questions: When each is asked about next; changed in place.
    """

    def __init__(
        self, orders: dict[str, PaymentOrder], questions: dict[str, datetime | None]
    ) -> None:
        self._orders = orders
        self._questions = questions

    def add(self, order: PaymentOrder) -> None:
        """
        Store a new order.
        """
        bills = {stored.bill_number for stored in self._orders.values()}
        if order.md5 in self._orders or order.bill_number in bills:
            message = "an order of this bill number or MD5 exists already"
            raise ConflictError(message)
        self._orders[order.md5] = order
        self._questions[order.md5] = next_question(order, after=order.created_at)

    def get(self, md5: str) -> PaymentOrder:
        """
        Load an order by its payload's MD5.
        """
        if md5 not in self._orders:
            message = "there is no such payment order"
            raise NotFoundError(message)
        return self._orders[md5]

    def append(self, order: PaymentOrder, *, known: int) -> None:
        """
        Store the changes that an order has gained.
        """
        stored = self.get(order.md5)
        if order.history[:known] != stored.history:
            message = f"the order is {stored.status.value} by now: load it again"
            raise ConflictError(message)
        self._orders[order.md5] = order
        if not awaits_answer(order):
            self._questions[order.md5] = None

    def claim_questions(self, *, now: datetime, limit: int) -> tuple[PaymentOrder, ...]:
        """
        Load orders whose next question is due, and plan the one after it.
        """
        dated = [(at, md5) for md5, at in self._questions.items() if at is not None and at <= now]
        claimed = tuple(self._orders[md5] for _, md5 in sorted(dated)[:limit])
        for order in claimed:
            self._questions[order.md5] = next_question(order, after=now)
        return claimed

    def overdue(self, *, now: datetime, limit: int) -> tuple[PaymentOrder, ...]:
        """
        Load orders that are still pending though their time is over.
        """
        late = [
            order
            for order in self._orders.values()
            if order.status is PaymentStatus.PENDING and order.expires_at <= now
        ]
        return tuple(sorted(late, key=lambda order: order.expires_at)[:limit])
