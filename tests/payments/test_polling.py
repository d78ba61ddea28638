"""
Polling: the plan is often at first, rare later, and ends.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import InvalidInputError
from dastern_core.payments import (
    ORDER_LIFETIME,
    QUESTIONS,
    PaymentOrder,
    cancel,
    expire,
    fail,
    next_question,
)
from dastern_core.testing.samples import NOW, sample_order

MINUTE = timedelta(minutes=1)


@pytest.mark.rule("PAY-06")
def test_the_plan_backs_off_until_the_end() -> None:
    """
    First after five seconds, ever later up to a minute, at the end, and three times after.
    """
    within = [offset for offset in QUESTIONS if offset < ORDER_LIFETIME]
    waits = [later - earlier for earlier, later in pairwise(within)]

    assert timedelta(seconds=5) == within[0]
    assert waits == sorted(waits)
    assert MINUTE == max(waits)
    assert QUESTIONS[-4:] == (
        ORDER_LIFETIME,
        ORDER_LIFETIME + MINUTE,
        ORDER_LIFETIME + 5 * MINUTE,
        ORDER_LIFETIME + 60 * MINUTE,
    )
    assert 23 == len(QUESTIONS)


@given(seconds=st.integers(-100, 10_000))
def test_the_next_question_is_later_and_of_the_plan(seconds: int) -> None:
    """
    Whenever the last one was; after the last of the plan there is none.
    """
    order = sample_order(1)
    after = NOW + timedelta(seconds=seconds)
    asked = next_question(order, after=after)
    planned = [NOW + offset for offset in QUESTIONS if NOW + offset > after]

    assert (planned[0] if planned else None) == asked


@pytest.mark.rule("PAY-03")
def test_what_is_decided_is_not_asked_about(order: PaymentOrder, now: datetime) -> None:
    """
    What expired or was cancelled may still be paid; what failed is over.
    """
    expired = expire(order, now=order.expires_at)

    assert now + QUESTIONS[0] == next_question(cancel(order, now=now), after=now)
    assert order.expires_at + MINUTE == next_question(expired, after=order.expires_at)
    assert next_question(fail(order, now=now), after=now) is None


def test_a_naive_instant_is_refused(order: PaymentOrder) -> None:
    """
    The last question has a zone.
    """
    with pytest.raises(InvalidInputError, match="after has no time zone"):
        next_question(order, after=datetime(2026, 6, 15, tzinfo=UTC).replace(tzinfo=None))
