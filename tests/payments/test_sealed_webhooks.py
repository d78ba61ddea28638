"""
Sealed webhooks: opened by the partner, in their own message, with any older key.
"""

import base64

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.encryption import RANDOM_BYTES, DataKey, EnvelopeError, KeyErasedError, KeyRing
from dastern_core.payments import WebhookMessage
from dastern_core.payments.sealed_webhooks import open_body, seal_body
from dastern_core.testing.samples import NOW

OLD = DataKey(version=1, material=bytes(32))
NEW = DataKey(version=2, material=bytes(range(32)))
RING = KeyRing(keys=(OLD, NEW))
CONTENT = b'{"md5": "0"}'


def message(key: DataKey = NEW) -> WebhookMessage:
    """
    Give a message whose body is sealed.
    """
    body = seal_body(
        CONTENT, message_id="msg_1", sender="payments", key=key, randomness=bytes(RANDOM_BYTES)
    )
    return WebhookMessage(id="msg_1", sent_at=NOW, body=body)


@pytest.mark.rule("SIG-09")
def test_every_version_opens() -> None:
    """
    After a rotation what the older key sealed is read as well; a key that is gone is told.
    """
    opened = [open_body(message(key), sender="payments", keys=RING) for key in (OLD, NEW)]

    assert [CONTENT, CONTENT] == opened
    with pytest.raises(KeyErasedError):
        open_body(message(OLD), sender="payments", keys=KeyRing(keys=(NEW,)))


def test_a_body_opens_in_its_own_message_alone() -> None:
    """
    Moved to another message, or said to be another sender's, it stays shut.
    """
    moved = attrs.evolve(message(), id="msg_2")
    for one, sender in ((moved, "payments"), (message(), "clinic")):
        with pytest.raises(EnvelopeError):
            open_body(one, sender=sender, keys=RING)


@given(st.binary(max_size=200))
def test_any_other_body_is_a_declared_error(body: bytes) -> None:
    """
    Raw or in base64, what nobody sealed does not open.
    """
    for one in (body, base64.b64encode(body)):
        with pytest.raises(EnvelopeError):
            open_body(WebhookMessage(id="m", sent_at=NOW, body=one), sender="s", keys=RING)


@given(position=st.integers(0, len(message().body) - 1), other=st.integers(0, 255))
def test_any_changed_byte_is_noticed(position: int, other: int) -> None:
    """
    No byte of a sealed body can be another.
    """
    body = bytearray(message().body)
    if body[position] != other:
        body[position] = other
        with pytest.raises((EnvelopeError, KeyErasedError)):
            open_body(attrs.evolve(message(), body=bytes(body)), sender="payments", keys=RING)
