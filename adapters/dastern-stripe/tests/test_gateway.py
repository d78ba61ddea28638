"""
The gateway: what exactly is sent, and what Stripe's refusals become.
"""

import json

import pytest
from pydantic import SecretStr

from dastern_core.kernel import Currency, InvalidInputError, Money
from dastern_core.payments import (
    AskedPayment,
    BankAnswerError,
    BankBusyError,
    BankDownError,
    BankError,
    BankRefusedError,
    BankTokenError,
    BankUnreachableError,
    PaymentGateway,
    PaymentOrder,
    ReceivedPayment,
    Unpaid,
    UnpaidReason,
    bill_number,
    place_order,
)
from dastern_core.subscriptions import Purchase
from dastern_core.testing.contracts.gateway import PAID_AT, GatewayContract, sample_asked
from dastern_core.testing.samples import NOW
from dastern_stripe import StripeGateway, stripe_gateway
from dastern_stripe.testing import Fault, LocalStripe, broken_off, replying, silent


class StripeTill:
    """
    Where money moves at Stripe.
    """

    def __init__(self, server: LocalStripe) -> None:
        self._server = server

    def pay(self, order: PaymentOrder, *, amount: Money) -> None:
        """
        Let the payer pay.
        """
        self._server.pay(order.payload, at=PAID_AT, amount=amount.minor)

    def lose_next(self) -> None:
        """
        Lose the next answer.
        """
        self._server.misbehave(broken_off())


class TestStripeGateway(GatewayContract):
    """
    Stripe's API.
    """

    @pytest.fixture
    def till(self, server: LocalStripe) -> StripeTill:
        """
        Give its till.
        """
        return StripeTill(server)


def begun(gateway: StripeGateway) -> PaymentOrder:
    """
    Give an order whose page is open.
    """
    asked = sample_asked(1)
    return place_order(asked, gateway.begin(asked))


def upgrade(minor: int, currency: Currency = Currency.USD) -> AskedPayment:
    """
    Give what lifting a period costs.
    """
    return AskedPayment(
        account_id=sample_asked(1).account_id,
        tier=sample_asked(1).tier,
        purchase=Purchase.UPGRADE,
        bill_number=bill_number(now=NOW, entropy=bytes(4)),
        price=Money(minor=minor, currency=currency),
        created_at=NOW,
    )


def test_a_period_begins_a_subscription(server: LocalStripe, gateway: StripeGateway) -> None:
    """
    Of thirty days, at the plan's price, with what a renewal has to know.
    """
    asked = sample_asked(1)
    checkout = gateway.begin(asked)
    (sent,) = server.asked
    price = "line_items[0][price_data]"

    assert (PaymentGateway.STRIPE, "acct_1", "https://checkout.stripe.invalid/cs_test_1") == (
        checkout.gateway,
        checkout.receiver,
        checkout.address,
    )
    assert asked.bill_number == sent.headers["idempotency-key"]
    assert {
        "mode": "subscription",
        "client_reference_id": asked.bill_number,
        f"{price}[currency]": "usd",
        f"{price}[unit_amount]": "50",
        f"{price}[recurring][interval]": "day",
        f"{price}[recurring][interval_count]": "30",
        "subscription_data[metadata][account_id]": str(asked.account_id),
        "subscription_data[metadata][tier]": "PREMIUM",
        "success_url": "https://clinic.example/paid",
    }.items() <= sent.fields.items()


def test_an_upgrade_is_one_payment(server: LocalStripe, gateway: StripeGateway) -> None:
    """
    No subscription begins with it, and its charge tells the time.
    """
    asked = upgrade(75)
    order = place_order(asked, gateway.begin(asked))
    server.pay(order.payload, at=PAID_AT)
    received = gateway.find(order)

    assert "payment" == server.asked[0].fields["mode"]
    assert received == ReceivedPayment(
        md5=order.md5,
        amount=Money(minor=75, currency=Currency.USD),
        receiver="acct_1",
        acknowledged_at=PAID_AT,
    )


@pytest.mark.parametrize("asked", [upgrade(49), upgrade(5000, Currency.KHR)])
def test_what_stripe_does_not_take_is_not_sent(
    server: LocalStripe, gateway: StripeGateway, asked: AskedPayment
) -> None:
    """
    Less than half a dollar, or riel, is paid by KHQR.
    """
    with pytest.raises(InvalidInputError, match="KHQR"):
        gateway.begin(asked)

    assert [] == server.asked


@pytest.mark.rule("PAY-13")
@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (5000, "khr", Money(minor=50, currency=Currency.KHR)),
        (5001, "khr", None),
        (50, "eur", None),
        (50, "USD", None),
    ],
)
def test_another_currency_is_told_or_no_answer(
    server: LocalStripe,
    gateway: StripeGateway,
    *,
    amount: int,
    currency: str,
    expected: Money | None,
) -> None:
    """
    The riel is whole, as the bank's; what is neither dollar nor riel is not read.
    """
    order = begun(gateway)
    server.pay(order.payload, at=PAID_AT, amount=amount, currency=currency)
    if expected is None:
        with pytest.raises(BankAnswerError):
            gateway.find(order)
        return
    received = gateway.find(order)

    assert isinstance(received, ReceivedPayment)
    assert expected == received.amount


