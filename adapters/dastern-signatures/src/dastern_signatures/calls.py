"""
Calls: a request and its answer, signed so that neither can be changed, moved or repeated.

Sending them, drawing nonces and remembering those that were seen is left to the caller.
Source: RFC 9421 (signatures), RFC 9530 (digests); rules SIG-02, SIG-03, SIG-09.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, ClassVar

import attrs
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    InvalidSignature,
    MappingKeyResolver,
    VerifyResult,
    algorithms,
)

from dastern_core.kernel import Fault, InvalidInputError, require_aware

__all__ = [
    "CALL_TOLERANCE",
    "NONCE_BYTES",
    "Answer",
    "Call",
    "CallError",
    "ServiceKey",
    "SignedCall",
    "sign_answer",
    "sign_call",
    "verify_answer",
    "verify_call",
]

CALL_TOLERANCE = timedelta(minutes=5)
"""
How far a call's time may be from now (SIG-02).
"""

NONCE_BYTES = 16
"""
How many random bytes make a call unlike any other.
"""

_LARGEST_BODY = 1_000_000  # ours: calls carry orders and ids
_LONGEST_HEADER = 2_000  # ours: a signature has about 300 characters
_SECRET_BYTES = range(32, 129)  # RFC 9421, section 3.3.3: as long as the hash at least
_KEY_ID = re.compile(r"[a-z0-9-]{1,64}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{22}")
_METHOD = re.compile(r"[A-Z]{1,16}")
_LABEL = "dastern"
_CALL_TAG, _ANSWER_TAG = "dastern-call", "dastern-answer"
_CALL = ("@method", "@target-uri", "content-digest")
_ANSWER = (
    "@status",
    "content-digest",
    '"@method";req',
    '"@target-uri";req',
    f'"signature";req;key="{_LABEL}"',
)
_PARAMETERS = {"alg", "created", "keyid", "nonce", "tag"}
_SIGNED = ("content-digest", "signature", "signature-input")


class CallError(InvalidInputError):
    """
    A call or an answer is not our partner's, or not of now; nothing of it may be used.
    """

    code: ClassVar[str] = "call_refused"


@attrs.frozen(kw_only=True)
class ServiceKey:
    """
    What two services sign with.

    Args:
        id: Lower-case letters, digits and hyphens, such as ``clinic-2026-11``.
        secret: 32 to 128 random bytes.

    Raises:
        InvalidInputError: One of them breaks its rule.
    """

    id: str
    secret: bytes = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        """
        Refuse a key that could not be named, or is too short.
        """
        faults = []
        if _KEY_ID.fullmatch(self.id) is None:
            remedy = "Give lower-case letters, digits and hyphens, at most 64."
            faults.append(Fault(field="id", problem="is no key's name", remedy=remedy))
        if len(self.secret) not in _SECRET_BYTES:
            problem, remedy = f"has {len(self.secret)} bytes", "Draw 32 random bytes."
            faults.append(Fault(field="secret", problem=problem, remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)


@attrs.frozen(kw_only=True)
class Call:
    """
    One request.

    Args:
        method: In capitals.
        url: The whole address that the caller uses.
        headers: By name, each once.
        body: Byte for byte; empty where there is none.

    Raises:
        CallError: The method is none, or the body is larger than 1 MB.
    """

    method: str
    url: str
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        """
        Refuse what nobody would sign.
        """
        if _METHOD.fullmatch(self.method) is None:
            raise CallError(_fault("method", "is none"))
        _require_size(self.body)


@attrs.frozen(kw_only=True)
class Answer:
    """
    What came back for a request.

    Args:
        status: The HTTP status.
        headers: By name, each once.
        body: Byte for byte; empty where there is none.

    Raises:
        CallError: The body is larger than 1 MB.
    """

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        """
        Refuse what nobody would sign.
        """
        _require_size(self.body)


@attrs.frozen(kw_only=True)
class SignedCall:
    """
    Who signed, when, and by what a repetition is known.

    Args:
        sender: The key's id.
        nonce: Never the same twice of one sender; the caller remembers it for twice
            `CALL_TOLERANCE`.
        created_at: When it was signed.
    """

    sender: str
    nonce: str
    created_at: datetime


def sign_call(call: Call, *, key: ServiceKey, nonce: bytes, now: datetime) -> Mapping[str, str]:
    """
    Give the headers that prove who calls.

    Args:
        call: What is asked; headers of earlier signatures are replaced.
        key: The newest key.
        nonce: `NONCE_BYTES` random bytes.
        now: Aware.

    Returns:
        Three headers to be sent with the others.

    Raises:
        CallError: The address is none.
        InvalidInputError: The nonce has another size, or ``now`` is naive.
    """
    message = _request(call)
    return _signed(message, call.body, _CALL, tag=_CALL_TAG, key=key, nonce=nonce, now=now)


def sign_answer(
    answer: Answer, *, to: Call, key: ServiceKey, nonce: bytes, now: datetime
) -> Mapping[str, str]:
    """
    Give the headers that prove who answers, and which call (SIG-03).

    Args:
        answer: What is answered.
        to: The call as it arrived, with its verified signature.
        key: The key that signed the call.
        nonce: `NONCE_BYTES` random bytes.
        now: Aware.

    Raises:
        CallError: The call is not signed.
        InvalidInputError: The nonce has another size, or ``now`` is naive.
    """
    message = _response(answer, to)
    return _signed(message, answer.body, _ANSWER, tag=_ANSWER_TAG, key=key, nonce=nonce, now=now)


def verify_call(call: Call, *, keys: Sequence[ServiceKey], now: datetime) -> SignedCall:
    """
    Find out who called, and that nothing was changed.

    Args:
        call: As it arrived.
        keys: Those that are accepted; during a rotation the new and the old one.
        now: Aware.

    Raises:
        CallError: It is unsigned, signed otherwise, changed, too old or from the future.
        InvalidInputError: ``now`` is naive.
    """
    return _verified(_request(call), call.body, _CALL, tag=_CALL_TAG, keys=keys, now=now)


def verify_answer(
    answer: Answer, *, to: Call, keys: Sequence[ServiceKey], now: datetime
) -> SignedCall:
    """
    Find out who answered, and that it answers this call.

    Args:
        answer: As it came back.
        to: The call as it was sent, with the headers of ``sign_call``.
        keys: Those that are accepted.
        now: Aware.

    Raises:
        CallError: As for `verify_call`, or it answers another call.
        InvalidInputError: ``now`` is naive.
    """
    message = _response(answer, to)
    return _verified(message, answer.body, _ANSWER, tag=_ANSWER_TAG, keys=keys, now=now)


class _AtInstant(HTTPMessageVerifier):
    """
    The library's verifier, which would read the clock, with an instant that is given.
    """

    def __init__(self, keys: Sequence[ServiceKey], *, now: datetime) -> None:
        known = {one.id: one.secret for one in keys}
        resolver = MappingKeyResolver(public_keys=known, private_keys={})
        super().__init__(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=resolver)
        self._now = now

    def validate_created_and_expires(self, sig_input: Any, max_age: object = None) -> None:  # noqa: ANN401 - the library's own signature
        del max_age
        if sig_input.params.keys() != _PARAMETERS:
            message = "other parameters"
            raise InvalidSignature(message)
        seconds = self._now.astimezone(UTC).timestamp() - sig_input.params["created"]
        if abs(seconds) > CALL_TOLERANCE.total_seconds():
            message = "not of these minutes"
            raise InvalidSignature(message)


def _signed(
    message: SimpleNamespace,
    body: bytes,
    covered: Sequence[str],
    *,
    tag: str,
    key: ServiceKey,
    nonce: bytes,
    now: datetime,
) -> Mapping[str, str]:
    require_aware(now, field="now")
    if len(nonce) != NONCE_BYTES:
        remedy = f"Draw {NONCE_BYTES} random bytes for each call."
        raise InvalidInputError(
            Fault(field="nonce", problem=f"has {len(nonce)} bytes", remedy=remedy)
        )
    kept = {name: text for name, text in message.headers.items() if name not in _SIGNED}
    message.headers = kept
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.HMAC_SHA256,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={key.id: key.secret}),
    )
    try:
        signer.sign(
            message,
            key_id=key.id,
            created=now,
            nonce=base64.urlsafe_b64encode(nonce).decode().rstrip("="),
            label=_LABEL,
            tag=tag,
            covered_component_ids=covered,
            body=body,
        )
    except HTTPMessageSignaturesException as error:
        raise CallError(_fault("url", "or the call that is answered cannot be signed")) from error
    signed = {name.lower(): text for name, text in message.headers.items()}
    return {name: signed[name] for name in _SIGNED}


def _verified(
    message: SimpleNamespace,
    body: bytes,
    covered: Sequence[str],
    *,
    tag: str,
    keys: Sequence[ServiceKey],
    now: datetime,
) -> SignedCall:
    require_aware(now, field="now")
    if any(len(message.headers.get(name, "")) > _LONGEST_HEADER for name in _SIGNED):
        raise CallError(_fault("signature", "is too long"))
    try:
        results = _AtInstant(keys, now=now).verify(
            message,
            expect_tag=tag,
            require_components=covered,
            body=body,
        )
    except (HTTPMessageSignaturesException, InvalidSignature, ValueError) as error:
        raise CallError(_fault("signature", "does not prove who sent this, and when")) from error
    return _only(results, covered)


def _only(results: Sequence[VerifyResult], covered: Sequence[str]) -> SignedCall:
    (first, *others) = results
    nonce = str(first.nonce)
    sound = first.label == _LABEL and len(first.covered_components) == len(covered) + 1
    if others or not sound or _NONCE.fullmatch(nonce) is None:
        raise CallError(_fault("signature", "has another form than ours"))
    return SignedCall(
        sender=str(first.parameters["keyid"]),
        nonce=nonce,
        created_at=datetime.fromtimestamp(int(first.parameters["created"]), tz=UTC),
    )


def _request(call: Call) -> SimpleNamespace:
    return SimpleNamespace(method=call.method, url=call.url, headers=_each_once(call.headers))


def _response(answer: Answer, to: Call) -> SimpleNamespace:
    return SimpleNamespace(
        status_code=answer.status, headers=_each_once(answer.headers), request=_request(to)
    )


def _each_once(headers: Mapping[str, str]) -> dict[str, str]:
    lower = {name.lower(): text for name, text in headers.items()}
    if len(lower) < len(headers):
        raise CallError(_fault("headers", "hold one twice"))
    return lower


def _require_size(body: bytes) -> None:
    if len(body) > _LARGEST_BODY:
        raise CallError(_fault("body", f"has {len(body)} bytes, of at most {_LARGEST_BODY}"))


def _fault(field: str, problem: str) -> Fault:
    remedy = "Do not act on it; answer 401 and compare both sides' keys, clocks and addresses."
    return Fault(field=field, problem=problem, remedy=remedy)
