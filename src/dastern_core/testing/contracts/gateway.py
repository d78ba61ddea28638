"""
What every gateway does.
"""

from datetime import timedelta
from typing import Protocol

import pytest

from dastern_core.kernel import AccountId, Money
from dastern_core.payments import (
    AskedPayment,
    BankError,
    PaymentMismatchError,
    PaymentOrder,
    PaymentStatus,
    ReceivedPayment,
    Unpaid,
    UnpaidReason,
    ask_payment,
    place_order,
    settle,
)
from dastern_core.ports.gateway import Gateway
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.samples import NOW, sample_patient_id

__all__ = ["PAID_AT", "GatewayContract", "Till", "sample_asked"]

PAID_AT = NOW + timedelta(minutes=2)
"""
When the payer pays.
"""


class Till(Protocol):
    """
    The outside of a gateway under test: where money moves, and connections break.
    """

    def pay(self, order: PaymentOrder, *, amount: Money) -> None:
        """
        Let the payer pay two minutes after the samples' instant.
        """
        ...

    def lose_next(self) -> None:
        """
        Lose the next answer.
        """
        ...


def sample_asked(number: int, tier: PlanTier = PlanTier.PREMIUM) -> AskedPayment:
    """
    Give what an account is asked to pay for a month.
    """
    return ask_payment(
        tier,
        account_id=AccountId(sample_patient_id(number)),
        now=NOW,
        entropy=number.to_bytes(4),
    )


class GatewayContract:
    """
    Subclass it and supply the fixtures ``gateway`` and ``till``.
    """

    @pytest.mark.rule("PAY-07")
    def test_begins_a_payment_that_nobody_has_made(self, gateway: Gateway) -> None:
        """
        The order is the asked one, and is not paid.
        """
        asked = sample_asked(21)
        order = place_order(asked, gateway.begin(asked))

        assert (asked.price, asked.bill_number) == (order.price, order.bill_number)
        assert Unpaid(reason=UnpaidReason.NOT_FOUND) == gateway.find(order)

    def test_begins_one_payment_for_one_bill(self, gateway: Gateway) -> None:
        """
        Asked twice, the payer pays the same thing; another bill is another payment.
        """
        first, again, other = (gateway.begin(sample_asked(number)) for number in (21, 21, 22))

        assert first == again
        assert first.payload != other.payload

    @pytest.mark.rule("PAY-13")
    def test_what_it_found_settles_the_order(self, gateway: Gateway, till: Till) -> None:
        """
        Code, amount and receiver are the order's, and the time is the gateway's.
        """
        asked = sample_asked(21)
        order = place_order(asked, gateway.begin(asked))
        till.pay(order, amount=order.price)
        received = gateway.find(order)
        assert isinstance(received, ReceivedPayment)
        settled = settle(order, received, now=NOW + timedelta(minutes=9))

        assert (PaymentStatus.PAID, PAID_AT) == (settled.status, settled.paid_at)

    @pytest.mark.rule("PAY-13")
    def test_other_money_is_told_as_it_is(self, gateway: Gateway, till: Till) -> None:
        """
        Less than was asked for is no payment of the order.
        """
        asked = sample_asked(21, PlanTier.FAMILY_PREMIUM)
        order = place_order(asked, gateway.begin(asked))
        till.pay(order, amount=Money(minor=order.price.minor - 1, currency=order.price.currency))
        received = gateway.find(order)
        assert isinstance(received, ReceivedPayment)
        with pytest.raises(PaymentMismatchError) as caught:
            settle(order, received, now=NOW + timedelta(minutes=9))

        assert ["amount"] == [fault.field for fault in caught.value.faults]

    @pytest.mark.rule("PAY-12")
    def test_a_lost_answer_is_no_answer(self, gateway: Gateway, till: Till) -> None:
        """
        It is neither paid nor unpaid, and the next question is answered.
        """
        asked = sample_asked(21)
        order = place_order(asked, gateway.begin(asked))
        till.pay(order, amount=order.price)
        till.lose_next()
        with pytest.raises(BankError):
            gateway.find(order)

        assert isinstance(gateway.find(order), ReceivedPayment)
