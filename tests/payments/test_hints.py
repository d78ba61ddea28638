"""
Hints: what a webhook is about, read strictly.
"""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import InvalidInputError
from dastern_core.payments import (
    PAYMENT_EVENTS,
    PaymentHint,
    WebhookMessage,
    hint_body,
    read_hint,
)
from dastern_core.testing.samples import NOW

MD5 = "0123456789abcdef" * 2


def message(body: bytes) -> WebhookMessage:
    """
    Give a message that was verified.
    """
    return WebhookMessage(id="msg_1", sent_at=NOW, body=body)


@pytest.mark.rule("PAY-37")
@pytest.mark.parametrize("event", sorted(PAYMENT_EVENTS))
def test_what_is_written_is_read(event: str) -> None:
    """
    Both events of a payment name its order.
    """
    body = hint_body(event, md5=MD5, timestamp="2026-06-15T03:00:00Z")
    expected = PaymentHint(sender="payments", id="msg_1", content=body, md5=MD5)

    assert expected == read_hint(message(body), sender="payments")


@pytest.mark.rule("PAY-37")
def test_another_event_is_none_of_ours() -> None:
    """
    It is read, and names no order.
    """
    hint = read_hint(message(b'{"type": "subscription.activated", "data": 5}'), sender="payments")

    assert hint.md5 is None


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "body"),
        (b"[]", "body"),
        (b"\xff", "body"),
        (b'{"type": "a", "type": "b"}', "body"),
        (b"[" * 10_000, "body"),
        (b"{}", "type"),
        (b'{"type": 5}', "type"),
        (b'{"type": "payment.completed"}', "data.md5"),
        (b'{"type": "payment.completed", "data": {"md5": 5}}', "data.md5"),
        (b'{"type": "payment.failed", "data": {"md5": "0123"}}', "data.md5"),
        (
            b'{"type": "payment.completed", "data": {"md5": "' + MD5.upper().encode() + b'"}}',
            "data.md5",
        ),
    ],
)
def test_what_names_nothing_is_refused(body: bytes, named: str) -> None:
    """
    The field is named.
    """
    with pytest.raises(InvalidInputError, match=named):
        read_hint(message(body), sender="payments")


def test_only_events_of_payments_are_written() -> None:
    """
    Both faults are told together.
    """
    with pytest.raises(InvalidInputError) as caught:
        hint_body("payment.lost", md5="", timestamp="")

    assert ["type", "data.md5"] == [fault.field for fault in caught.value.faults]


@given(st.binary(max_size=200))
def test_any_body_is_a_value_or_a_declared_error(body: bytes) -> None:
    """
    Nothing else comes out.
    """
    with suppress(InvalidInputError):
        assert read_hint(message(body), sender="payments").id == "msg_1"
