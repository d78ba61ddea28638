"""
Events: what Stripe signed just now is a hint; duplicates and disorder change nothing.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import InvalidInputError, Money
from dastern_core.khqr import md5
from dastern_core.payments import (
    WEBHOOK_TOLERANCE,
    PaymentHint,
    Unpaid,
    UnpaidReason,
    WebhookError,
    place_order,
)
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.contracts.gateway import PAID_AT, sample_asked
from dastern_core.testing.samples import NOW
from dastern_stripe import EventSecret, StripeGateway, read_event
from dastern_stripe.testing import LocalStripe

SECRET = EventSecret(text="whsec_" + "a" * 32)
NEXT = EventSecret(text="whsec_" + "b" * 32)
SESSION = {"id": "cs_test_1"}
METADATA = {"account_id": str(sample_asked(1).account_id), "tier": "PREMIUM"}
STRIPE = LocalStripe(key=None)  # type: ignore[arg-type]  # it only signs
SECOND = timedelta(seconds=1)


def read(
    kind: str = "checkout.session.completed",
    subject: Mapping[str, object] = SESSION,
    *,
    event_id: str = "evt_1",
) -> PaymentHint:
    """
    Read an event that Stripe sends at the samples' instant.
    """
    body, signature = STRIPE.event(event_id, kind, subject, secret=SECRET.text, at=NOW)
    return read_event(body, signature, secrets=[NEXT, SECRET], account="acct_1", now=NOW)


@pytest.mark.rule("PAY-37")
@pytest.mark.parametrize(
    "kind", ["completed", "expired", "async_payment_succeeded", "async_payment_failed"]
)
def test_an_event_of_a_page_names_its_order(kind: str) -> None:
    """
    By the session's identifier; the content is what a repetition has in common.
    """
    expected = PaymentHint(
        sender="stripe",
        id="evt_1",
        content=f"checkout.session.{kind} cs_test_1".encode(),
        md5=md5("cs_test_1"),
    )

    assert expected == read(f"checkout.session.{kind}")


@pytest.mark.parametrize("kind", ["customer.created", "checkout.session.paid", "charge.refunded"])
def test_another_event_names_none(kind: str) -> None:
    """
    It is taken, and nothing is asked.
    """
    assert read(kind).md5 is None


@pytest.mark.parametrize("kind", ["balance.available", "invoice.upcoming"])
def test_an_event_of_something_without_an_identifier_names_none(kind: str) -> None:
    """
    Stripe would repeat a refused one for days, and close the endpoint.
    """
    assert read(kind, {"object": "balance"}).md5 is None


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("checkout.session.completed", {}),
        ("checkout.session.completed", {"id": "\ud800"}),
        ("\ud800", SESSION),
        ("balance available", SESSION),
    ],
)
def test_a_page_without_a_name_and_a_kind_that_is_none_are_refused(
    kind: str, subject: Mapping[str, object]
) -> None:
    """
    Half of a surrogate pair is no text: nothing but a declared error comes of it.
    """
    with pytest.raises(InvalidInputError):
        read(kind, subject)


def test_a_renewal_brings_its_order(server: LocalStripe, gateway: StripeGateway) -> None:
    """
    Every message of one invoice brings the same order, which the invoice settles.
    """
    invoice = server.bill("in_2", at=PAID_AT, amount=50, metadata=METADATA)
    first = read("invoice.paid", invoice)
    again = read("invoice.paid", invoice, event_id="evt_2")
    order = first.new_order
    assert order is not None
    found = gateway.find(order)
    assert not isinstance(found, Unpaid)

    assert order == again.new_order
    assert (PlanTier.PREMIUM, "0.50 USD", "acct_1", md5("in_2")) == (
        order.tier,
        str(order.price),
        order.receiver,
        first.md5,
    )
    assert (order.md5, order.price, PAID_AT) == (found.md5, found.amount, found.acknowledged_at)


def test_an_unpaid_renewal_is_unpaid(server: LocalStripe, gateway: StripeGateway) -> None:
    """
    Whatever an event says, the invoice is asked about.
    """
    invoice = server.bill("in_2", at=PAID_AT, amount=50, metadata=METADATA, status="open")
    order = read("invoice.paid", invoice).new_order
    assert order is not None

    assert Unpaid(reason=UnpaidReason.NOT_FOUND) == gateway.find(order)


def test_a_renewal_of_another_price_is_told(server: LocalStripe, gateway: StripeGateway) -> None:
    """
    The order asks for the plan's price, and the invoice says what was paid.
    """
    invoice = server.bill("in_2", at=PAID_AT, amount=1, metadata=METADATA)
    order = read("invoice.paid", invoice).new_order
    assert order is not None
    found = gateway.find(order)
    assert not isinstance(found, Unpaid)

    assert (50, Money(minor=1, currency=order.price.currency)) == (order.price.minor, found.amount)


def test_the_first_invoice_has_its_page(server: LocalStripe) -> None:
    """
    It brings no second order for what the page was paid for.
    """
    first = server.bill(
        "in_1", at=PAID_AT, amount=50, metadata=METADATA, reason="subscription_create"
    )
    hint = read("invoice.paid", first)

    assert (None, None) == (hint.md5, hint.new_order)


@pytest.mark.parametrize(
    "metadata",
    [{}, {"tier": "PREMIUM"}, METADATA | {"tier": "GOLD"}, METADATA | {"account_id": "1"}],
)
def test_a_strangers_subscription_is_refused(server: LocalStripe, metadata: dict[str, str]) -> None:
    """
    What we did not begin names no account of ours.
    """
    invoice = server.bill("in_2", at=PAID_AT, amount=50, metadata=metadata)

    with pytest.raises(InvalidInputError):
        read("invoice.paid", invoice)
    with pytest.raises(InvalidInputError):
        read("invoice.paid", invoice | {"parent": None})


@pytest.mark.rule("SIG-02")
@pytest.mark.parametrize("sign", [1, -1])
def test_an_event_is_of_these_minutes(sign: int) -> None:
    """
    Five minutes on either side are the last that count, by the instant that is given.
    """
    body, signature = STRIPE.event("evt_1", "a", SESSION, secret=SECRET.text, at=NOW)
    last = NOW + sign * WEBHOOK_TOLERANCE

    assert "evt_1" == read_event(body, signature, secrets=[SECRET], account="a", now=last).id
    with pytest.raises(WebhookError):
        read_event(body, signature, secrets=[SECRET], account="a", now=last + sign * SECOND)


@pytest.mark.rule("SIG-02")
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v1=", "v0="),
        ("t=1781492400", "t=1781492401"),
        ("t=1781492400", "t=01781492400"),
        ("t=1781492400", "t=1781492400.0"),
        ("t=1781492400", "t=១781492400"),
        ("t=1781492400,", ""),
        ("v1=", "v1=0"),
        ("v1=", "v1=0,v1="),
    ],
)
def test_another_signature_is_refused(old: str, new: str) -> None:
    """
    Its form, its time and its scheme are one.
    """
    body, signature = STRIPE.event("evt_1", "a", SESSION, secret=SECRET.text, at=NOW)
    assert old in signature

    with pytest.raises(WebhookError):
        read_event(body, signature.replace(old, new, 1), secrets=[SECRET], account="a", now=NOW)


def test_another_secret_or_body_is_refused() -> None:
    """
    Also a body that is no text, or too large.
    """
    body, signature = STRIPE.event("evt_1", "a", SESSION, secret=SECRET.text, at=NOW)
    for changed, secrets in (
        (body, [NEXT]),
        (body + b" ", [SECRET]),
        (b"\xff", [SECRET]),
        (bytes(300_000), [SECRET]),
    ):
        with pytest.raises(WebhookError):
            read_event(changed, signature, secrets=secrets, account="a", now=NOW)
    with pytest.raises(InvalidInputError, match="secrets"):
        read_event(body, signature, secrets=[], account="a", now=NOW)


@pytest.mark.rule("SIG-04")
@pytest.mark.parametrize(
    "text", ["", "whsec_", "changeme_webhook_secret_here", "whsec_ " + "a" * 32]
)
def test_a_placeholder_is_no_secret(text: str) -> None:
    """
    A service does not start with it, and no repr shows one.
    """
    with pytest.raises(InvalidInputError, match="secret"):
        EventSecret(text=text)
    assert "whsec" not in repr(SECRET)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["id", "type", "data", "object"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_signed_body_is_a_value_or_a_declared_error(value: object) -> None:
    """
    Whatever Stripe signs, nothing else comes out.
    """
    import stripe  # noqa: PLC0415 - only to sign

    body = json.dumps(value)
    signature = stripe.WebhookSignature.generate_signature_header(
        body, SECRET.text, int(NOW.timestamp())
    )
    with pytest.raises(InvalidInputError):
        read_event(body.encode(), signature, secrets=[SECRET], account="a", now=NOW)


def test_an_order_is_found_by_its_hint(server: LocalStripe, gateway: StripeGateway) -> None:
    """
    The MD5 that an event names is the order's own.
    """
    asked = sample_asked(1)
    order = place_order(asked, gateway.begin(asked))

    assert order.md5 == read(subject=server.sessions[order.payload]).md5
