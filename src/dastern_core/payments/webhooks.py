"""
Webhooks: short messages between services, signed as Standard Webhooks says.

A message tells that something happened to a payment; it is a hint, and nobody is believed
for it (C38). What is signed is ``id.timestamp.body`` with HMAC-SHA256. The format is
read strictly: the reference library (standardwebhooks 1.1.0) takes other scripts' digits,
fractions and damaged base64 too, and breaks on what is malformed. Carrying messages over
HTTP, remembering which were seen and keeping the secrets is left to the caller.

Source: Standard Webhooks 1.0.0, <https://www.standardwebhooks.com>, sections "Signature
scheme", "Webhook headers" and "Payload size"; rules SIG-02, SIG-04, PAY-37.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import attrs

from dastern_core.kernel import Fault, InvalidInputError, require_aware

__all__ = [
    "LARGEST_WEBHOOK_BYTES",
    "WEBHOOK_TOLERANCE",
    "WebhookError",
    "WebhookMessage",
    "WebhookSecret",
    "parse_webhook_secret",
    "sign_webhook",
    "verify_webhook",
]

WEBHOOK_TOLERANCE = timedelta(minutes=5)
"""
How far a message's time may be from now (SIG-02; also the reference library's).
"""

LARGEST_WEBHOOK_BYTES = 20_000
"""
A body is smaller than 20 kB. Source: Standard Webhooks, "Payload size".
"""

_PREFIX = "whsec_"
_SECRET_BYTES = range(24, 65)  # Standard Webhooks, "Signature scheme"
_MOST_SECRETS = 8  # ours: a rotation has two
_MOST_SIGNATURES = 16  # ours: eight secrets, each under two versions
_ID = re.compile(r"[!-\-/-~]{1,256}")  # printable; a full stop would shift what is signed
_SECONDS = re.compile(r"[1-9][0-9]{0,10}")
_SIGNATURE = re.compile(r"(?P<version>v[0-9]+[a-z]?),(?P<code>[A-Za-z0-9+/]{1,200}={0,2})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class WebhookError(InvalidInputError):
    """
    A message is not one that our partner sent just now; nothing of it may be used.
    """

    code: ClassVar[str] = "webhook_refused"


@attrs.frozen(kw_only=True)
class WebhookSecret:
    """
    What both sides sign with.

    Args:
        key: 24 to 64 random bytes.

    Raises:
        InvalidInputError: It has another size.
    """

    key: bytes = attrs.field(repr=False)

    @key.validator
    def _check(self, _: "attrs.Attribute[bytes]", value: bytes) -> None:
        if len(value) not in _SECRET_BYTES:
            raise InvalidInputError(_secret_fault(f"has {len(value)} bytes"))


@attrs.frozen(kw_only=True)
class WebhookMessage:
    """
    One message.

    Args:
        id: Unique for what is told, and the same each time that it is sent: the key by
            which a receiver knows a repetition. Printable ASCII without full stops.
        sent_at: When it was sent, aware; to the second.
        body: At most `LARGEST_WEBHOOK_BYTES`, less one.

    Raises:
        InvalidInputError: One of them breaks its rule.
    """

    id: str
    sent_at: datetime
    body: bytes = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        """
        Refuse what could be signed in two ways, or could not be sent.
        """
        require_aware(self.sent_at, field="sent_at")
        faults = []
        if _ID.fullmatch(self.id) is None:
            problem = "is not 1 to 256 printable characters without full stops"
            faults.append(Fault(field="id", problem=problem, remedy="Give an id such as msg_1."))
        if len(self.body) >= LARGEST_WEBHOOK_BYTES:
            problem = f"has {len(self.body)} bytes"
            remedy = f"Send fewer than {LARGEST_WEBHOOK_BYTES}: an id to ask about, not the thing."
            faults.append(Fault(field="body", problem=problem, remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)


def parse_webhook_secret(text: str) -> WebhookSecret:
    """
    Read a secret as it is handed over.

    Args:
        text: ``whsec_`` and the base64 of 24 to 64 bytes, padded and canonical.

    Raises:
        InvalidInputError: It is anything else, such as a placeholder. A service must not
            start without a secret (SIG-04).
    """
    key = _base64(text.removeprefix(_PREFIX)) if text.startswith(_PREFIX) else None
    if key is None:
        raise InvalidInputError(_secret_fault("is not whsec_ with canonical base64"))
    return WebhookSecret(key=key)


def sign_webhook(message: WebhookMessage, *, secrets: Sequence[WebhookSecret]) -> Mapping[str, str]:
    """
    Give the headers under which a message is sent.

    Args:
        message: What to send.
        secrets: All that the receiver may still know; during a rotation the new and the
            old one. One to eight.

    Returns:
        The three headers, by lower-case name.

    Raises:
        InvalidInputError: There is no secret, or too many.

    Example:
        >>> told = WebhookMessage(id="msg_1", sent_at=_EPOCH + timedelta(days=1), body=b"{}")
        >>> sign_webhook(told, secrets=[WebhookSecret(key=bytes(24))])["webhook-timestamp"]
        '86400'
    """
    _require_secrets(secrets)
    signatures = [base64.b64encode(_digest(message, one)).decode() for one in secrets]
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(_seconds(message)),
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    *,
    secrets: Sequence[WebhookSecret],
    now: datetime,
) -> WebhookMessage:
    """
    Find out whether a message was sent by somebody who knows a secret, and just now.

    Args:
        body: As it arrived, byte for byte.
        headers: By name, in any case; others than the three are ignored.
        secrets: Those that are accepted; during a rotation the new and the old one.
        now: Aware.

    Returns:
        The message. Whether it was seen before, its id tells; the caller remembers those
        for twice `WEBHOOK_TOLERANCE`.

    Raises:
        WebhookError: It is not; the header or the body that is wrong is named.
        InvalidInputError: There is no secret, or too many, or ``now`` is naive.

    Source:
        Rule SIG-02. Every signature is compared in constant time, also after one matched.
    """
    _require_secrets(secrets)
    require_aware(now, field="now")
    found = {name: text for name, text in _named(headers) if name in _HEADERS}
    missing = [name for name in _HEADERS if name not in found]
    if missing:
        raise WebhookError(*(_fault(name, "is missing") for name in missing))
    identifier, seconds, signatures = (found[name] for name in _HEADERS)
    codes = _codes(signatures)
    faults = [
        _fault(name, problem)
        for name, problem, sound in (
            ("webhook-id", "is no message's id", _ID.fullmatch(identifier)),
            ("webhook-timestamp", "is no whole number of seconds", _SECONDS.fullmatch(seconds)),
            ("webhook-signature", "is no list of v1,base64", codes),
            ("body", "is too large", len(body) < LARGEST_WEBHOOK_BYTES),
        )
        if not sound
    ]
    if faults:
        raise WebhookError(*faults)
    sent_at = _EPOCH + timedelta(seconds=int(seconds))
    if abs(sent_at - now.astimezone(UTC)) > WEBHOOK_TOLERANCE:
        raise WebhookError(_fault("webhook-timestamp", "is not of these minutes"))
    message = WebhookMessage(id=identifier, sent_at=sent_at, body=body)
    digests = [_digest(message, one) for one in secrets]
    matches = [hmac.compare_digest(code, digest) for code in codes for digest in digests]
    if not any(matches):
        raise WebhookError(_fault("webhook-signature", "was not made with a secret of ours"))
    return message


def _named(headers: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    named = [(name.lower(), text) for name, text in headers.items()]
    names = [name for name, _ in named if name in _HEADERS]
    twice = [name for name in _HEADERS if names.count(name) > 1]
    if twice:
        raise WebhookError(*(_fault(name, "is there twice") for name in twice))
    return named


def _codes(text: str) -> Sequence[bytes]:
    """
    Read the v1 signatures of a list; none where any of it is malformed.
    """
    parts = text.split(" ")
    if len(parts) > _MOST_SIGNATURES:
        return ()
    codes = []
    for one in parts:
        found = _SIGNATURE.fullmatch(one)
        code = None if found is None else _base64(found["code"])
        if found is None or code is None:
            return ()
        if found["version"] == "v1":
            codes.append(code)
    return codes


def _digest(message: WebhookMessage, secret: WebhookSecret) -> bytes:
    content = f"{message.id}.{_seconds(message)}.".encode() + message.body
    return hmac.digest(secret.key, content, hashlib.sha256)


def _seconds(message: WebhookMessage) -> int:
    return (message.sent_at.astimezone(UTC) - _EPOCH) // timedelta(seconds=1)


def _base64(text: str) -> bytes | None:
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if base64.b64encode(value).decode() == text else None


def _require_secrets(secrets: Sequence[WebhookSecret]) -> None:
    if not 0 < len(secrets) <= _MOST_SECRETS:
        remedy = f"Give one to {_MOST_SECRETS}."
        raise InvalidInputError(
            Fault(field="secrets", problem=f"are {len(secrets)}", remedy=remedy)
        )


def _fault(field: str, problem: str) -> Fault:
    remedy = "Do not act on it; answer 401 and compare both sides' secrets and clocks."
    return Fault(field=field, problem=problem, remedy=remedy)


def _secret_fault(problem: str) -> Fault:
    remedy = "Draw 32 random bytes and hand over whsec_ with their base64."
    return Fault(field="secret", problem=problem, remedy=remedy)
