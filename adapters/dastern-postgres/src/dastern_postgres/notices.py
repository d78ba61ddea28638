"""
Stored notices: what was told to whom, in the transaction of what it tells.
"""

import attrs
from sqlalchemy import Column, Connection, Index, Table, Uuid, select

from dastern_core.kernel import AccountId, ConflictError
from dastern_core.notifications import Notice, NoticeId, NoticeKind
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.sealed_columns import NOTICE, sealed_with
from dastern_postgres.sealer import Sealer
from dastern_postgres.whole_rows import add_values, change_row

__all__ = ["PostgresNotices", "notices"]

notices = Table(
    "notices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", member_of(NoticeKind), nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("recipient_id", Uuid, nullable=False),
    Column("author_id", Uuid),
    Column("about", Uuid, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("read_at", Instant),
    *sealed_with(NOTICE),
    Index(None, "recipient_id", "sent_at"),
    comment="A message about a patient to one person (NOT-02).",
)


class PostgresNotices:
    """
    The notices, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, notice: Notice) -> None:
        """
        Store a new notice.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        values = self._sealer.parted(NOTICE, attrs.asdict(notice, recurse=False))
        add_values(self._connection, notices, values, taken=_taken)

    def get(self, notice_id: NoticeId) -> Notice:
        """
        Load a notice.

        Raises:
            NotFoundError: There is no such notice.
        """
        chosen = select(notices).where(notices.c.id == notice_id)
        return self._sealer.load_one(NOTICE, chosen, Notice)

    def to(self, recipient_id: AccountId, *, limit: int) -> tuple[Notice, ...]:
        """
        Load the notices to somebody, the newest first.
        """
        found = (
            select(notices)
            .where(notices.c.recipient_id == recipient_id)
            .order_by(notices.c.sent_at.desc(), notices.c.id.desc())
            .limit(limit)
        )
        return self._sealer.load(NOTICE, found, Notice)

    def mark(self, notice: Notice) -> None:
        """
        Store when a notice was read: compare-and-set.

        Raises:
            ConflictError: It was read before, or is not stored.
        """
        change_row(
            self._connection,
            notices,
            (notices.c.id == notice.id) & notices.c.read_at.is_(None),
            {"read_at": notice.read_at},
            message="the notice was read before",
        )


def _taken() -> ConflictError:
    return ConflictError("a notice of this identifier is stored already")
