"""
The unit of work: one database transaction over all that is stored about patients.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from dastern_postgres.audit_log import PostgresAuditLog
from dastern_postgres.doses import PostgresDoses
from dastern_postgres.engine import connect
from dastern_postgres.prescriptions import PostgresPrescriptions

__all__ = ["PostgresStore", "PostgresUnitOfWork", "postgres_store"]


class PostgresUnitOfWork:
    """
    One transaction; what it stores commits together, or not at all (RX-34, AUD-10).

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self.prescriptions = PostgresPrescriptions(connection)
        self.doses = PostgresDoses(connection)
        self.audit_log = PostgresAuditLog(connection)


class PostgresStore:
    """
    A database, for any number of threads.

    Args:
        engine: As ``connect`` gives it, of a migrated database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def begin(self) -> Iterator[PostgresUnitOfWork]:
        """
        Begin a transaction; leaving the block commits, an exception rolls back.

        Raises:
            PortError: The database cannot be reached, or the commit failed.
            ConflictError: Two transactions wait for each other; this one was undone.
        """
        with self._engine.begin() as connection:
            yield PostgresUnitOfWork(connection)


@contextmanager
def postgres_store(dsn: str) -> Iterator[PostgresStore]:
    """
    Open a store for the length of a block; its connections close with it.

    Args:
        dsn: A connection string for libpq, of a migrated database.
    """
    engine = connect(dsn)
    try:
        yield PostgresStore(engine)
    finally:
        engine.dispose()
