"""
The life of a payment: every step, and the history that the steps leave.
"""

from datetime import UTC, datetime

import attrs
import pytest

from dastern_core.kernel import IllegalTransitionError, InvalidInputError
from dastern_core.payments import (
    ORDER_LIFE,
    PaymentChange,
    PaymentEvent,
    PaymentOrder,
    PaymentReason,
    PaymentStatus,
    expire,
)


@pytest.mark.rule("PAY-02")
def test_an_order_begins_pending(order: PaymentOrder) -> None:
    """
    Pending is the only beginning, and nothing leads back to it.
    """
    assert order.status is PaymentStatus.PENDING
    assert ORDER_LIFE.start is PaymentStatus.PENDING
    assert PaymentStatus.PENDING not in ORDER_LIFE.steps.values()


ALLOWED = {
    ("PENDING", "PAY"): "PAID",
    ("PENDING", "FAIL"): "FAILED",
    ("PENDING", "EXPIRE"): "EXPIRED",
    ("PENDING", "CANCEL"): "CANCELLED",
    ("EXPIRED", "PAY"): "PAID",
    ("EXPIRED", "FAIL"): "FAILED",
    ("PAID", "OWE"): "PAID",
    ("FAILED", "OWE"): "FAILED",
    ("CANCELLED", "OWE"): "CANCELLED",
    ("PAID", "REFUND"): "REFUNDED",
    ("FAILED", "REFUND"): "REFUNDED",
    ("CANCELLED", "REFUND"): "REFUNDED",
}


@pytest.mark.rule("PAY-03")
@pytest.mark.rule("PAY-05")
@pytest.mark.parametrize("status", PaymentStatus)
@pytest.mark.parametrize("event", PaymentEvent)
def test_every_step_is_allowed_or_refused(status: PaymentStatus, event: PaymentEvent) -> None:
    """
    A late payment and a refund are possible; what failed or was cancelled is never paid.
    """
    expected = ALLOWED.get((status.name, event.name))
    if expected is None:
        with pytest.raises(IllegalTransitionError):
            ORDER_LIFE.after(status, event)
        return

    assert PaymentStatus[expected] is ORDER_LIFE.after(status, event)


@pytest.mark.rule("PAY-04")
def test_each_step_is_written_down(order: PaymentOrder) -> None:
    """
    The history tells from where, to where, when and why.
    """
    expired = expire(order, now=order.expires_at)

    assert expired.history == (
        PaymentChange(
            before=None,
            after=PaymentStatus.PENDING,
            at=order.created_at,
            reason=PaymentReason.ASKED,
        ),
        PaymentChange(
            before=PaymentStatus.PENDING,
            after=PaymentStatus.EXPIRED,
            at=order.expires_at,
            reason=PaymentReason.TIMED_OUT,
        ),
    )


def test_a_history_with_a_hole_is_refused(order: PaymentOrder) -> None:
    """
    Without its first, or an inner change, or with a step that no life has, it is none.
    """
    expired = expire(order, now=order.expires_at)
    asked, over = expired.history
    paid = attrs.evolve(over, before=PaymentStatus.EXPIRED, after=PaymentStatus.PAID)
    back = attrs.evolve(over, before=PaymentStatus.EXPIRED, after=PaymentStatus.PENDING)
    unreasoned = attrs.evolve(over, reason=PaymentReason.WITHDRAWN)
    broken = [
        (PaymentStatus.EXPIRED, (asked, unreasoned)),
        (PaymentStatus.EXPIRED, (over,)),
        (PaymentStatus.PAID, (asked, paid)),
        (PaymentStatus.PENDING, (asked, over, back)),
        (PaymentStatus.EXPIRED, (asked, asked, over)),
    ]
    for status, history in broken:
        time = order.expires_at if status is PaymentStatus.PAID else None
        with pytest.raises(InvalidInputError, match="history does not lead"):
            attrs.evolve(order, status=status, paid_at=time, history=history)


def test_a_change_has_a_zone() -> None:
    """
    A naive instant is refused.
    """
    with pytest.raises(InvalidInputError, match="at has no time zone"):
        PaymentChange(
            before=None,
            after=PaymentStatus.PENDING,
            at=datetime(2026, 6, 15, tzinfo=UTC).replace(tzinfo=None),
            reason=PaymentReason.ASKED,
        )
