"""
Polling: when to ask next whether an order is paid.

The plan is fixed and ends: often at first, while somebody pays; rarely later; a last few
times after the order's time, because money can be late (PAY-03). It needs no memory but
the instant of the last question. Asking is left to the caller.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from dastern_core.kernel import require_aware
from dastern_core.payments.checkouts import ORDER_LIFETIME
from dastern_core.payments.orders import PaymentOrder
from dastern_core.payments.settlement import awaits_answer

__all__ = ["QUESTIONS", "next_question"]

_FIRST_WAIT = timedelta(seconds=5)  # PAY-06
_LONGEST_WAIT = timedelta(minutes=1)  # ours: a payer waits no longer for what is shown
_AFTER_THE_END = (timedelta(), timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1))


def _offsets() -> Iterator[timedelta]:
    offset = wait = _FIRST_WAIT
    while offset < ORDER_LIFETIME:
        yield offset
        wait = min(wait * 3 / 2, _LONGEST_WAIT)
        offset += wait
    for late in _AFTER_THE_END:
        yield ORDER_LIFETIME + late


QUESTIONS = tuple(_offsets())
"""
When to ask, from the order on: first after 5 seconds, each wait half as long again up to a
minute, then at the end of the 15 minutes and 1, 5 and 60 minutes later.
"""


def next_question(order: PaymentOrder, *, after: datetime) -> datetime | None:
    """
    Tell when to ask next whether an order is paid.

    Args:
        order: In any state.
        after: The last question, or the order's beginning; aware.

    Returns:
        The first instant of the plan after that; None where the order is decided, or the
        plan is over: only a webhook or the client brings it up again.

    Raises:
        InvalidInputError: ``after`` is naive.

    Source:
        Rules PAY-03, PAY-06 and decision C36; 180 questions of the old services are 23.
    """
    last = require_aware(after, field="after").astimezone(UTC)
    if not awaits_answer(order):
        return None
    begun = order.created_at.astimezone(UTC)
    return next((begun + offset for offset in QUESTIONS if begun + offset > last), None)
