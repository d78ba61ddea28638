"""
The payment store: a database of its own, with its own steps, role and audit log (PAY-35).

It knows accounts by their identifiers, and no patient's medicines: there is no table for
them. The role of a payment service may connect to no other database of the server.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine

from dastern_postgres.audit_log import (
    PostgresAuditLog,
    audit_entries,
    audit_head,
    audit_leaves,
    audit_queue,
)
from dastern_postgres.columns import payment_metadata
from dastern_postgres.engine import DatabaseError, connect
from dastern_postgres.families import PostgresFamilies
from dastern_postgres.inbox import PostgresInbox
from dastern_postgres.payments import PostgresPaymentOrders
from dastern_postgres.schema_version import PAYMENT_STEPS, require_migrated
from dastern_postgres.subscriptions import PostgresSubscriptions

__all__ = [
    "PAYMENT_DATABASE",
    "PostgresPaymentStore",
    "PostgresPaymentUnitOfWork",
    "make_payment_database",
    "payment_store",
]

PAYMENT_DATABASE = "dastern_payments"
"""
What the payment database is called where it is made beside the medical one.
"""

# The payments' audit log has the same form as the patients', and is another one.
for _table in (audit_entries, audit_queue, audit_leaves, audit_head):
    _table.to_metadata(payment_metadata)


class PostgresPaymentUnitOfWork:
    """
    One transaction; what it stores commits together, or not at all (AUD-10).

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.payments = PostgresPaymentOrders(connection)
        self.subscriptions = PostgresSubscriptions(connection)
        self.families = PostgresFamilies(connection)
        self.inbox = PostgresInbox(connection)
        self.audit_log = PostgresAuditLog(connection, None)


class PostgresPaymentStore:
    """
    A payment database, for any number of threads.

    Args:
        engine: As ``connect`` gives it, of a database that ``migrate_payments`` made.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def begin(self) -> Iterator[PostgresPaymentUnitOfWork]:
        """
        Begin a transaction; leaving the block commits, an exception rolls back.

        Raises:
            PortError: The database cannot be reached, or the commit failed.
            ConflictError: Two transactions wait for each other; this one was undone.
        """
        with self._engine.begin() as connection:
            yield PostgresPaymentUnitOfWork(connection)


@contextmanager
def payment_store(dsn: str) -> Iterator[PostgresPaymentStore]:
    """
    Open a payment store for the length of a block; its connections close with it.

    Args:
        dsn: A connection string for libpq, of a database that ``migrate_payments`` made.

    Raises:
        NotMigratedError: The database lacks a step of this release.
        PortError: The database cannot be reached.
    """
    engine = connect(dsn)
    try:
        require_migrated(engine, PAYMENT_STEPS)
        yield PostgresPaymentStore(engine)
    finally:
        engine.dispose()


def make_payment_database(dsn: str, *, name: str = PAYMENT_DATABASE) -> str:
    """
    Make an empty payment database on a server, where there is none yet.

    Args:
        dsn: A connection string for libpq, of a role that may create databases.
        name: What to call it.

    Returns:
        The connection string of the payment database.

    Raises:
        DatabaseError: The connection string names this very database, or the server
            refused.
    """
    if conninfo_to_dict(dsn).get("dbname") == name:
        message = "the payment database is another than the medical one"
        raise DatabaseError(message)
    try:
        with psycopg.connect(dsn, autocommit=True) as admin:
            known = admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
            if known is None:
                admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        message = f"the payment database could not be made ({type(error).__name__})"
        raise DatabaseError(message) from error
    return make_conninfo(dsn, dbname=name)
