"""
Isolation: the payment database knows nothing medical, and neither service enters the other's.
"""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from dastern_core.kernel import PortError
from dastern_core.payments import settle
from dastern_core.testing.samples import NOW, sample_order, sample_payment
from dastern_postgres import close_to_public, grant_payments, make_payment_database, payment_store
from dastern_postgres.columns import metadata, payment_metadata

_TABLES = """
    SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n
        ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND NOT c.relispartition
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'jobs')
"""
_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f'
"""
_RIGHTS = """
    SELECT relname, string_agg(lower(privilege), ' ' ORDER BY privilege)
    FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege
    WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
        AND has_table_privilege(%s, pg_class.oid, privilege)
    GROUP BY relname
"""
_AUDIT = {
    "audit_entries",
    "audit_queue",
    "audit_leaves",
    "audit_head",
}  # of one form, each database its own
_VIEWS = {"acting_ties"}  # in which the medical database's policies speak


@pytest.fixture
def roles(postgres_server: str) -> Iterator[tuple[str, str]]:
    """
    Make a role for a payment service and one for a medical service.
    """
    names = [f"dastern_{kind}_{os.urandom(6).hex()}" for kind in ("payments", "medical")]
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        for name in names:
            admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
        yield names[0], names[1]
        for name in names:
            admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


def tables(dsn: str) -> set[str]:
    """
    Read the names of all tables and views of a database, of whatever schema.
    """
    with psycopg.connect(dsn) as connection:
        found = {name for (name,) in connection.execute(_TABLES)}
    return {name.removeprefix("public.") for name in found} - {"alembic_version"}


@pytest.mark.rule("PAY-35")
def test_neither_database_has_a_table_of_the_other(database: str, payment_database: str) -> None:
    """
    By the catalogue: the tables are those of the code, and only the form of the log is shared.
    """
    medical, payments = tables(database), tables(payment_database)

    assert set(metadata.tables) | _VIEWS == medical
    assert set(payment_metadata.tables) == payments
    assert _AUDIT == medical & payments
    assert {"prescriptions", "doses"} <= medical - payments
    assert {"payment_orders", "subscriptions"} <= payments - medical


@pytest.mark.rule("PAY-35")
def test_no_foreign_key_leads_out(payment_database: str) -> None:
    """
    By the catalogue: what payments refer to are payments.
    """
    with psycopg.connect(payment_database) as connection:
        keys = set(connection.execute(_FOREIGN_KEYS).fetchall())
        extensions = connection.execute("SELECT extname FROM pg_extension").fetchall()

    assert keys == {
        ("family_changes", "families"),
        ("family_members", "families"),
        ("payment_changes", "payment_orders"),
        ("subscription_changes", "subscriptions"),
    }
    assert [("plpgsql",)] == extensions


@pytest.mark.rule("PAY-35")
def test_a_role_enters_its_own_database_alone(
    database: str, payment_database: str, roles: tuple[str, str]
) -> None:
    """
    By the catalogue: neither may connect to the other's, nor read a table that it is shown.
    """
    payments, medical = roles
    close_to_public(database)
    grant_payments(payment_database, role=payments)
    entrance = "SELECT has_database_privilege(%s, current_database(), 'CONNECT')"
    rights: dict[tuple[str, str], tuple[bool | None, dict[str, str]]] = {}
    for dsn in (database, payment_database):
        with psycopg.connect(dsn) as connection:
            for role in roles:
                (enters,) = connection.execute(entrance, [role]).fetchone() or (None,)
                rights[dsn, role] = (enters, dict(connection.execute(_RIGHTS, [role]).fetchall()))
    with psycopg.connect(payment_database) as connection:
        connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(payments)))

    assert (False, {}) == rights[database, payments]
    assert (False, {}) == rights[database, medical]
    assert (False, {}) == rights[payment_database, medical]
    assert rights[payment_database, payments] == (
        True,
        {
            "alembic_version": "select",
            "audit_entries": "insert select",
            "audit_head": "select update",
            "audit_leaves": "insert select",
            "audit_queue": "delete select",
            "families": "insert select update",
            "family_changes": "insert select",
            "family_members": "delete insert select",
            "payment_changes": "insert select",
            "payment_orders": "insert select update",
            "received_messages": "delete insert select",
            "subscription_changes": "insert select",
            "subscriptions": "insert select update",
        },
    )


@pytest.mark.rule("PAY-35")
def test_the_granted_rights_are_enough(payment_database: str, roles: tuple[str, str]) -> None:
    """
    As the payment role orders are stored, asked about, settled and audited, and no more.
    """
    payments, _ = roles
    grant_payments(payment_database, role=payments)
    order = sample_order(1)
    as_role = f"{payment_database} options='-c role={payments}'"
    try:
        with payment_store(payment_database) as owner, owner.begin() as work:
            work.payments.add(order)
        with psycopg.connect(as_role) as connection:
            (role,) = connection.execute("SELECT current_user").fetchone() or (None,)
            connection.execute("SELECT FROM payment_orders FOR UPDATE SKIP LOCKED")
            connection.execute("SELECT FROM audit_head FOR UPDATE")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM payment_orders")
    finally:
        with psycopg.connect(payment_database) as connection:
            connection.execute(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(payments)))

    assert payments == role
    assert settle(order, sample_payment(order), now=NOW).paid_at == NOW


def test_the_payment_database_is_made_once(postgres_server: str) -> None:
    """
    Beside the medical one, and never in its place.
    """
    name = f"dastern_test_{os.urandom(8).hex()}"
    first = make_payment_database(postgres_server, name=name)
    again = make_payment_database(postgres_server, name=name)
    with psycopg.connect(first) as connection:
        (inside,) = connection.execute("SELECT current_database()").fetchone() or (None,)
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    assert (name, first) == (inside, again)
    with pytest.raises(PortError):
        make_payment_database(first, name=name)
