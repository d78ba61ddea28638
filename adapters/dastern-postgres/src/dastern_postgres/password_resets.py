"""
Stored password resets: the newest of each account, by its token's digest.
"""

from datetime import datetime

import attrs
from sqlalchemy import Column, Connection, ForeignKey, LargeBinary, Table, Uuid, delete, select
from sqlalchemy.dialects.postgresql import insert

from dastern_core.identity import PasswordReset
from dastern_core.kernel import AccountId
from dastern_postgres.columns import Instant, metadata
from dastern_postgres.whole_rows import change_row, load_rows

__all__ = ["PostgresPasswordResets", "password_resets"]

password_resets = Table(
    "password_resets",
    metadata,
    Column("account_id", Uuid, ForeignKey("accounts.id"), primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("begun_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
    comment="The newest of each account, without its token (AUTH-26).",
)


class PostgresPasswordResets:
    """
    The password resets, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, reset: PasswordReset) -> None:
        """
        Store a reset that was begun, in place of an earlier one.
        """
        values = attrs.asdict(reset)
        rest = {name: value for name, value in values.items() if name != "account_id"}
        statement = insert(password_resets).values(values)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["account_id"], set_=rest)
        )

    def of_account(self, account_id: AccountId) -> PasswordReset | None:
        """
        Load the newest reset of an account; None without.
        """
        query = select(password_resets).where(password_resets.c.account_id == account_id)
        return next(iter(load_rows(self._connection, query, PasswordReset)), None)

    def use(self, reset: PasswordReset) -> None:
        """
        Store that a reset was used, where it still was not: compare-and-set.

        Raises:
            ConflictError: It was used meanwhile, or another one was begun.
        """
        stored = password_resets.c
        change_row(
            self._connection,
            password_resets,
            (stored.account_id == reset.account_id)
            & (stored.digest == reset.digest)
            & stored.used_at.is_(None),
            {"used_at": reset.used_at},
            message="the reset was used meanwhile: ask for a new one",
        )

    def clear(self, *, begun_before: datetime) -> int:
        """
        Delete what was begun before an instant, and tell how many.
        """
        old = password_resets.c.begun_at < begun_before
        return self._connection.execute(delete(password_resets).where(old)).rowcount
