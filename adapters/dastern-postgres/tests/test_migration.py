"""
Migrations: forward, back, again, and at the same time.
"""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from dastern_core.kernel import Currency, Money, PortError
from dastern_core.payments import (
    PaymentOrder,
    PaymentReason,
    PaymentStatus,
    cancel,
    expire,
    fail,
    open_order,
    refund,
    settle,
    subscription_receiver,
)
from dastern_core.subscriptions import PlanTier
from dastern_core.testing.samples import (
    NOW,
    sample_order,
    sample_payment,
    sample_prescription,
    sample_subscription,
)
from dastern_postgres import downgrade, migrate, postgres_store
from dastern_postgres.columns import metadata
from dastern_postgres.engine import connect

_LEFT_BEHIND = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1
"""


def test_makes_the_tables_that_the_code_expects(database: str) -> None:
    """
    The migrated schema and the tables in the code do not differ.
    """
    engine = connect(database)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_goes_back_without_a_trace(database: str) -> None:
    """
    Undoing every step leaves alembic's own empty table and nothing else.
    """
    downgrade(database, revision="base")
    with psycopg.connect(database) as connection:
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]

    assert left == ["alembic_version", "alembic_version_pkc"]


def test_goes_back_and_forth(database: str) -> None:
    """
    A schema that was undone can be made again, and works.
    """
    downgrade(database, revision="base")
    migrate(database)
    added = sample_prescription(1, active=True)
    with postgres_store(database) as store:
        with store.begin() as work:
            work.prescriptions.add(added)
        with store.begin() as work:
            loaded = work.prescriptions.get(added.id)

    assert added == loaded


def test_keeps_what_is_stored(database: str) -> None:
    """
    Migrating a database that is up to date changes nothing in it.
    """
    added = sample_prescription(1, active=True)
    with postgres_store(database) as store:
        with store.begin() as work:
            work.prescriptions.add(added)
        migrate(database)
        with store.begin() as work:
            loaded = work.prescriptions.get(added.id)

    assert added == loaded


def test_takes_each_step_once(blank_database: str) -> None:
    """
    Several programs that start at once migrate one after the other.
    """
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrate, [blank_database] * 4))
    with psycopg.connect(blank_database) as connection:
        rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()

    assert rows == [("0002",)]


def orders_of_every_status() -> dict[PaymentStatus, PaymentOrder]:
    """
    Give an order that reached each status, by that status.
    """
    pending, paid, failed, expired, cancelled, refunded = map(sample_order, range(1, 7))
    orders = (
        pending,
        settle(paid, sample_payment(paid), now=NOW),
        fail(failed, now=NOW),
        expire(expired, now=expired.expires_at),
        cancel(cancelled, now=NOW),
        refund(settle(refunded, sample_payment(refunded), now=NOW), now=NOW),
    )
    return {order.status: order for order in orders}


def test_gives_earlier_orders_a_history(database: str) -> None:
    """
    What was stored before histories were kept is read as before, with what is known of it.
    """
    orders = orders_of_every_status()
    with postgres_store(database) as store, store.begin() as work:
        for order in orders.values():
            work.payments.add(order)
    downgrade(database, revision="0001")
    migrate(database)
    with postgres_store(database) as store, store.begin() as work:
        loaded = {status: work.payments.get(order.md5) for status, order in orders.items()}
    steps = {
        status: [(change.after.name, change.reason) for change in order.history]
        for status, order in loaded.items()
    }
    asked, unknown = PaymentReason.ASKED, PaymentReason.IMPORTED

    assert set(PaymentStatus) == set(loaded)
    assert [(one.status, one.paid_at, one.price) for one in orders.values()] == [
        (one.status, one.paid_at, one.price) for one in loaded.values()
    ]
    assert steps == {
        PaymentStatus.PENDING: [("PENDING", asked)],
        PaymentStatus.PAID: [("PENDING", asked), ("PAID", unknown)],
        PaymentStatus.FAILED: [("PENDING", asked), ("FAILED", unknown)],
        PaymentStatus.EXPIRED: [("PENDING", asked), ("EXPIRED", unknown)],
        PaymentStatus.CANCELLED: [("PENDING", asked), ("CANCELLED", unknown)],
        PaymentStatus.REFUNDED: [
            ("PENDING", asked),
            ("PAID", unknown),
            ("REFUNDED", unknown),
        ],
    }


def test_keeps_orders_when_a_step_is_undone(database: str) -> None:
    """
    Undoing the step of the histories drops them, and no order.
    """
    with postgres_store(database) as store, store.begin() as work:
        work.payments.add(sample_order(1))
        work.subscriptions.append(sample_subscription(1), known=0)
    downgrade(database, revision="0001")
    with psycopg.connect(database) as connection:
        kept = connection.execute("SELECT md5, status FROM payment_orders").fetchall()
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]

    assert kept == [(sample_order(1).md5, "PENDING")]
    assert [name for name in left if "change" in name or "subscription" in name] == [
        "refuse_change"
    ]


def test_does_not_forget_what_an_order_buys(database: str) -> None:
    """
    Where an upgrade was asked for, the step is not undone: its price would buy a period.
    """
    order = open_order(
        PlanTier.FAMILY_PREMIUM,
        account_id=sample_order(1).account_id,
        receiver=subscription_receiver("dastern@devb"),
        now=NOW,
        entropy=bytes(4),
        upgrade_price=Money(minor=1, currency=Currency.USD),
    )
    with postgres_store(database) as store:
        with store.begin() as work:
            work.payments.add(order)
        with pytest.raises(PortError, match="CheckViolation"):
            downgrade(database, revision="0001")
        with store.begin() as work:
            assert order == work.payments.get(order.md5)


def test_fails_whole(blank_database: str) -> None:
    """
    A step that fails leaves the schema as it was, and a declared error.
    """
    with psycopg.connect(blank_database) as connection:
        connection.execute("CREATE TABLE audit_head (something text)")
    with pytest.raises(PortError, match="DuplicateTable"):
        migrate(blank_database)
    with psycopg.connect(blank_database) as connection:
        left = [name for (name,) in connection.execute(_LEFT_BEHIND)]

    assert left == ["audit_head"]
