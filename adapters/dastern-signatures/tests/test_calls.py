"""
Calls: nothing of a request or its answer can be changed, moved, or said later.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver, algorithms
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import InvalidInputError
from dastern_signatures import (
    CALL_TOLERANCE,
    NONCE_BYTES,
    Answer,
    Call,
    CallError,
    ServiceKey,
    SignedCall,
    sign_answer,
    sign_call,
    verify_answer,
    verify_call,
)

NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
KEY = ServiceKey(id="clinic-2026-11", secret=bytes(32))
NEXT = ServiceKey(id="clinic-2027-02", secret=bytes(range(32)))
NONCE = bytes(NONCE_BYTES)
SECOND = timedelta(seconds=1)
BARE = Call(
    method="POST",
    url="https://pay.example/orders?plan=premium",
    headers={"Content-Type": "application/json"},
    body=b'{"plan": "PREMIUM"}',
)


def sent(call: Call = BARE, *, key: ServiceKey = KEY, nonce: bytes = NONCE) -> Call:
    """
    Give a call with its signature.
    """
    return attrs.evolve(
        call, headers={**call.headers, **sign_call(call, key=key, nonce=nonce, now=NOW)}
    )


def answered(to: Call, body: bytes = b"{}") -> Answer:
    """
    Give a signed answer.
    """
    bare = Answer(status=200, headers={}, body=body)
    return attrs.evolve(bare, headers=sign_answer(bare, to=to, key=KEY, nonce=NONCE, now=NOW))


@pytest.mark.rule("SIG-02")
def test_a_signed_call_is_known() -> None:
    """
    Who called, when, and by what nonce; also without a body.
    """
    expected = SignedCall(sender=KEY.id, nonce="A" * 22, created_at=NOW)
    empty = sent(attrs.evolve(BARE, method="GET", body=b""))

    assert [expected] * 2 == [verify_call(one, keys=[KEY], now=NOW) for one in (sent(), empty)]


@pytest.mark.rule("SIG-09")
def test_a_rotation_knows_both_keys() -> None:
    """
    Either is accepted by who knows both, and a stranger's is not.
    """
    both = [NEXT, KEY]

    assert [KEY.id, NEXT.id] == [
        verify_call(sent(key=key), keys=both, now=NOW).sender for key in (KEY, NEXT)
    ]
    with pytest.raises(CallError):
        verify_call(sent(), keys=[NEXT], now=NOW)
    with pytest.raises(CallError):
        verify_call(sent(), keys=[attrs.evolve(NEXT, id=KEY.id)], now=NOW)


@pytest.mark.rule("SIG-02")
@pytest.mark.parametrize("sign", [1, -1])
def test_a_call_is_of_these_minutes(sign: int) -> None:
    """
    Five minutes on either side are the last that count, by the instant that is given.
    """
    last = NOW + sign * CALL_TOLERANCE

    assert KEY.id == verify_call(sent(), keys=[KEY], now=last).sender
    with pytest.raises(CallError):
        verify_call(sent(), keys=[KEY], now=last + sign * SECOND)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"url": "https://pay.example/orders?plan=family"},
        {"url": "http://pay.example/orders?plan=premium"},
        {"url": "https://evil.example/orders?plan=premium"},
        {"body": b'{"plan": "FAMILY_PREMIUM"}'},
        {"body": b""},
    ],
)
def test_what_is_changed_is_noticed(change: Mapping[str, object]) -> None:
    """
    Method, scheme, host, query and body are signed.
    """
    changed = attrs.evolve(sent(), **change)  # type: ignore[arg-type]  # any field

    with pytest.raises(CallError):
        verify_call(changed, keys=[KEY], now=NOW)


@pytest.mark.parametrize("name", ["signature", "signature-input", "content-digest"])
def test_what_is_missing_or_doubled_is_refused(name: str) -> None:
    """
    Each of the three headers is needed, once, and not longer than a signature is.
    """
    call = sent()
    missing = {one: text for one, text in call.headers.items() if one != name}
    doubled = {**call.headers, name.upper(): call.headers[name]}
    long = {**call.headers, name: call.headers[name] + " " * 2_000}

    for headers in (missing, doubled, long):
        with pytest.raises(CallError):
            verify_call(attrs.evolve(call, headers=headers), keys=[KEY], now=NOW)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dastern=", "other="),
        (';tag="dastern-call"', ""),
        (';tag="dastern-call"', ';tag="dastern-answer"'),
        (';nonce="AAAAAAAAAAAAAAAAAAAAAA"', ""),
        ('"content-digest"', '"content-type"'),
        ('"@method" ', ""),
        ("created=1781492400", "created=1781492400.5"),
        ("created=1781492400", "created=1781492401"),
        ("hmac-sha256", "ed25519"),
        ("hmac-sha256", "none"),
        (";alg=", ";expires=1781492401;alg="),
    ],
)
def test_another_form_is_refused(old: str, new: str) -> None:
    """
    What is covered, by what algorithm and for what is ours to say, not the sender's.
    """
    call = sent()
    assert old in call.headers["signature-input"]
    headers = {
        name: text.replace(old, new, 1) if name.startswith("signature") else text
        for name, text in call.headers.items()
    }

    with pytest.raises(CallError):
        verify_call(attrs.evolve(call, headers=headers), keys=[KEY], now=NOW)


COVERED = ("@method", "@target-uri", "content-digest")


@pytest.mark.parametrize(
    ("options", "sound"),
    [
        ({}, True),
        ({"covered_component_ids": ("@method", "@authority", "content-digest")}, False),
        ({"covered_component_ids": ("@method", "content-type", "content-digest")}, False),
        ({"covered_component_ids": (*COVERED, "content-type")}, False),
        ({"expires": NOW + SECOND}, False),
        ({"include_alg": False}, False),
        ({"nonce": "short"}, False),
        ({"nonce": None}, False),
        ({"label": "other"}, False),
        ({"tag": "dastern-answer"}, False),
    ],
)
def test_the_right_key_signs_one_form_alone(options: dict[str, Any], *, sound: bool) -> None:
    """
    Also who knows the key cannot leave out what has to be covered, or add what means nothing.
    """
    message = SimpleNamespace(method=BARE.method, url=BARE.url, headers=dict(BARE.headers))
    resolver = MappingKeyResolver(public_keys={}, private_keys={KEY.id: KEY.secret})
    signer = HTTPMessageSigner(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=resolver)
    given = {
        "covered_component_ids": COVERED,
        "nonce": "A" * 22,
        "label": "dastern",
        "tag": "dastern-call",
    }
    signer.sign(message, key_id=KEY.id, created=NOW, body=BARE.body, **(given | options))
    call = attrs.evolve(BARE, headers=message.headers)
    if not sound:
        with pytest.raises(CallError):
            verify_call(call, keys=[KEY], now=NOW)
        return

    assert KEY.id == verify_call(call, keys=[KEY], now=NOW).sender


def test_two_signatures_are_refused() -> None:
    """
    A second one beside ours, even a valid one, is none of ours.
    """
    call, other = sent(), sent(nonce=b"x" * NONCE_BYTES)
    both = {
        name: f"{call.headers[name]}, {other.headers[name].replace('dastern=', 'b=', 1)}"
        for name in ("signature", "signature-input")
    }

    with pytest.raises(CallError):
        verify_call(attrs.evolve(call, headers={**call.headers, **both}), keys=[KEY], now=NOW)


@pytest.mark.rule("SIG-03")
def test_an_answer_belongs_to_its_call() -> None:
    """
    It is known for the call that it answers, and for no other, not even an equal one.
    """
    call, again = sent(), sent(nonce=b"x" * NONCE_BYTES)
    answer = answered(call)

    assert KEY.id == verify_answer(answer, to=call, keys=[KEY], now=NOW).sender
    with pytest.raises(CallError):
        verify_answer(answer, to=again, keys=[KEY], now=NOW)


@pytest.mark.rule("SIG-03")
@pytest.mark.parametrize("change", [{"status": 201}, {"body": b"[]"}, {"headers": {}}])
def test_a_changed_answer_is_noticed(change: Mapping[str, object]) -> None:
    """
    Status and body are signed; an unsigned answer is none.
    """
    call = sent()
    changed = attrs.evolve(answered(call), **change)  # type: ignore[arg-type]  # any field

    with pytest.raises(CallError):
        verify_answer(changed, to=call, keys=[KEY], now=NOW)


def test_a_call_is_no_answer() -> None:
    """
    What was signed as one is not taken for the other.
    """
    call = sent()
    turned = Answer(status=200, headers=call.headers, body=call.body)

    with pytest.raises(CallError):
        verify_answer(turned, to=call, keys=[KEY], now=NOW)


def test_an_unsigned_call_is_not_answered_by_signature() -> None:
    """
    An answer is bound to the signature of what it answers.
    """
    with pytest.raises(CallError):
        answered(BARE)


@pytest.mark.parametrize(
    ("id_", "size"), [("", 32), ("Clinic", 32), ("a" * 65, 32), ("clinic", 31), ("clinic", 129)]
)
def test_a_key_has_a_name_and_a_size(id_: str, size: int) -> None:
    """
    No repr shows its secret.
    """
    with pytest.raises(InvalidInputError):
        ServiceKey(id=id_, secret=bytes(size))
    assert "secret" not in repr(KEY)


def test_bad_parts_are_declared() -> None:
    """
    A method, a nonce, an address or a size that cannot be signed.
    """
    with pytest.raises(CallError, match="method"):
        attrs.evolve(BARE, method="post")
    with pytest.raises(CallError, match="body"):
        attrs.evolve(BARE, body=bytes(1_000_001))
    with pytest.raises(InvalidInputError, match="nonce has 8 bytes"):
        sign_call(BARE, key=KEY, nonce=bytes(8), now=NOW)
    with pytest.raises(InvalidInputError, match="now has no time zone"):
        sign_call(BARE, key=KEY, nonce=NONCE, now=NOW.replace(tzinfo=None))
    for url in ("", "orders", "https://", "https://pay.example/é", "https://pay.example/ x"):
        with pytest.raises(CallError):
            sign_call(attrs.evolve(BARE, url=url), key=KEY, nonce=NONCE, now=NOW)


HEADERS = st.dictionaries(
    st.sampled_from(["signature", "signature-input", "content-digest"]),
    st.text(max_size=80) | st.sampled_from(sorted(sent().headers.values())),
)


@given(headers=HEADERS, url=st.text(max_size=40) | st.just(BARE.url), body=st.binary(max_size=20))
def test_any_call_is_a_value_or_a_declared_error(
    headers: dict[str, str], url: str, body: bytes
) -> None:
    """
    Whatever arrives, nothing else comes out; what was not signed is never known.
    """
    call = Call(method="POST", url=url, headers=headers, body=body)
    with pytest.raises(CallError):
        verify_call(call, keys=[KEY], now=NOW)


def test_a_signature_is_readable_to_others() -> None:
    """
    The three headers are those of RFC 9421 and RFC 9530, in their order of parameters.
    """
    headers = sign_call(BARE, key=KEY, nonce=NONCE, now=NOW)
    expected = (
        'dastern=("@method" "@target-uri" "content-digest");created=1781492400;'
        'keyid="clinic-2026-11";alg="hmac-sha256";nonce="AAAAAAAAAAAAAAAAAAAAAA";'
        'tag="dastern-call"'
    )

    assert expected == headers["signature-input"]
    assert headers["content-digest"].startswith("sha-256=:")
    assert json.dumps(dict(headers)).isascii()
