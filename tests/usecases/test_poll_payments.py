"""
Polling: each order is asked about by plan, and what fails for one spoils no other.
"""

from datetime import timedelta

import pytest

from dastern_core.payments import (
    BankUnreachableError,
    PaymentGateway,
    PaymentMismatchError,
    PaymentOrder,
    PaymentStatus,
    ReceivedPayment,
    Unpaid,
)
from dastern_core.testing.fakes import InMemoryPaymentStore, SeededEntropy, SteppingClock
from dastern_core.testing.fakes.gateway import InMemoryGateway
from dastern_core.testing.samples import sample_order, sample_payment
from dastern_core.usecases.poll_payments import Polled, poll_payments
from dastern_core.usecases.settle_payment import SettlementOutcome

PAID, WRONG, LOST, WAITING = map(sample_order, range(1, 5))


class Uncertain(InMemoryGateway):
    """
    Loses the answer about one order.
    """

    def find(self, order: PaymentOrder) -> ReceivedPayment | Unpaid:
        """
        Look an order up.
        """
        if order == LOST:
            message = "the connection broke off"
            raise BankUnreachableError(message)
        return super().find(order)


@pytest.mark.rule("PAY-06")
def test_orders_are_asked_about_by_plan(
    payment_store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    One is settled, one mismatched, one without an answer, one unpaid; each once a question.
    """
    other = sample_payment(PAID)
    gateway = Uncertain({PAID.md5: sample_payment(PAID), WRONG.md5: other}, receiver="dastern@devb")
    with payment_store.begin() as work:
        for order in (PAID, WRONG, LOST, WAITING):
            work.payments.add(order)

    def ask() -> tuple[Polled, ...]:
        return poll_payments(
            gateways={PaymentGateway.BAKONG: gateway},
            store=payment_store,
            clock=clock,
            entropy=entropy,
        )

    early = ask()
    clock.step(timedelta(seconds=5))
    told = {one.order.bill_number: one for one in ask()}
    again = ask()
    clock.step(timedelta(minutes=1))
    later = {one.order.bill_number for one in ask()}
    with payment_store.begin() as work:
        statuses = [work.payments.get(one.md5).status for one in (PAID, WRONG, LOST, WAITING)]

    assert ((), ()) == (early, again)
    assert {
        PAID.bill_number: SettlementOutcome.SETTLED,
        WAITING.bill_number: SettlementOutcome.UNPAID,
    } == {bill: one.settlement.outcome for bill, one in told.items() if one.settlement is not None}
    assert {WRONG.bill_number: PaymentMismatchError, LOST.bill_number: BankUnreachableError} == {
        bill: type(one.error) for bill, one in told.items() if one.error is not None
    }
    assert {LOST.bill_number, WAITING.bill_number} == later
    assert [
        PaymentStatus.PAID,
        PaymentStatus.FAILED,
        PaymentStatus.PENDING,
        PaymentStatus.PENDING,
    ] == statuses
