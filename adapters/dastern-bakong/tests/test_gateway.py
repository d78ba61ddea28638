"""
Payments by KHQR pass the contract of every gateway, against a bank on this computer.
"""

import attrs
import pytest

from dastern_bakong import BakongBank, BakongGateway
from dastern_bakong.testing import LocalBank, replying
from dastern_core.kernel import Money
from dastern_core.payments import PaymentOrder, Transaction, subscription_receiver
from dastern_core.testing.contracts.gateway import PAID_AT, GatewayContract


class BankTill:
    """
    Where money moves at the bank.
    """

    def __init__(self, server: LocalBank) -> None:
        self._server = server

    def pay(self, order: PaymentOrder, *, amount: Money) -> None:
        """
        Let the payer pay.
        """
        record = Transaction(
            hash="5" * 64, amount=amount, receiver=order.receiver, acknowledged_at=PAID_AT
        )
        paid = {**self._server.ledger.paid, order.md5: record}
        self._server.ledger = attrs.evolve(self._server.ledger, paid=paid)

    def lose_next(self) -> None:
        """
        Lose the next answer.
        """
        self._server.misbehave(replying(503, ""))


class TestBakongGateway(GatewayContract):
    """
    The National Bank's Open API.
    """

    @pytest.fixture
    def gateway(self, hasty: BakongBank) -> BakongGateway:
        """
        Give a gateway that asks once.
        """
        return BakongGateway(hasty, receiver=subscription_receiver("dastern@devb"))

    @pytest.fixture
    def till(self, server: LocalBank) -> BankTill:
        """
        Give its till.
        """
        return BankTill(server)
