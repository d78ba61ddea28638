"""
Deeplinks: only a code that can be paid now is worth a link.
"""

from datetime import datetime, timedelta

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.khqr import KhqrError
from dastern_core.payments import DeeplinkRequest, DeeplinkSource, PaymentOrder


def test_an_open_order_may_have_a_link(order: PaymentOrder, now: datetime) -> None:
    """
    The payload of an order verifies until it expires.
    """
    request = DeeplinkRequest(payload=order.payload, source=None, now=now)

    assert order.payload == request.payload


@pytest.mark.rule("PAY-30")
def test_a_code_that_does_not_verify_gets_no_link(order: PaymentOrder, now: datetime) -> None:
    """
    A damaged payload and an expired one are refused with what is wrong.
    """
    late = now + timedelta(hours=1)

    with pytest.raises(KhqrError) as damaged:
        DeeplinkRequest(payload=order.payload[:-1] + "Z", source=None, now=now)
    with pytest.raises(KhqrError) as expired:
        DeeplinkRequest(payload=order.payload, source=None, now=late)

    assert "khqr_invalid" == damaged.value.problems[0].code
    assert "khqr_expired" == expired.value.problems[0].code


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("app_name", ""),
        ("app_name", "n" * 101),
        ("app_name", "two\nlines"),
        ("icon_address", "no address"),
        ("icon_address", "https://example.org/" + "i" * 2000),
        ("callback_address", "https://example.org/\r\n"),
    ],
)
def test_a_source_has_a_name_and_two_addresses(field: str, changed: str) -> None:
    """
    Anything else is told by its field.
    """
    whole = {
        "app_name": "Sample Clinic",
        "icon_address": "https://example.org/icon.png",
        "callback_address": "clinic://paid",
    }
    DeeplinkSource(**whole)

    with pytest.raises(InvalidInputError) as caught:
        DeeplinkSource(**whole | {field: changed})

    assert [field] == [fault.field for fault in caught.value.faults]
