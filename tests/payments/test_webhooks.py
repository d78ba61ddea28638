"""
Webhooks: what was signed is read, and nothing else; held against the reference library.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import webhooks as reference

from dastern_core.kernel import InvalidInputError
from dastern_core.payments import (
    LARGEST_WEBHOOK_BYTES,
    WEBHOOK_TOLERANCE,
    WebhookError,
    WebhookMessage,
    WebhookSecret,
    parse_webhook_secret,
    sign_webhook,
    verify_webhook,
)

SENT = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
OURS = WebhookSecret(key=bytes(range(24)))
NEXT = WebhookSecret(key=bytes(range(64)))
MESSAGE = WebhookMessage(id="msg_1", sent_at=SENT, body=b'{"md5": "0"}')
SECOND = timedelta(seconds=1)


class StoppedClock(datetime):
    """
    The reference library reads the clock itself: this one stands.
    """

    @classmethod
    def now(cls, tz: object = None) -> "StoppedClock":
        """
        Give the instant of the samples.
        """
        del tz
        return cls(2026, 6, 15, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Stop the reference library's clock.
    """
    monkeypatch.setattr(reference, "datetime", StoppedClock)


def text_of(secret: WebhookSecret) -> str:
    """
    Write a secret as it is handed over.
    """
    return "whsec_" + base64.b64encode(secret.key).decode()


def signature(content: bytes) -> str:
    """
    Sign anything with our secret.
    """
    code = hmac.digest(OURS.key, content, hashlib.sha256)
    return f"v1,{base64.b64encode(code).decode()}"


def ours(headers: Mapping[str, str], body: bytes = MESSAGE.body) -> str:
    """
    Tell what we make of a message.
    """
    try:
        verify_webhook(body, headers, secrets=[OURS], now=SENT)
    except WebhookError:
        return "refused"
    return "taken"


def theirs(headers: Mapping[str, str], body: bytes = MESSAGE.body) -> str:
    """
    Tell what the reference library makes of it; "crashed" where it raises what it does not declare.
    """
    try:
        standardwebhooks.Webhook(text_of(OURS)).verify(body, dict(headers), json_parse=False)
    except standardwebhooks.WebhookVerificationError:
        return "refused"
    except Exception:  # noqa: BLE001 - that is what is counted
        return "crashed"
    return "taken"


@pytest.mark.rule("SIG-02")
@given(
    identifier=st.text(st.sampled_from("abcXYZ019_-:/"), min_size=1, max_size=40),
    body=st.text(max_size=300),
    key=st.binary(min_size=24, max_size=64),
)
def test_both_sign_alike(identifier: str, body: str, key: bytes) -> None:
    """
    What we sign the reference library signs the same way, and what it signs we take.
    """
    secret = WebhookSecret(key=key)
    message = WebhookMessage(id=identifier, sent_at=SENT, body=body.encode())
    signed = sign_webhook(message, secrets=[secret])
    expected = standardwebhooks.Webhook(text_of(secret)).sign(identifier, SENT, body)

    assert expected == signed["webhook-signature"]
    assert message == verify_webhook(message.body, signed, secrets=[secret], now=SENT)


@pytest.mark.rule("SIG-09")
def test_a_rotation_takes_both_secrets() -> None:
    """
    A sender signs with both, a receiver takes either; a third secret opens nothing.
    """
    both = sign_webhook(MESSAGE, secrets=[NEXT, OURS])
    new = sign_webhook(MESSAGE, secrets=[NEXT])
    stranger = WebhookSecret(key=bytes(32))

    for headers, secrets in ((both, [OURS]), (both, [NEXT]), (new, [OURS, NEXT])):
        assert MESSAGE == verify_webhook(MESSAGE.body, headers, secrets=secrets, now=SENT)
    assert ("taken", "refused") == (theirs(both), theirs(new))
    with pytest.raises(WebhookError, match="webhook-signature"):
        verify_webhook(MESSAGE.body, both, secrets=[stranger], now=SENT)


