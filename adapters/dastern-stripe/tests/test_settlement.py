"""
The same settlement: Stripe's events, in any order and doubled, activate a plan once.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import AccountId, ActorRole
from dastern_core.payments import PaymentGateway, PaymentOrder, PaymentStatus
from dastern_core.permissions import Actor
from dastern_core.subscriptions import PERIOD, PlanTier, Subscription
from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.samples import NOW, sample_patient_id
from dastern_core.usecases.begin_checkout import begin_checkout
from dastern_core.usecases.poll_payments import poll_payments
from dastern_core.usecases.take_webhook import TakenHint, TakenOutcome, take_hint
from dastern_stripe import EventSecret, StripeGateway, read_event
from dastern_stripe.testing import LocalStripe, broken_off

SECRET = EventSecret(text="whsec_" + "a" * 32)
MINUTE = timedelta(minutes=1)


class Clinic:
    """
    A clinic whose plans are paid at Stripe.
    """

    def __init__(self, server: LocalStripe, gateway: StripeGateway) -> None:
        self.server = server
        self.gateway = gateway
        self.store = InMemoryPaymentStore()
        self.clock = SteppingClock(NOW)
        self.entropy = SeededEntropy("stripe")
        self.people = InMemoryStore()
        with self.people.begin() as work:
            payer = AccountId(sample_patient_id(1))
            work.actors.put(Actor(account_id=payer, role=ActorRole.PATIENT))

    def begin(self) -> PaymentOrder:
        """
        Begin a checkout.
        """
        order, _ = begin_checkout(
            PlanTier.PREMIUM,
            patient_id=sample_patient_id(1),
            gateway=self.gateway,
            limits=InMemoryRateLimits(self.clock),
            people=self.people,
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
        )
        return order

    def tell(self, event_id: str, kind: str, subject: dict[str, object]) -> TakenHint:
        """
        Take an event that Stripe sends now.
        """
        now = self.clock.now()
        body, signature = self.server.event(event_id, kind, subject, secret=SECRET.text, at=now)
        return take_hint(
            read_event(body, signature, secrets=[SECRET], account="acct_1", now=now),
            gateways={PaymentGateway.STRIPE: self.gateway},
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
        )

    def status(self, order: PaymentOrder) -> PaymentStatus:
        """
        Tell where an order stands.
        """
        with self.store.begin() as work:
            return work.payments.get(order.md5).status

    def subscription(self) -> Subscription:
        """
        Load the payer's subscription.
        """
        with self.store.begin() as work:
            return work.subscriptions.get(AccountId(sample_patient_id(1)))


@pytest.fixture
def clinic(server: LocalStripe, gateway: StripeGateway) -> Clinic:
    """
    Give a clinic.
    """
    return Clinic(server, gateway)


@pytest.mark.rule("PAY-36")
@pytest.mark.rule("PAY-37")
def test_events_in_any_order_activate_once(clinic: Clinic) -> None:
    """
    A renewal that overtakes the first payment, duplicates, and one that comes too early.
    """
    order = clinic.begin()
    session = clinic.server.sessions[order.payload]
    early = clinic.tell("evt_0", "checkout.session.completed", session)
    clinic.clock.step(2 * MINUTE)
    clinic.server.pay(order.payload, at=clinic.clock.now())
    renewal = clinic.server.bill(
        "in_2", at=NOW + 3 * MINUTE, amount=50, metadata=session["metadata"]
    )
    clinic.clock.step(2 * MINUTE)
    clinic.tell("evt_2", "invoice.paid", renewal)
    for event_id in ("evt_0", "evt_1", "evt_1"):
        clinic.tell(event_id, "checkout.session.completed", session)
    again = clinic.tell("evt_3", "invoice.paid", renewal)
    repeated = clinic.tell("evt_3", "invoice.paid", renewal)
    bought = clinic.subscription()

    assert early.settlement is not None
    assert again.settlement is not None
    assert ("UNPAID", "DECIDED") == (early.settlement.outcome.value, again.settlement.outcome.value)
    assert TakenOutcome.REPEATED is repeated.outcome
    assert PaymentStatus.PAID is clinic.status(order)
    assert ["PAY", "PAY"] == [change.event.name for change in bought.history]
    assert NOW + 3 * MINUTE + 2 * PERIOD == bought.ends_at


@pytest.mark.rule("PAY-13")
@pytest.mark.parametrize(("amount", "currency"), [(49, "usd"), (5000, "khr")])
def test_other_money_buys_nothing(clinic: Clinic, amount: int, currency: str) -> None:
    """
    It is stored as owed, once.
    """
    order = clinic.begin()
    clinic.server.pay(order.payload, at=NOW, amount=amount, currency=currency)
    session = clinic.server.sessions[order.payload]
    taken = clinic.tell("evt_1", "checkout.session.completed", session)

    assert TakenOutcome.MISMATCHED is taken.outcome
    assert PaymentStatus.FAILED is clinic.status(order)
    assert () == clinic.subscription().history


@pytest.mark.rule("PAY-06")
def test_without_events_the_polling_settles(clinic: Clinic) -> None:
    """
    Also where an answer is lost on the way.
    """
    order = clinic.begin()
    clinic.server.pay(order.payload, at=NOW)

    def poll() -> None:
        clinic.clock.step(MINUTE)
        poll_payments(
            gateways={PaymentGateway.STRIPE: clinic.gateway},
            store=clinic.store,
            clock=clinic.clock,
            entropy=clinic.entropy,
        )

    clinic.server.misbehave(broken_off())
    poll()
    lost = clinic.status(order)
    poll()

    assert (PaymentStatus.PENDING, PaymentStatus.PAID) == (lost, clinic.status(order))
