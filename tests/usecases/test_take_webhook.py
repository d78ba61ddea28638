"""
Taking webhooks: a signed hint makes us ask, once, and is never believed.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.kernel import AccountId, ConflictError, NotFoundError
from dastern_core.payments import (
    PaymentGateway,
    PaymentHint,
    PaymentOrder,
    PaymentStatus,
    WebhookError,
    WebhookMessage,
    WebhookSecret,
    hint_body,
    sign_webhook,
)
from dastern_core.subscriptions import SubscriptionStatus
from dastern_core.testing.fakes import InMemoryPaymentStore, SeededEntropy, SteppingClock
from dastern_core.testing.fakes.gateway import InMemoryGateway
from dastern_core.testing.samples import (
    NOW,
    sample_order,
    sample_patient_id,
    sample_payment,
)
from dastern_core.usecases.settle_payment import SettlementOutcome
from dastern_core.usecases.take_webhook import TakenHint, TakenOutcome, take_hint, take_webhook

SECRET = WebhookSecret(key=bytes(24))
ORDER = sample_order(1)
BODY = hint_body("payment.completed", md5=ORDER.md5, timestamp="2026-06-15T03:00:00Z")


@attrs.define(kw_only=True)
class Door:
    """
    Where webhooks come in.
    """

    store: InMemoryPaymentStore
    clock: SteppingClock
    entropy: SeededEntropy
    gateway: InMemoryGateway

    def take(self, body: bytes = BODY, *, message_id: str = "msg_1") -> TakenHint:
        """
        Take a message that was signed a moment ago.
        """
        message = WebhookMessage(id=message_id, sent_at=self.clock.now(), body=body)
        return take_webhook(
            body,
            sign_webhook(message, secrets=[SECRET]),
            sender="payments",
            secrets=[SECRET],
            gateways={PaymentGateway.BAKONG: self.gateway},
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
        )

    def hint(self, hint: PaymentHint) -> TakenHint:
        """
        Take what another signature has proven.
        """
        return take_hint(
            hint,
            gateways={PaymentGateway.BAKONG: self.gateway},
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
        )

    def order(self) -> PaymentOrder:
        """
        Load the order.
        """
        with self.store.begin() as work:
            return work.payments.get(ORDER.md5)


@pytest.fixture
def door(payment_store: InMemoryPaymentStore, clock: SteppingClock, entropy: SeededEntropy) -> Door:
    """
    Give a door whose gateway has the sample order's money.
    """
    with payment_store.begin() as work:
        work.payments.add(ORDER)
    gateway = InMemoryGateway({ORDER.md5: sample_payment(ORDER)}, receiver="dastern@devb")
    return Door(store=payment_store, clock=clock, entropy=entropy, gateway=gateway)


@pytest.mark.rule("PAY-37")
@pytest.mark.rule("SIG-02")
def test_a_hint_settles_once(door: Door) -> None:
    """
    The first makes us ask; its repetition, and another about the same, change nothing.
    """
    first = door.take()
    repeated = door.take()
    another = door.take(message_id="msg_2")
    assert first.settlement is not None
    assert another.settlement is not None

    assert (TakenOutcome.ASKED, SettlementOutcome.SETTLED) == (
        first.outcome,
        first.settlement.outcome,
    )
    assert TakenOutcome.REPEATED is repeated.outcome
    assert SettlementOutcome.DECIDED is another.settlement.outcome
    assert PaymentStatus.PAID is door.order().status


def test_a_hint_is_not_believed(door: Door) -> None:
    """
    Where the gateway has nothing the order waits, and the same message may come again.
    """
    received, door.gateway.received = door.gateway.received, {}
    early = door.take()
    door.gateway.received = received
    late = door.take()
    assert early.settlement is not None
    assert late.settlement is not None

    assert (SettlementOutcome.UNPAID, SettlementOutcome.SETTLED) == (
        early.settlement.outcome,
        late.settlement.outcome,
    )


@pytest.mark.rule("PAY-13")
def test_other_money_is_stored_and_taken(door: Door) -> None:
    """
    The sender has nothing to repeat.
    """
    wrong = attrs.evolve(sample_payment(ORDER), receiver="somebody@else")
    door.gateway.received = {ORDER.md5: wrong}
    outcomes = [door.take().outcome for _ in range(2)]

    assert [TakenOutcome.MISMATCHED, TakenOutcome.REPEATED] == outcomes
    assert PaymentStatus.FAILED is door.order().status


def test_what_concerns_nobody_is_taken(door: Door) -> None:
    """
    Another event is remembered and nothing more.
    """
    outcomes = [door.take(b'{"type": "invoice.sent"}').outcome for _ in range(2)]

    assert [TakenOutcome.UNCONCERNED, TakenOutcome.REPEATED] == outcomes


def test_one_id_with_two_contents_is_a_conflict(door: Door) -> None:
    """
    A repetition says the same.
    """
    door.take()

    with pytest.raises(ConflictError):
        door.take(b'{"type": "invoice.sent"}')


def test_an_unknown_order_is_told(door: Door) -> None:
    """
    And the message may come again, once the order is there.
    """
    body = hint_body("payment.failed", md5=sample_order(2).md5, timestamp="")
    for _ in range(2):
        with pytest.raises(NotFoundError):
            door.take(body)


@pytest.mark.rule("SIG-02")
def test_an_old_message_is_refused(door: Door) -> None:
    """
    Nothing is asked for it.
    """
    message = WebhookMessage(id="msg_1", sent_at=NOW - timedelta(hours=1), body=BODY)
    with pytest.raises(WebhookError):
        take_webhook(
            BODY,
            sign_webhook(message, secrets=[SECRET]),
            sender="payments",
            secrets=[SECRET],
            gateways={},
            store=door.store,
            clock=door.clock,
            entropy=door.entropy,
        )

    assert ORDER == door.order()


def test_a_renewal_brings_its_order(door: Door) -> None:
    """
    What the gateway renewed by itself is placed once, and settled like any other.
    """
    renewal = sample_order(2)
    door.gateway.received = {renewal.md5: sample_payment(renewal)}
    hints = [
        PaymentHint(sender="stripe", id=name, content=b"", md5=renewal.md5, new_order=renewal)
        for name in ("evt_1", "evt_2")
    ]
    outcomes = [door.hint(one).settlement for one in hints]
    with door.store.begin() as work:
        subscription = work.subscriptions.get(AccountId(sample_patient_id(2)))

    assert [SettlementOutcome.SETTLED, SettlementOutcome.DECIDED] == [
        one.outcome for one in outcomes if one is not None
    ]
    assert (SubscriptionStatus.ACTIVE, 1) == (subscription.status, len(subscription.history))