@pytest.mark.rule("SIG-02")
@pytest.mark.parametrize("shift", [-WEBHOOK_TOLERANCE, WEBHOOK_TOLERANCE])
def test_a_message_is_of_these_minutes(shift: timedelta) -> None:
    """
    Five minutes on either side are the last that count.
    """
    headers = sign_webhook(MESSAGE, secrets=[OURS])
    beyond = SENT + shift + (SECOND if shift > timedelta() else -SECOND)

    assert MESSAGE == verify_webhook(MESSAGE.body, headers, secrets=[OURS], now=SENT + shift)
    with pytest.raises(WebhookError, match="webhook-timestamp"):
        verify_webhook(MESSAGE.body, headers, secrets=[OURS], now=beyond)


@given(position=st.integers(0, len(MESSAGE.body) - 1), bit=st.integers(0, 7))
def test_any_changed_bit_is_noticed(position: int, bit: int) -> None:
    """
    Of the body; id, time and signature have tests of their own.
    """
    body = bytearray(MESSAGE.body)
    body[position] ^= 1 << bit

    assert "refused" == ours(sign_webhook(MESSAGE, secrets=[OURS]), bytes(body))


@pytest.mark.parametrize(
    ("name", "text"), [("webhook-id", "msg_2"), ("webhook-timestamp", "1781492401")]
)
def test_a_changed_header_is_noticed(name: str, text: str) -> None:
    """
    Another id or another second was not signed.
    """
    headers = {**sign_webhook(MESSAGE, secrets=[OURS]), name: text}

    assert ("refused", "refused") == (ours(headers), theirs(headers))


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_missing_or_doubled_header_is_named(name: str) -> None:
    """
    All three have to be there, each once, in whatever case.
    """
    headers = dict(sign_webhook(MESSAGE, secrets=[OURS]))
    upper = {one.upper(): text for one, text in headers.items()}
    doubled = headers | {name.title(): headers[name]}
    missing = {one: text for one, text in headers.items() if one != name}

    assert "taken" == ours(upper | {"Content-Type": "application/json"})
    for wrong in (doubled, missing):
        with pytest.raises(WebhookError, match=name):
            verify_webhook(MESSAGE.body, wrong, secrets=[OURS], now=SENT)


STAMP = "1781492400"
GOOD = signature(b"msg_1." + STAMP.encode() + b"." + MESSAGE.body)
CODE = GOOD.removeprefix("v1,")
LAST = CODE[-2]
TWIN = CODE[:-2] + {"A": "B", "Q": "R", "g": "h", "w": "x"}.get(LAST, chr(ord(LAST) + 1)) + "="
LAX = {
    "a fraction of a second": (STAMP + ".5", GOOD),
    "an exponent": ("1.7814924e9", GOOD),
    "a sign": ("+" + STAMP, GOOD),
    "a zero in front": ("0" + STAMP, GOOD),
    "spaces": (f" {STAMP} ", GOOD),
    "underscores": ("1_781_492_400", GOOD),
    "Khmer digits": (STAMP.translate({48 + digit: 0x17E0 + digit for digit in range(10)}), GOOD),
    "a bit too many in base64": (STAMP, f"v1,{TWIN}"),
    "strange characters in base64": (STAMP, f"v1,{CODE[:9]}*{CODE[9:]}"),
    "more padding": (STAMP, GOOD + "=="),
}
CRASHES = {
    "a signature without a version": (STAMP, CODE),
    "a signature in three parts": (STAMP, GOOD + ",x"),
    "two spaces in the list": (STAMP, f"  {GOOD}"),
    "broken base64": (STAMP, "v1,abcde"),
    "a letter that is not ASCII": (STAMP, f"v1,é{CODE}"),
}