@pytest.mark.rule("PAY-12")
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (replying(401, '{"error": {"message": "key"}}'), BankTokenError),
        (replying(403, '{"error": {"message": "scope"}}'), BankRefusedError),
        (replying(404, '{"error": {"message": "none"}}'), BankRefusedError),
        (replying(400, '{"error": {"message": "param"}}'), BankRefusedError),
        (replying(409, '{"error": {"message": "lock"}}'), BankError),
        (replying(429, '{"error": {"message": "rate"}}'), BankBusyError),
        (replying(500, '{"error": {"message": "fault"}}'), BankDownError),
        (replying(503, "busy"), BankError),
        (replying(200, "no JSON"), BankError),
        (replying(200, "[]"), BankAnswerError),
        (replying(200, "5"), BankError),
        (replying(200, '{"error": 5}'), BankError),
        (replying(400, '{"error": 5}'), BankError),
        (replying(400, "[]"), BankError),
        (broken_off(), BankUnreachableError),
        (silent(), BankUnreachableError),
    ],
)
def test_a_failure_is_never_unpaid(
    server: LocalStripe, gateway: StripeGateway, fault: Fault, expected: type[BankError]
) -> None:
    """
    Each becomes the port's error, whose message holds neither key nor session.
    """
    order = begun(gateway)
    server.misbehave(fault)
    with pytest.raises(expected) as caught:
        gateway.find(order)

    assert "sk_test" not in str(caught.value)
    assert order.payload not in str(caught.value)
    assert Unpaid(reason=UnpaidReason.NOT_FOUND) == gateway.find(order)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"payment_status": "perhaps"}, "payment_status"),
        ({"payment_status": True}, "payment_status"),
        ({"amount_total": "50"}, "amount_total"),
        ({"amount_total": 50.0}, "amount_total"),
        ({"amount_total": True}, "amount_total"),
        ({"amount_total": -1}, "amount_total"),
        ({"currency": None}, "currency"),
        ({"status": "closed"}, "status"),
        ({"id": "cs_other"}, "another payment"),
        ({"client_reference_id": "DT-1"}, "another payment"),
    ],
)
def test_an_answer_is_read_strictly(
    server: LocalStripe, gateway: StripeGateway, changed: dict[str, object], named: str
) -> None:
    """
    What is of another kind, or about another payment, is no answer.
    """
    order = begun(gateway)
    session = server.sessions[order.payload] | {"payment_status": "paid"} | changed
    server.misbehave(replying(200, json.dumps(session)))

    with pytest.raises(BankAnswerError, match=named):
        gateway.find(order)


def test_a_page_that_is_over_is_unpaid(server: LocalStripe, gateway: StripeGateway) -> None:
    """
    Stripe closed it; what is complete and still unpaid may be paid later.
    """
    order = begun(gateway)
    session = server.sessions[order.payload]
    session["status"] = "expired"
    over = gateway.find(order)
    session["status"] = "complete"
    waiting = gateway.find(order)

    assert (Unpaid(reason=UnpaidReason.FAILED), Unpaid(reason=UnpaidReason.NOT_FOUND)) == (
        over,
        waiting,
    )


def test_a_page_that_leads_nowhere_is_no_answer(
    server: LocalStripe, gateway: StripeGateway
) -> None:
    """
    Where the session is another's or says not where to pay, nobody is sent there.
    """
    begun(gateway)
    session = server.sessions["cs_test_1"]
    for changed in ({"url": None}, {"client_reference_id": None}):
        server.misbehave(replying(200, json.dumps(session | changed)))
        with pytest.raises(BankAnswerError):
            gateway.begin(sample_asked(2))


@pytest.mark.rule("SIG-06")
def test_a_repeated_request_begins_one_page(server: LocalStripe) -> None:
    """
    Stripe's library asks again after a failure, under one idempotency key.
    """
    server.misbehave(replying(500, '{"error": {}}'))
    with stripe_gateway(
        server.key, account="a", success_address="s", cancel_address="c", base_url=server.url
    ) as patient:
        patient.begin(sample_asked(1))

    assert [sample_asked(1).bill_number] * 2 == [
        one.headers["idempotency-key"] for one in server.asked
    ]


@pytest.mark.parametrize("address", ["http://api.stripe.com", "https://", "", "ftp://localhost"])
def test_a_key_is_not_sent_in_the_open(address: str) -> None:
    """
    Plain HTTP is for this computer alone.
    """
    with (
        pytest.raises(InvalidInputError, match="base_url"),
        stripe_gateway(
            SecretStr("sk"),
            account="a",
            success_address="s",
            cancel_address="c",
            base_url=address,
        ),
    ):
        pass


def test_plain_http_is_for_this_computer() -> None:
    """
    Under its name as well.
    """
    with (
        stripe_gateway(
            SecretStr("sk"),
            account="a",
            success_address="s",
            cancel_address="c",
            base_url="http://localhost:1",
            retries=0,
        ) as gateway,
        pytest.raises(BankUnreachableError),
    ):
        gateway.begin(sample_asked(1))
