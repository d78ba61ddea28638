"""
The stored inbox: which messages and signed calls were dealt with.
"""

import hashlib
from datetime import datetime

from sqlalchemy import Column, Connection, LargeBinary, Table, Text, delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import ConflictError
from dastern_postgres.columns import Instant, payment_metadata

__all__ = ["PostgresInbox", "received_messages"]

received_messages = Table(
    "received_messages",
    payment_metadata,
    Column("sender", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of the content"),
    Column("received_at", Instant, nullable=False, index=True),
    comment="One row a message that was dealt with (SIG-02).",
)


class PostgresInbox:
    """
    The inbox, as one transaction sees it.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def knows(self, sender: str, message_id: str, *, content: bytes) -> bool:
        """
        Tell whether a message has been dealt with.

        Raises:
            ConflictError: Another message of this id has been.
        """
        stored = self._connection.scalar(
            select(received_messages.c.digest)
            .where(received_messages.c.sender == sender)
            .where(received_messages.c.id == message_id)
        )
        if stored is not None and stored != hashlib.sha256(content).digest():
            message = "another message of this id was dealt with"
            raise ConflictError(message)
        return stored is not None

    def remember(self, sender: str, message_id: str, *, content: bytes, at: datetime) -> bool:
        """
        Remember that a message has been dealt with; of several at once one is told True.

        Raises:
            ConflictError: Another message of this id was dealt with.
        """
        added = self._connection.scalar(
            insert(received_messages)
            .values(
                sender=sender,
                id=message_id,
                digest=hashlib.sha256(content).digest(),
                received_at=at,
            )
            .on_conflict_do_nothing()
            .returning(received_messages.c.id)
        )
        return added is not None or not self.knows(sender, message_id, content=content)

    def forget(self, *, before: datetime, limit: int) -> int:
        """
        Forget what was dealt with long ago; call again until it returns 0.
        """
        key = tuple_(received_messages.c.sender, received_messages.c.id)
        old = (
            select(received_messages.c.sender, received_messages.c.id)
            .where(received_messages.c.received_at < before)
            .order_by(received_messages.c.received_at)
            .limit(limit)
        )
        return self._connection.execute(delete(received_messages).where(key.in_(old))).rowcount
