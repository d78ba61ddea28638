"""
Laws of subscriptions.

* Whatever happens in whatever order, the end of what is paid never moves back, each
  payment adds at least its period to what is left, and telling of it again adds nothing.
* An upgrade costs what exact decimal arithmetic says, never more later than earlier.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import AccountId, IllegalTransitionError, InvalidInputError
from dastern_core.subscriptions import (
    PERIOD,
    PlanTier,
    Purchase,
    Subscription,
    begin,
    buy,
    buy_period,
    cancel,
    catch_up,
    schedule_downgrade,
    upgrade_price,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
PAID = (PlanTier.PREMIUM, PlanTier.FAMILY_PREMIUM)
steps = st.tuples(
    st.sampled_from(["period", "upgrade", "lower", "cancel", "time"]),
    st.sampled_from(PAID),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3)),
)
within = st.timedeltas(min_value=timedelta(0), max_value=PERIOD)


def happen(
    one: Subscription, what: str, tier: PlanTier, *, bill: str, paid_at: datetime, now: datetime
) -> Subscription:
    """
    Let one thing happen.
    """
    if what in {"period", "upgrade"}:
        purchase = Purchase.PERIOD if what == "period" else Purchase.UPGRADE
        return buy(one, purchase, tier=tier, bill_number=bill, paid_at=paid_at, now=now)
    if what == "lower":
        return schedule_downgrade(one, tier, now=now)
    return cancel(one, reason=None, now=now) if what == "cancel" else catch_up(one, now=now)


@given(st.lists(steps, max_size=12))
def test_what_is_paid_is_never_lost(
    story: list[tuple[str, PlanTier, timedelta, timedelta]],
) -> None:
    """
    Every story is refused step by step or keeps and extends what was paid.
    """
    one, now = begin(AccountId(UUID(int=1))), START
    for number, (what, tier, later, ago) in enumerate(story):
        now += later
        before, bill, paid_at = one, str(number), now - ago
        with suppress(IllegalTransitionError, InvalidInputError):
            one = happen(before, what, tier, bill=bill, paid_at=paid_at, now=now)
            again = happen(one, what, tier, bill=bill, paid_at=paid_at, now=now)
            assert what not in {"period", "upgrade"} or again == one
        earlier = before.ends_at or paid_at
        bought = one != before and what == "period"

        assert (one.ends_at or earlier) >= earlier
        assert not bought or one.ends_at == max(earlier, paid_at) + PERIOD
        assert one.history[: len(before.history)] == before.history


@given(within, within)
def test_an_upgrade_costs_what_exact_arithmetic_says(one: timedelta, other: timedelta) -> None:
    """
    Half a dollar for thirty days, rounded half up to a cent; less and less with time.
    """
    bought = buy_period(
        begin(AccountId(UUID(int=1))), PlanTier.PREMIUM, bill_number="1", paid_at=START, now=START
    )
    early, late = sorted((one, other))
    prices = [
        upgrade_price(bought, PlanTier.FAMILY_PREMIUM, now=START + passed).minor
        for passed in (early, late)
    ]
    exact = Context(prec=60)
    microseconds = Decimal((PERIOD - early) // timedelta(microseconds=1))
    whole = Decimal(PERIOD // timedelta(microseconds=1))
    cents = exact.divide(exact.multiply(Decimal(50), microseconds), whole)

    assert int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP)) == prices[0]
    assert prices[1] <= prices[0]
