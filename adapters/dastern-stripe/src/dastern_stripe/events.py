"""
Events: Stripe's signed webhooks, read as hints; the gateway is asked whether they are so.

Source: Stripe, "Receive Stripe events in your webhook endpoint", signature scheme v1.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import attrs
import stripe
from pydantic import Field

from dastern_core.kernel import AccountId, Fault, InvalidInputError, require_aware
from dastern_core.khqr import md5
from dastern_core.payments import (
    WEBHOOK_TOLERANCE,
    AskedPayment,
    BankAnswerError,
    Checkout,
    PaymentGateway,
    PaymentHint,
    PaymentOrder,
    WebhookError,
    bill_number,
    place_order,
)
from dastern_core.subscriptions import PLANS, PlanTier, Purchase
from dastern_stripe.records import Invoice, Part, instant, read

__all__ = ["LARGEST_EVENT_BYTES", "EventSecret", "read_event"]

LARGEST_EVENT_BYTES = 256 * 1024
"""
More is not read. An event of ours has about 6 kB.
"""

_SENDER = "stripe"
_SESSIONS = re.compile(r"checkout\.session\.(completed|expired|async_payment_(succeeded|failed))")
_HEADER = re.compile(r"t=(?P<seconds>[1-9][0-9]{0,10})(?:,v[0-9]=[0-9a-f]{64}){1,8}")
_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]{20,200}")
_RENEWAL = "subscription_cycle"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class EventSecret:
    """
    What Stripe signs the events of one endpoint with.

    Args:
        text: As the dashboard shows it: ``whsec_`` and more.

    Raises:
        InvalidInputError: It is anything else, such as a placeholder (SIG-04).
    """

    text: str = attrs.field(repr=False)

    @text.validator
    def _check(self, _: "attrs.Attribute[str]", value: str) -> None:
        if _SECRET.fullmatch(value) is None:
            remedy = "Copy the endpoint's signing secret from Stripe's dashboard."
            fault = Fault(field="secret", problem="is no signing secret", remedy=remedy)
            raise InvalidInputError(fault)


class _Named(Part):
    id: Annotated[str, Field(min_length=1, max_length=255)]


class _Data(Part):
    object: dict[str, Any]


class _Event(Part):
    id: Annotated[str, Field(pattern=r"^evt_[A-Za-z0-9_]{1,250}$")]
    type: Annotated[str, Field(pattern=r"^[!-~]{1,200}$")]
    data: _Data


def read_event(
    body: bytes, signature: str, *, secrets: Sequence[EventSecret], account: str, now: datetime
) -> PaymentHint:
    """
    Find out whether Stripe sent an event just now, and what it is about.

    Args:
        body: As it arrived, byte for byte.
        signature: The header ``Stripe-Signature``.
        secrets: Those that are accepted; during a rotation the new and the old one.
        account: The account that the money goes to.
        now: Aware.

    Returns:
        The hint, for ``dastern_core.usecases.take_webhook.take_hint``. A renewal that
        Stripe took by itself brings its order; an event of another kind names none.

    Raises:
        WebhookError: Stripe did not send it, or not now: answer 401.
        InvalidInputError: It cannot be read: answer 400.
    """
    _require_signature(body, signature, secrets=secrets, now=now)
    try:
        event = read(_Event, json.loads(body))
        renewal = None
        if event.type == "invoice.paid":
            renewal = _renewal(read(Invoice, event.data.object), account=account)
        concerned = renewal is not None or _SESSIONS.fullmatch(event.type) is not None
        # Only what concerns us has to be named: a balance, for one, has no identifier.
        subject = read(_Named, event.data.object).id if concerned else ""
    except (ValueError, RecursionError, BankAnswerError) as error:
        remedy = "Compare the endpoint's API version with this release's."
        fault = Fault(field="body", problem="is no event that can be read", remedy=remedy)
        raise InvalidInputError(fault) from error
    return PaymentHint(
        sender=_SENDER,
        id=event.id,
        content=f"{event.type} {subject}".encode(),  # the body changes with each delivery
        md5=md5(subject) if concerned else None,
        new_order=renewal,
    )


def _require_signature(
    body: bytes, signature: str, *, secrets: Sequence[EventSecret], now: datetime
) -> None:
    if not secrets:
        remedy = "Give the endpoint's signing secret."
        raise InvalidInputError(Fault(field="secrets", problem="are none", remedy=remedy))
    found = _HEADER.fullmatch(signature)
    if found is None or len(body) > LARGEST_EVENT_BYTES:
        raise WebhookError(_fault("is none, or its body is too large"))
    sent_at = _EPOCH + timedelta(seconds=int(found["seconds"]))
    if abs(sent_at - require_aware(now, field="now").astimezone(UTC)) > WEBHOOK_TOLERANCE:
        raise WebhookError(_fault("is not of these minutes"))
    if not any(_signed(body, signature, one) for one in secrets):
        raise WebhookError(_fault("was not made with a secret of ours"))


def _signed(body: bytes, signature: str, secret: EventSecret) -> bool:
    try:
        # Without a tolerance the library reads no clock; the time was compared above.
        return bool(stripe.WebhookSignature.verify_header(body, signature, secret.text))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _renewal(invoice: Invoice, *, account: str) -> PaymentOrder | None:
    """
    Give the order of a period that Stripe renewed by itself; the first one has its own.

    Its bill number comes from the invoice, so that every message of it is the same order.
    """
    if invoice.billing_reason != _RENEWAL:
        return None
    details = None if invoice.parent is None else invoice.parent.subscription_details
    named = (None if details is None else details.metadata) or {}
    try:
        tier, account_id = PlanTier(named["tier"]), AccountId(UUID(named["account_id"]))
    except (KeyError, ValueError) as error:
        problem = "The invoice is of a subscription that we did not begin"
        raise BankAnswerError(problem) from error
    created = instant(invoice.created) or _EPOCH
    entropy = hashlib.sha256(invoice.id.encode()).digest()[:4]
    asked = AskedPayment(
        account_id=account_id,
        tier=tier,
        purchase=Purchase.PERIOD,
        bill_number=bill_number(now=created, entropy=entropy),
        price=PLANS[tier].price,
        created_at=created,
    )
    checkout = Checkout(gateway=PaymentGateway.STRIPE, receiver=account, payload=invoice.id)
    return place_order(asked, checkout)


def _fault(problem: str) -> Fault:
    remedy = "Do not act on it; answer 401 and compare the endpoint's secret and the clock."
    return Fault(field="Stripe-Signature", problem=problem, remedy=remedy)
