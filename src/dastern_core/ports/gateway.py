"""
The gateway: who takes payments, and knows whether money has moved.
"""

from collections.abc import Mapping
from typing import Protocol

from dastern_core.payments import (
    AskedPayment,
    Checkout,
    PaymentGateway,
    PaymentOrder,
    ReceivedPayment,
    Unpaid,
)

__all__ = ["Gateway", "Gateways"]


class Gateway(Protocol):
    """
    Takes payments, and answers what became of them.

    Every method may be called by several threads at once, ends within a bounded time, and
    raises a ``BankError`` where there is no answer. After such an error nothing is known:
    leave the order as it is and ask again (PAY-12).
    """

    def begin(self, asked: AskedPayment) -> Checkout:
        """
        Prepare to take a payment.

        Returns:
            How the payer pays. Asking twice for one bill number prepares one payment.

        Raises:
            InvalidInputError: The gateway takes no such amount.
        """
        ...

    def find(self, order: PaymentOrder) -> ReceivedPayment | Unpaid:
        """
        Ask what became of an order of this gateway.

        Returns:
            What was received, to be compared with the order; or ``Unpaid`` where the
            gateway says so, which is never a guess. Asking twice may turn ``Unpaid`` into
            a payment, never the reverse.
        """
        ...


Gateways = Mapping[PaymentGateway, Gateway]
"""
The gateways that are open, by their names in the orders.
"""
