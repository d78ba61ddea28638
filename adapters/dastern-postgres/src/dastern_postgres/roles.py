"""
Roles: what a service may do in its own database, and that it may enter no other.

A role is made by the server's keeper; here it is given what its service needs. Nothing is
ever deleted by a service, but seats that were given up and messages that were dealt with
long ago; histories and audit
entries are only added to (AUD-03, PAY-04).
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from dastern_postgres.audit_log import audit_entries, audit_head, audit_leaves, audit_queue
from dastern_postgres.families import families, family_changes, family_members
from dastern_postgres.inbox import received_messages
from dastern_postgres.payments import payment_changes, payment_orders
from dastern_postgres.subscriptions import subscription_changes, subscriptions

__all__ = ["close_to_public", "grant_payments"]

_PAYMENTS: Mapping[str, str] = {
    payment_orders.name: "SELECT, INSERT, UPDATE",
    payment_changes.name: "SELECT, INSERT",
    subscriptions.name: "SELECT, INSERT, UPDATE",
    subscription_changes.name: "SELECT, INSERT",
    families.name: "SELECT, INSERT, UPDATE",
    family_changes.name: "SELECT, INSERT",
    family_members.name: "SELECT, INSERT, DELETE",
    received_messages.name: "SELECT, INSERT, DELETE",
    audit_entries.name: "SELECT, INSERT",
    audit_queue.name: "SELECT, DELETE",
    audit_leaves.name: "SELECT, INSERT",
    audit_head.name: "SELECT, UPDATE",
    "alembic_version": "SELECT",
}


def grant_payments(dsn: str, *, role: str) -> None:
    """
    Give a payment service's role what it needs in the payment database, and nothing else.

    Args:
        dsn: Of the payment database, by its owner.
        role: An existing role that owns nothing.

    Raises:
        psycopg.Error: The server refused; nothing was granted.
    """
    with psycopg.connect(dsn) as connection:
        _close(connection)
        names = {"role": sql.Identifier(role), "database": sql.Identifier(connection.info.dbname)}
        for statement in (
            "GRANT CONNECT ON DATABASE {database} TO {role}",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT USAGE ON SEQUENCE audit_arrival TO {role}",
            "REVOKE ALL ON FUNCTION queue_entries() FROM PUBLIC",
        ):
            connection.execute(sql.SQL(statement).format(**names))
        for table, rights in _PAYMENTS.items():
            _grant(connection, rights, table, role)


def close_to_public(dsn: str) -> None:
    """
    Let no role into a database but those that were granted it: neither service into the other's.

    Args:
        dsn: Of the database, by its owner.

    Raises:
        psycopg.Error: The server refused; nothing was changed.
    """
    with psycopg.connect(dsn) as connection:
        _close(connection)


def _close(connection: psycopg.Connection) -> None:
    database = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")


def _grant(connection: psycopg.Connection, rights: str, table: str, role: str) -> None:
    statement = sql.SQL("GRANT {rights} ON {table} TO {role}").format(
        rights=sql.SQL(rights),
        table=sql.Identifier(table),
        role=sql.Identifier(role),
    )
    connection.execute(statement)
