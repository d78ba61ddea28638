"""
Stored failures: wrong passwords in a row, by account and origin.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, Integer, Table, Text, Uuid, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from dastern_core.identity import Failures
from dastern_core.kernel import AccountId
from dastern_postgres.columns import Instant, metadata
from dastern_postgres.engine import readable

__all__ = ["PostgresLoginFailures", "login_failures"]

login_failures = Table(
    "login_failures",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("at", Instant, nullable=False, index=True),
    comment="Of accounts and of stand-ins for unknown ones alike (AUTH-11).",
)


class PostgresLoginFailures:
    """
    The failures, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, account_id: AccountId, origin: str) -> Failures:
        """
        Load failures, and let nobody else have them before this transaction has ended.
        """
        stored = login_failures.c
        key = {"account_id": account_id, "origin": origin}
        self._connection.execute(
            insert(login_failures)
            .values(key | {"count": 0, "at": func.now()})
            .on_conflict_do_nothing()
        )
        row = self._connection.execute(
            select(stored.count, stored.locked_until)
            .where(stored.account_id == account_id, stored.origin == origin)
            .with_for_update()
        ).one()
        with readable("failures"):
            return Failures(count=row[0], locked_until=row[1])

    def put(self, account_id: AccountId, origin: str, failures: Failures, *, at: datetime) -> None:
        """
        Store failures in place of those that were held.
        """
        values = {"count": failures.count, "locked_until": failures.locked_until, "at": at}
        statement = insert(login_failures).values(
            {"account_id": account_id, "origin": origin} | values
        )
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["account_id", "origin"], set_=values)
        )

    def clear(self, *, before: datetime) -> int:
        """
        Delete what was last stored before an instant, and tell how many.
        """
        old = login_failures.c.at < before
        return self._connection.execute(delete(login_failures).where(old)).rowcount
