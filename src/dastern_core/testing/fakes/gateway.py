"""
A gateway in memory.
"""

from dastern_core.khqr import md5
from dastern_core.payments import (
    AskedPayment,
    BankUnreachableError,
    Checkout,
    PaymentGateway,
    PaymentOrder,
    ReceivedPayment,
    Unpaid,
    UnpaidReason,
)

__all__ = ["InMemoryGateway"]


class InMemoryGateway:
    """
    Knows what it was told to have received, and fails where it was told to.

    Args:
        received: What came, by the MD5 of its payload; may change between two questions.
        receiver: Its account.
    """

    def __init__(self, received: dict[str, ReceivedPayment], *, receiver: str) -> None:
        self.received = received
        self.losses = 0
        self._receiver = receiver

    def begin(self, asked: AskedPayment) -> Checkout:
        """
        Take the bill number for an identifier.
        """
        return Checkout(
            gateway=PaymentGateway.STRIPE,
            receiver=self._receiver,
            payload=asked.bill_number,
            address=f"https://pay.invalid/{asked.bill_number}",
        )

    def find(self, order: PaymentOrder) -> ReceivedPayment | Unpaid:
        """
        Look an order up; of the next ``losses`` questions the answer is lost.
        """
        if self.losses:
            self.losses -= 1
            message = "the answer was lost"
            raise BankUnreachableError(message)
        return self.received.get(md5(order.payload), Unpaid(reason=UnpaidReason.NOT_FOUND))
