"""
Hints: what a webhook says happened to a payment; the gateway is asked whether it is so.

Source: Standard Webhooks, "Payload structure" (type, timestamp, data); rule PAY-37.
"""

import json
import re
from collections.abc import Sequence

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.payments.orders import PaymentOrder
from dastern_core.payments.webhooks import WebhookMessage

__all__ = ["PAYMENT_EVENTS", "PaymentHint", "hint_body", "read_hint"]

PAYMENT_EVENTS = frozenset({"payment.completed", "payment.failed"})
"""
The events that make us ask (PAY-37).
"""

_MD5 = re.compile(r"[0-9a-f]{32}")


@attrs.frozen(kw_only=True)
class PaymentHint:
    """
    Something may have happened to a payment.

    Args:
        sender: Who says so.
        id: By what a repetition is known.
        content: What was said, whole: the same id with another content is no repetition.
        md5: Of the order; None where the message is about something else.
        new_order: The order itself, where the gateway took the payment of a renewal that
            nobody here had asked for.
    """

    sender: str
    id: str
    content: bytes = attrs.field(repr=False)
    md5: str | None
    new_order: PaymentOrder | None = None


def hint_body(event: str, *, md5: str, timestamp: str) -> bytes:
    """
    Write the body of a webhook about a payment.

    Args:
        event: One of `PAYMENT_EVENTS`.
        md5: Of the order's payload.
        timestamp: When it happened, ISO 8601 with a zone.

    Raises:
        InvalidInputError: It is no such event, or no MD5.
    """
    faults = []
    if event not in PAYMENT_EVENTS:
        remedy = f"Give one of {', '.join(sorted(PAYMENT_EVENTS))}."
        faults.append(Fault(field="type", problem="is no event of a payment", remedy=remedy))
    if _MD5.fullmatch(md5) is None:
        faults.append(_fault("data.md5", "is not 32 lower-case hexadecimal digits"))
    if faults:
        raise InvalidInputError(*faults)
    return json.dumps({"type": event, "timestamp": timestamp, "data": {"md5": md5}}).encode()


def read_hint(message: WebhookMessage, *, sender: str) -> PaymentHint:
    """
    Read what a verified message is about.

    Args:
        message: As ``verify_webhook`` gave it.
        sender: Who sent it.

    Returns:
        The hint; with no MD5 where the event is none of a payment's.

    Raises:
        InvalidInputError: The body is no JSON object with a type, a field stands twice, or
            an event of a payment names no order.
    """
    fields = _object(message.body)
    event = fields.get("type")
    if not isinstance(event, str):
        raise InvalidInputError(_fault("type", "is no text"))
    md5 = None
    if event in PAYMENT_EVENTS:
        data = fields.get("data")
        named = data.get("md5") if isinstance(data, dict) else None
        if not isinstance(named, str) or _MD5.fullmatch(named) is None:
            raise InvalidInputError(_fault("data.md5", "is not 32 lower-case hexadecimal digits"))
        md5 = named
    return PaymentHint(sender=sender, id=message.id, content=message.body, md5=md5)


def _object(body: bytes) -> dict[str, object]:
    try:
        parsed = json.loads(body.decode(), object_pairs_hook=_each_once)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(_fault("body", "is not JSON with each field once")) from error
    if not isinstance(parsed, dict):
        raise InvalidInputError(_fault("body", "is no JSON object"))
    return parsed


def _each_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        message = "a field stands twice"
        raise ValueError(message)
    return fields


def _fault(field: str, problem: str) -> Fault:
    remedy = "Send type, timestamp and data as docs/how-to/receive-webhooks.md shows."
    return Fault(field=field, problem=problem, remedy=remedy)
