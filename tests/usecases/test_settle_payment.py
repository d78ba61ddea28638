"""
Settling a payment: once, by the bank's word alone, whoever tells of it.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.kernel import (
    AccountId,
    Currency,
    Money,
    NotFoundError,
    NotPermittedError,
    PortError,
)
from dastern_core.payments import (
    BankUnreachableError,
    Md5Key,
    PaymentGateway,
    PaymentMismatchError,
    PaymentOrder,
    PaymentReason,
    PaymentSource,
    PaymentStatus,
    PaymentTimeError,
    ReceivedPayment,
    Transaction,
    Unpaid,
    UnpaidReason,
    cancel,
    expire,
    is_owed,
    received_payment,
    subscription_receiver,
)
from dastern_core.subscriptions import (
    PERIOD,
    PlanTier,
    Subscription,
    SubscriptionStatus,
    begin,
)
from dastern_core.testing.contracts.bank import sample_transaction
from dastern_core.testing.fakes import (
    InMemoryPaymentStore,
    InMemoryStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.gateway import InMemoryGateway
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.samples import NOW, sample_order, sample_patient_id
from dastern_core.usecases.request_payment import request_payment
from dastern_core.usecases.settle_payment import (
    Settlement,
    SettlementOutcome,
    settle_own_payment,
    settle_payment,
)

PAYER = AccountId(sample_patient_id(1))


def paid(*pairs: tuple[PaymentOrder, Transaction]) -> InMemoryGateway:
    """
    Give a gateway that knows some payments and nothing else.
    """
    found = {
        order.md5: received_payment(transaction, key=Md5Key(md5=order.md5))
        for order, transaction in pairs
    }
    return InMemoryGateway(found, receiver="dastern@devb")


@attrs.define(kw_only=True)
class Desk:
    """
    Everything that a telling needs; the gateway may change between two of them.
    """

    store: InMemoryPaymentStore
    clock: SteppingClock
    entropy: SeededEntropy
    gateway: InMemoryGateway
    people: InMemoryStore

    def tell(
        self, order: PaymentOrder, source: PaymentSource = PaymentSource.WEBHOOK
    ) -> Settlement:
        """
        Tell of an order's payment.
        """
        return settle_payment(
            order.md5,
            source=source,
            gateways={PaymentGateway.BAKONG: self.gateway},
            store=self.store,
            clock=self.clock,
            entropy=self.entropy,
        )

    def add(self, order: PaymentOrder) -> PaymentOrder:
        """
        Store an order.
        """
        with self.store.begin() as work:
            work.payments.add(order)
        return order

    def subscription(self) -> Subscription:
        """
        Load the payer's subscription.
        """
        with self.store.begin() as work:
            return work.subscriptions.get(PAYER)

    def audited(self) -> list[tuple[AuditAction, dict[str, str]]]:
        """
        Load what was audited about the payer, the oldest first.
        """
        with self.store.begin() as work:
            entries = work.audit_log.about(sample_patient_id(1), limit=99)
        return [(entry.action, dict(entry.details)) for entry in reversed(entries)]


@pytest.fixture
def desk(
    payment_store: InMemoryPaymentStore,
    people: InMemoryStore,
    clock: SteppingClock,
    entropy: SeededEntropy,
) -> Desk:
    """
    Give a desk whose bank has the payment of the first sample order.
    """
    gateway = paid((sample_order(1), sample_transaction(1)))
    clock.step(timedelta(minutes=2))
    return Desk(store=payment_store, clock=clock, entropy=entropy, gateway=gateway, people=people)


@pytest.mark.rule("PAY-04")
@pytest.mark.rule("PAY-33")
def test_a_payment_activates_the_plan(desk: Desk) -> None:
    """
    Order, subscription, both histories and the audit entries change together.
    """
    order = desk.add(sample_order(1))
    settlement = desk.tell(order)
    with desk.store.begin() as work:
        stored = work.payments.get(order.md5)
    paid_at = sample_transaction(1).acknowledged_at
    bought = desk.subscription()

    assert Settlement(outcome=SettlementOutcome.SETTLED, order=stored) == settlement
    assert (PaymentStatus.PAID, paid_at) == (stored.status, stored.paid_at)
    assert (SubscriptionStatus.ACTIVE, PlanTier.PREMIUM) == (bought.status, bought.tier)
    assert bought.ends_at == (paid_at or NOW) + PERIOD
    assert [order.bill_number] == [change.bill_number for change in bought.history]
    assert desk.audited() == [
        (
            AuditAction.PAYMENT_CHANGE,
            {"status": "PAID", "reason": "CONFIRMED", "source": "WEBHOOK"},
        ),
        (
            AuditAction.SUBSCRIPTION_CHANGE,
            {
                "status": "ACTIVE",
                "plan": "PREMIUM",
                "plan_before": "FREEMIUM",
                "payment": order.bill_number,
            },
        ),
    ]


def test_the_system_settles(desk: Desk) -> None:
    """
    Nobody is said to have acted but the system.
    """
    desk.tell(desk.add(sample_order(1)))
    with desk.store.begin() as work:
        entries = work.audit_log.about(sample_patient_id(1), limit=9)

    assert {(ActorRole.SYSTEM, None)} == {(entry.actor_role, entry.actor_id) for entry in entries}


@pytest.mark.parametrize("first", PaymentSource)
def test_telling_again_changes_nothing(desk: Desk, first: PaymentSource) -> None:
    """
    Whoever comes first, all later tellings find the order decided, and the bank unasked.
    """
    order = desk.add(sample_order(1))
    desk.tell(order, first)
    before = (desk.subscription(), desk.audited())
    desk.gateway = _Unreachable()
    desk.clock.step(timedelta(days=40))
    outcomes = {desk.tell(order, source).outcome for source in PaymentSource}

    assert {SettlementOutcome.DECIDED} == outcomes
    assert before == (desk.subscription(), desk.audited())


class _Unreachable(InMemoryGateway):
    def __init__(self) -> None:
        super().__init__({}, receiver="dastern@devb")

    def find(self, order: PaymentOrder) -> Unpaid:
        del order
        message = "the connection broke off"
        raise BankUnreachableError(message)


class _Refusing(InMemoryGateway):
    def __init__(self, reason: UnpaidReason) -> None:
        super().__init__({}, receiver="dastern@devb")
        self._reason = reason

    def find(self, order: PaymentOrder) -> Unpaid:
        del order
        return Unpaid(reason=self._reason)


@pytest.mark.rule("PAY-12")
def test_a_failure_of_the_bank_changes_nothing(desk: Desk) -> None:
    """
    It is raised as the port declares it, and the next telling settles.
    """
    order = desk.add(sample_order(1))
    gateway, desk.gateway = desk.gateway, _Unreachable()
    with pytest.raises(BankUnreachableError):
        desk.tell(order)
    with desk.store.begin() as work:
        untouched = work.payments.get(order.md5)
    desk.gateway = gateway

    assert (order, begin(PAYER), []) == (untouched, desk.subscription(), desk.audited())
    assert SettlementOutcome.SETTLED is desk.tell(order).outcome


@pytest.mark.parametrize("reason", UnpaidReason)
def test_what_is_not_paid_waits(desk: Desk, reason: UnpaidReason) -> None:
    """
    Not found, failed or without an amount: the order stays pending, and nothing is audited.
    """
    order = desk.add(sample_order(2))
    desk.gateway = _Refusing(reason)
    settlement = desk.tell(order)

    assert Settlement(outcome=SettlementOutcome.UNPAID, order=order) == settlement
    assert [] == desk.audited()


@pytest.mark.rule("PAY-03")
@pytest.mark.rule("B070")
def test_a_late_payment_counts(desk: Desk) -> None:
    """
    An expired order stays expired while the bank has nothing, and is paid when it has.
    """
    order = desk.add(sample_order(1))
    expired = expire(order, now=order.expires_at)
    with desk.store.begin() as work:
        work.payments.append(expired, known=1)
    gateway, desk.gateway = desk.gateway, paid()
    waiting = desk.tell(order).order.status
    desk.gateway = gateway
    settlement = desk.tell(order)

    assert (PaymentStatus.EXPIRED, PaymentStatus.PAID) == (waiting, settlement.order.status)
    assert SubscriptionStatus.ACTIVE is desk.subscription().status


@pytest.mark.rule("PAY-13")
@pytest.mark.rule("B072")
@pytest.mark.parametrize(
    ("change", "differing"),
    [
        ({"amount": Money(minor=49, currency=Currency.USD)}, "amount"),
        ({"amount": Money(minor=50, currency=Currency.KHR)}, "currency"),
        ({"receiver": "somebody@else"}, "receiver"),
    ],
)
def test_another_payment_activates_nothing(
    desk: Desk, change: dict[str, object], differing: str
) -> None:
    """
    The order fails, once, with the differing field in history and audit; then it is decided.
    """
    order = desk.add(sample_order(1))
    wrong = attrs.evolve(sample_transaction(1), **change)  # type: ignore[arg-type]  # any field
    desk.gateway = paid((order, wrong))
    with pytest.raises(PaymentMismatchError) as caught:
        desk.tell(order)
    again = desk.tell(order, PaymentSource.POLLING)

    assert [differing] == [fault.field for fault in caught.value.faults]
    assert SettlementOutcome.DECIDED is again.outcome
    assert (PaymentReason.MISMATCHED, (differing,)) == (
        again.order.history[-1].reason,
        again.order.history[-1].differing,
    )
    assert begin(PAYER) == desk.subscription()
    assert desk.audited() == [
        (
            AuditAction.PAYMENT_CHANGE,
            {
                "status": "FAILED",
                "reason": "MISMATCHED",
                "source": "WEBHOOK",
                "differing": differing,
                "to_do": "GIVE_BACK",
            },
        )
    ]


@pytest.mark.rule("PAY-03")
@pytest.mark.rule("PAY-05")
def test_money_for_a_cancelled_order_is_written_down(desk: Desk) -> None:
    """
    It buys nothing; history and audit say, once, that it has to be given back.
    """
    order = desk.add(sample_order(1))
    with desk.store.begin() as work:
        work.payments.append(cancel(order, now=NOW), known=1)
    settlement = desk.tell(order)
    again = desk.tell(order, PaymentSource.POLLING)

    assert (SettlementOutcome.OWED, SettlementOutcome.DECIDED) == (
        settlement.outcome,
        again.outcome,
    )
    assert (PaymentStatus.CANCELLED, sample_transaction(1).acknowledged_at) == (
        again.order.status,
        again.order.paid_at,
    )
    assert begin(PAYER) == desk.subscription()
    assert desk.audited() == [
        (
            AuditAction.PAYMENT_CHANGE,
            {
                "status": "CANCELLED",
                "reason": "UNEXPECTED",
                "source": "WEBHOOK",
                "to_do": "GIVE_BACK",
            },
        )
    ]


@pytest.mark.rule("PAY-14")
def test_a_time_that_cannot_be_settles_nothing(desk: Desk) -> None:
    """
    While the clocks contradict each other the order waits; then it is settled.
    """
    order = desk.add(sample_order(1))
    desk.clock.step(timedelta(hours=-1))
    with pytest.raises(PaymentTimeError):
        desk.tell(order)
    untouched = desk.audited()
    desk.clock.step(timedelta(hours=1))

    assert [] == untouched
    assert SettlementOutcome.SETTLED is desk.tell(order).outcome


def test_a_gateway_that_is_not_open_is_told(desk: Desk) -> None:
    """
    Nobody asks another gateway about an order of this one.
    """
    order = desk.add(sample_order(1))

    with pytest.raises(PortError, match="BAKONG"):
        settle_payment(
            order.md5,
            source=PaymentSource.CLIENT,
            gateways={PaymentGateway.STRIPE: desk.gateway},
            store=desk.store,
            clock=desk.clock,
            entropy=desk.entropy,
        )


def test_an_unknown_order_is_refused(desk: Desk) -> None:
    """
    Nobody asks the bank about what was never asked for.
    """
    with pytest.raises(NotFoundError):
        desk.tell(sample_order(1))


def test_what_was_settled_while_the_bank_answered_stays(desk: Desk) -> None:
    """
    A telling that comes back late from the bank finds the order decided by another.
    """
    order = desk.add(sample_order(1))
    gateway = desk.gateway

    class Slow(InMemoryGateway):
        """
        Lets the polling settle before it answers the webhook.
        """

        def find(self, order: PaymentOrder) -> ReceivedPayment | Unpaid:
            desk.gateway = gateway
            desk.tell(order, PaymentSource.POLLING)
            return gateway.find(order)

    desk.gateway = Slow({}, receiver="dastern@devb")
    settlement = desk.tell(order)

    assert (SettlementOutcome.DECIDED, PaymentStatus.PAID) == (
        settlement.outcome,
        settlement.order.status,
    )
    assert 2 == len(desk.audited())


@pytest.mark.rule("PAY-09")
def test_only_the_payer_asks_for_an_order(desk: Desk) -> None:
    """
    To anybody else it does not exist, which is on record; the payer's question settles it.
    """
    order = desk.add(sample_order(1))

    def ask(account_id: AccountId) -> Settlement:
        return settle_own_payment(
            order.md5,
            account_id=account_id,
            gateways={PaymentGateway.BAKONG: desk.gateway},
            people=desk.people,
            store=desk.store,
            clock=desk.clock,
            entropy=desk.entropy,
        )

    for number in (2, 99):
        with pytest.raises(NotFoundError):
            ask(AccountId(sample_patient_id(number)))
    untouched, refused = desk.subscription(), desk.audited()
    with desk.people.begin() as work:
        work.actors.put(attrs.evolve(work.actors.get(PAYER), is_active=False))
    with pytest.raises(NotPermittedError, match="closed-account"):
        ask(PAYER)
    with desk.people.begin() as work:
        work.actors.put(attrs.evolve(work.actors.get(PAYER), is_active=True))
    settlement = ask(PAYER)

    assert begin(PAYER) == untouched
    assert [
        (AuditAction.DATA_ACCESS, {"refused": "READ", "rule": "no-rule"}),
        (AuditAction.DATA_ACCESS, {"rule": "refund-written"}),
    ] == refused
    assert SettlementOutcome.SETTLED is settlement.outcome
    assert "CLIENT" == desk.audited()[3][1]["source"]


def _request(desk: Desk, tier: PlanTier) -> PaymentOrder:
    return request_payment(
        tier,
        patient_id=sample_patient_id(1),
        receiver=subscription_receiver("dastern@devb"),
        limits=InMemoryRateLimits(desk.clock),
        people=desk.people,
        store=desk.store,
        clock=desk.clock,
        entropy=desk.entropy,
    )


def _pay(desk: Desk, order: PaymentOrder) -> SettlementOutcome:
    transaction = attrs.evolve(
        sample_transaction(1), amount=order.price, acknowledged_at=desk.clock.now()
    )
    desk.gateway = paid((order, transaction))
    return desk.tell(order).outcome


@pytest.mark.rule("SUB-09")
@pytest.mark.rule("SUB-15")
@pytest.mark.rule("B071")
def test_a_renewal_and_an_upgrade_are_settled_as_such(desk: Desk) -> None:
    """
    One more period is added to the end, and an upgrade costs its part and keeps the end.
    """
    began = desk.clock.now()
    _pay(desk, _request(desk, PlanTier.PREMIUM))
    desk.clock.step(timedelta(days=15))
    _pay(desk, _request(desk, PlanTier.PREMIUM))
    lift = _request(desk, PlanTier.FAMILY_PREMIUM)
    outcome = _pay(desk, lift)
    bought = desk.subscription()

    assert (SettlementOutcome.SETTLED, "0.75 USD") == (outcome, str(lift.price))
    assert (PlanTier.FAMILY_PREMIUM, began + 2 * PERIOD) == (bought.tier, bought.ends_at)
    assert ["PAY", "PAY", "UPGRADE"] == [change.event.name for change in bought.history]


def test_money_that_can_buy_nothing_is_told(desk: Desk) -> None:
    """
    Of two upgrades that were both paid, the second is paid without effect, and audited.
    """
    _pay(desk, _request(desk, PlanTier.PREMIUM))
    first, second = (_request(desk, PlanTier.FAMILY_PREMIUM) for _ in range(2))
    _pay(desk, first)
    before = desk.subscription()
    outcome = _pay(desk, second)
    asked, (action, details), owed = desk.audited()[-3:]
    with desk.store.begin() as work:
        stored = work.payments.get(second.md5)

    assert (SettlementOutcome.OWED, before) == (outcome, desk.subscription())
    assert (PaymentStatus.PAID, True) == (stored.status, is_owed(stored))
    assert [("CONFIRMED", None), ("UNUSABLE", "GIVE_BACK")] == [
        (facts["reason"], facts.get("to_do")) for _, facts in (asked, owed)
    ]
    assert (AuditAction.SUBSCRIPTION_CHANGE, "illegal_transition", second.bill_number) == (
        action,
        details["refused"],
        details["payment"],
    )
