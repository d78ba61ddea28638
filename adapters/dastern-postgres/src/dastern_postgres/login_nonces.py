"""
Stored nonces of log-ins by another service, by their digests.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, LargeBinary, Table, delete

from dastern_core.kernel import ConflictError
from dastern_postgres.columns import Instant, metadata
from dastern_postgres.whole_rows import add_values

__all__ = ["PostgresLoginNonces", "login_nonces"]

login_nonces = Table(
    "login_nonces",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("expires_at", Instant, nullable=False, index=True),
    comment="Each is good for one log-in (AUTH-28).",
)


class PostgresLoginNonces:
    """
    The nonces, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, digest: bytes, *, expires_at: datetime) -> None:
        """
        Store a nonce.

        Raises:
            ConflictError: It is stored already.
        """
        row = {"digest": digest, "expires_at": expires_at}
        add_values(self._connection, login_nonces, row, taken=_taken)

    def spend(self, digest: bytes, *, now: datetime) -> bool:
        """
        Take a nonce away, and tell whether it was there and still good.
        """
        stored = login_nonces.c
        good = (stored.digest == digest) & (stored.expires_at > now)
        return self._connection.execute(delete(login_nonces).where(good)).rowcount == 1

    def clear(self, *, expired_before: datetime) -> int:
        """
        Delete what expired before an instant, and tell how many.
        """
        old = login_nonces.c.expires_at < expired_before
        return self._connection.execute(delete(login_nonces).where(old)).rowcount


def _taken() -> ConflictError:
    return ConflictError("this nonce is taken: draw another")