@pytest.mark.parametrize("case", LAX)
def test_stricter_than_the_reference(case: str) -> None:
    """
    What the reference library takes, though nobody sent it so, is refused.
    """
    stamp, code = LAX[case]
    headers = {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": code}

    assert ("refused", "taken") == (ours(headers), theirs(headers))


@pytest.mark.parametrize("case", CRASHES)
def test_sturdier_than_the_reference(case: str) -> None:
    """
    What the reference library breaks on is a declared refusal.
    """
    stamp, code = CRASHES[case]
    headers = {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": code}

    assert ("refused", "crashed") == (ours(headers), theirs(headers))


def test_bytes_that_are_no_text_are_bytes() -> None:
    """
    The reference library breaks on them; for us what is signed is the body as it arrived.
    """
    body = b"\xff\xfe"
    headers = sign_webhook(WebhookMessage(id="msg_1", sent_at=SENT, body=body), secrets=[OURS])

    assert ("taken", "crashed") == (ours(headers, body), theirs(headers, body))


def test_a_full_stop_cannot_move_what_was_signed() -> None:
    """
    With a full stop in the id, one signature would stand for two messages.
    """
    shifted = {
        "webhook-id": f"msg_1.{STAMP}",
        "webhook-timestamp": STAMP,
        "webhook-signature": signature(f"msg_1.{STAMP}.{STAMP}.tail".encode()),
    }

    assert ("refused", "taken") == (ours(shifted, b"tail"), theirs(shifted, b"tail"))


def test_other_versions_are_passed_over() -> None:
    """
    A signature of a version to come does no harm beside ours, and proves nothing alone.
    """
    headers = dict(sign_webhook(MESSAGE, secrets=[OURS]))
    both = headers | {"webhook-signature": f"v1a,{CODE} {GOOD}"}
    alone = headers | {"webhook-signature": f"v2,{CODE}"}
    many = headers | {"webhook-signature": " ".join([GOOD] * 17)}

    assert ["taken", "refused", "refused"] == [ours(one) for one in (both, alone, many)]


def test_a_body_is_below_20_kb() -> None:
    """
    A larger one is neither sent nor read.
    """
    longest = WebhookMessage(id="m", sent_at=SENT, body=bytes(LARGEST_WEBHOOK_BYTES - 1))
    headers = sign_webhook(longest, secrets=[OURS])
    with pytest.raises(InvalidInputError, match=r"body has 20000 bytes"):
        WebhookMessage(id="m", sent_at=SENT, body=bytes(LARGEST_WEBHOOK_BYTES))

    assert ("taken", "refused") == (ours(headers, longest.body), ours(headers, longest.body + b"0"))


@pytest.mark.parametrize("identifier", ["", "a.b", "a b", "é", "x" * 257])
def test_an_id_can_be_a_header(identifier: str) -> None:
    """
    Printable ASCII, not too long, without full stops.
    """
    with pytest.raises(InvalidInputError, match="id is not"):
        WebhookMessage(id=identifier, sent_at=SENT, body=b"")


@pytest.mark.rule("SIG-04")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "changeme_webhook_secret_here",
        "whsec_",
        "whsec_changeme_webhook_secret_here",
        "whsec_" + base64.b64encode(bytes(23)).decode(),
        "whsec_" + base64.b64encode(bytes(65)).decode(),
        "whsec_" + base64.b64encode(bytes(25)).decode().rstrip("="),
        "whsec_" + base64.b64encode(bytes(24)).decode() + "\n",
        base64.b64encode(bytes(24)).decode(),
        "whsec_é",
    ],
)
def test_a_service_does_not_start_without_a_secret(text: str) -> None:
    """
    Missing, a placeholder, too short, too long or spelt otherwise: none is a secret.
    """
    with pytest.raises(InvalidInputError, match="secret") as caught:
        parse_webhook_secret(text)

    assert "changeme" not in str(caught.value)


def test_a_secret_is_read_and_not_shown() -> None:
    """
    Both sizes at the ends; no repr holds it.
    """
    assert [OURS, NEXT] == [parse_webhook_secret(text_of(one)) for one in (OURS, NEXT)]
    assert "key" not in repr(OURS)


@pytest.mark.parametrize("number", [0, 9])
def test_there_is_a_secret_and_not_many(number: int) -> None:
    """
    Nobody signs or verifies with none.
    """
    with pytest.raises(InvalidInputError, match="secrets are"):
        sign_webhook(MESSAGE, secrets=[OURS] * number)
    with pytest.raises(InvalidInputError, match="secrets are"):
        verify_webhook(b"", {}, secrets=[OURS] * number, now=SENT)


@given(
    st.dictionaries(
        st.sampled_from(["webhook-id", "Webhook-Timestamp", "webhook-signature"]), st.text()
    ),
    st.binary(max_size=50),
)
def test_any_message_is_refused_by_a_declared_error(headers: dict[str, str], body: bytes) -> None:
    """
    Whatever arrives, nothing else comes out.
    """
    assert "refused" == ours(headers, body)
