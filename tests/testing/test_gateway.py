"""
The gateway in memory passes the contract that the real ones pass.
"""

import pytest

from dastern_core.kernel import Money
from dastern_core.payments import PaymentOrder, ReceivedPayment
from dastern_core.testing.contracts.gateway import PAID_AT, GatewayContract
from dastern_core.testing.fakes.gateway import InMemoryGateway


class MemoryTill:
    """
    Where money moves into a gateway in memory.
    """

    def __init__(self, gateway: InMemoryGateway) -> None:
        self._gateway = gateway

    def pay(self, order: PaymentOrder, *, amount: Money) -> None:
        """
        Let the payer pay.
        """
        self._gateway.received[order.md5] = ReceivedPayment(
            md5=order.md5, amount=amount, receiver=order.receiver, acknowledged_at=PAID_AT
        )

    def lose_next(self) -> None:
        """
        Lose the next answer.
        """
        self._gateway.losses = 1


class TestInMemoryGateway(GatewayContract):
    """
    A gateway in memory.
    """

    @pytest.fixture
    def gateway(self) -> InMemoryGateway:
        """
        Give a gateway that received nothing.
        """
        return InMemoryGateway({}, receiver="acct_1")

    @pytest.fixture
    def till(self, gateway: InMemoryGateway) -> MemoryTill:
        """
        Give its till.
        """
        return MemoryTill(gateway)
