"""
Stored sessions: the log-ins of every device, without a token.
"""

from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    delete,
    select,
    update,
)

from dastern_core.identity import IDLE_LIFE, Session, SessionEnd, SessionId
from dastern_core.kernel import AccountId, ConflictError
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.whole_rows import add_row, change_row, load_rows

__all__ = ["PostgresSessions", "sessions"]

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("number", Integer, nullable=False),
    Column("ended_at", Instant),
    Column("end", member_of(SessionEnd)),
    comment="Each one family of refresh tokens, of which none is stored (AUTH-06).",
)


class PostgresSessions:
    """
    The sessions, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, session: Session) -> None:
        """
        Store a new session.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        add_row(self._connection, sessions, session, taken=_taken)

    def get(self, session_id: SessionId) -> Session | None:
        """
        Load a session; None where there is none.
        """
        query = select(sessions).where(sessions.c.id == session_id)
        return next(iter(load_rows(self._connection, query, Session)), None)

    def hold(self, session_id: SessionId) -> Session | None:
        """
        Load a session, and let nobody else change it before this transaction has ended.
        """
        query = select(sessions).where(sessions.c.id == session_id).with_for_update()
        return next(iter(load_rows(self._connection, query, Session)), None)

    def of_account(self, account_id: AccountId, *, now: datetime) -> tuple[Session, ...]:
        """
        Load the sessions of an account that are alive, the last used first.
        """
        stored = sessions.c
        query = (
            select(sessions)
            .where(
                stored.account_id == account_id,
                stored.ended_at.is_(None),
                stored.expires_at > now,
                stored.used_at > now - IDLE_LIFE,
            )
            .order_by(stored.used_at.desc(), stored.id.desc())
        )
        return load_rows(self._connection, query, Session)

    def change(self, session: Session, *, expected: Session) -> None:
        """
        Store a refresh or an end: compare-and-set.

        Raises:
            ConflictError: It was refreshed or ended meanwhile, or is not stored.
        """
        stored = sessions.c
        change_row(
            self._connection,
            sessions,
            (stored.id == session.id)
            & (stored.number == expected.number)
            & stored.ended_at.is_not_distinct_from(expected.ended_at),
            {
                "number": session.number,
                "used_at": session.used_at,
                "ended_at": session.ended_at,
                "end": session.end,
            },
            message="the session has changed meanwhile: try again",
        )

    def end_all(
        self, account_id: AccountId, *, end: SessionEnd, now: datetime, keep: SessionId | None
    ) -> tuple[SessionId, ...]:
        """
        End every session of an account that has not ended, but the one that is kept.
        """
        stored = sessions.c
        ended = self._connection.scalars(
            update(sessions)
            .where(
                stored.account_id == account_id,
                stored.ended_at.is_(None),
                stored.id.is_distinct_from(keep),
            )
            .values(ended_at=now, end=end)
            .returning(stored.id)
        )
        return tuple(SessionId(one) for one in ended)

    def clear(self, *, expired_before: datetime) -> int:
        """
        Delete what expired before an instant, and tell how many.
        """
        old = sessions.c.expires_at < expired_before
        return self._connection.execute(delete(sessions).where(old)).rowcount


def _taken() -> ConflictError:
    return ConflictError("the session is stored already")
