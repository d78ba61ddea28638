"""
The gateway: payments by KHQR, found at the bank by the MD5 of the code.
"""

from dastern_core.khqr import Individual
from dastern_core.payments import (
    AskedPayment,
    Checkout,
    Md5Key,
    PaymentOrder,
    ReceivedPayment,
    Unpaid,
    khqr_checkout,
    received_payment,
)
from dastern_core.ports.bank import Bank

__all__ = ["BakongGateway"]


class BakongGateway:
    """
    Takes payments by KHQR; fulfils ``dastern_core.ports.gateway.Gateway``.

    Args:
        bank: Knows whether money has moved.
        receiver: Who is paid, without amount, bill number and expiry.
    """

    def __init__(self, bank: Bank, *, receiver: Individual) -> None:
        self._bank = bank
        self._receiver = receiver

    def begin(self, asked: AskedPayment) -> Checkout:
        """
        Make the KHQR that pays what was asked; the bank is not told of it.

        Raises:
            InvalidInputError: The KHQR cannot carry the receiver.
        """
        return khqr_checkout(asked, receiver=self._receiver)

    def find(self, order: PaymentOrder) -> ReceivedPayment | Unpaid:
        """
        Ask the bank about the order's code (PAY-27).

        Raises:
            BankError: The bank gave no answer.
        """
        key = Md5Key(md5=order.md5)
        answer = self._bank.find(key)
        if isinstance(answer, Unpaid):
            return answer
        return received_payment(answer.transaction, key=key)
