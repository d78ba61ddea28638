"""
Stored subscriptions: the contract, and what happens where several change one.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest

from dastern_core.kernel import ConflictError
from dastern_core.subscriptions import PERIOD, PlanTier, buy_period
from dastern_core.testing.contracts import SubscriptionsContract
from dastern_core.testing.samples import NOW, sample_order, sample_subscription
from dastern_postgres import PostgresPaymentStore, UnreadableRowError

_AT_ONCE = 8


class TestPostgresSubscriptions(SubscriptionsContract):
    """
    The contract of every store of subscriptions.
    """


@pytest.mark.rule("SUB-14")
def test_of_many_renewals_at_once_one_counts(payment_store: PostgresPaymentStore) -> None:
    """
    Of several payments that extend what they all saw, one does; the others are told.
    """
    bought = sample_subscription(1)
    with payment_store.begin() as work:
        work.subscriptions.append(bought, known=0)
    all_loaded = Barrier(_AT_ONCE)

    def renew(number: int) -> str:
        try:
            with payment_store.begin() as work:
                seen = work.subscriptions.get(bought.account_id)
                all_loaded.wait()
                renewed = buy_period(
                    seen,
                    PlanTier.PREMIUM,
                    bill_number=sample_order(number).bill_number,
                    paid_at=NOW,
                    now=NOW,
                )
                work.subscriptions.append(renewed, known=len(seen.history))
        except ConflictError:
            return "refused"
        return "renewed"

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        outcomes = sorted(pool.map(renew, range(2, 2 + _AT_ONCE)))
    with payment_store.begin() as work:
        stored = work.subscriptions.get(bought.account_id)

    assert ["refused"] * (_AT_ONCE - 1) + ["renewed"] == outcomes
    assert NOW + 2 * PERIOD == stored.ends_at


def test_two_sweeps_share_the_work(payment_store: PostgresPaymentStore) -> None:
    """
    A sweep passes over the subscriptions that another sweep is changing.
    """
    first, second, third = (
        sample_subscription(number, now=NOW + timedelta(days=number)) for number in (1, 2, 3)
    )
    later = NOW + 2 * PERIOD
    with payment_store.begin() as work:
        for bought in (first, second, third):
            work.subscriptions.append(bought, known=0)
    with payment_store.begin() as one, payment_store.begin() as other:
        seen = (
            one.subscriptions.due(now=later, limit=2),
            other.subscriptions.due(now=later, limit=10),
        )

    assert ((first, second), (third,)) == seen


@pytest.mark.parametrize("table", ["payment_changes", "subscription_changes"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_refuses_to_change_a_history(
    payment_store: PostgresPaymentStore, payment_database: str, table: str, statement: str
) -> None:
    """
    Nobody who speaks SQL changes or removes what is written down.
    """
    with payment_store.begin() as work:
        work.payments.add(sample_order(1))
        work.subscriptions.append(sample_subscription(1), known=0)

    with (
        psycopg.connect(payment_database) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="is append-only"),
    ):
        connection.execute(statement.format(table))


def test_a_subscription_that_cannot_be_read_is_a_declared_error(
    payment_store: PostgresPaymentStore, payment_database: str
) -> None:
    """
    A history that another program spoiled is a failure of the store.
    """
    bought = sample_subscription(1)
    with payment_store.begin() as work:
        work.subscriptions.append(bought, known=0)
    with psycopg.connect(payment_database) as connection:
        connection.execute("ALTER TABLE subscription_changes DISABLE TRIGGER append_only")
        connection.execute("UPDATE subscription_changes SET event = 'EXPIRE'")

    with (
        pytest.raises(UnreadableRowError, match="a stored subscription"),
        payment_store.begin() as work,
    ):
        work.subscriptions.get(bought.account_id)
