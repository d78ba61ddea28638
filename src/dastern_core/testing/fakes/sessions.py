"""
Sessions in a dictionary.
"""

from datetime import datetime

from dastern_core.identity import Session, SessionEnd, SessionId, end_session
from dastern_core.kernel import AccountId, ConflictError

__all__ = ["InMemorySessions"]


class InMemorySessions:
    """
    Every session, by its identifier.

    Args:
        sessions: Those stored so far; changed in place.
    """

    def __init__(self, sessions: dict[SessionId, Session]) -> None:
        self._sessions = sessions

    def add(self, session: Session) -> None:
        """
        Store a new session.
        """
        if session.id in self._sessions:
            message = "the session is stored already"
            raise ConflictError(message)
        self._sessions[session.id] = session

    def get(self, session_id: SessionId) -> Session | None:
        """
        Load a session.
        """
        return self._sessions.get(session_id)

    def hold(self, session_id: SessionId) -> Session | None:
        """
        Load a session; nobody else is there.
        """
        return self.get(session_id)

    def of_account(self, account_id: AccountId, *, now: datetime) -> tuple[Session, ...]:
        """
        Load the living sessions of an account.
        """
        alive = (
            one
            for one in self._sessions.values()
            if one.account_id == account_id and one.is_alive(now=now)
        )
        return tuple(sorted(alive, key=lambda one: (one.used_at, one.id), reverse=True))

    def change(self, session: Session, *, expected: Session) -> None:
        """
        Store a refresh or an end.
        """
        if self._sessions.get(session.id) != expected:
            message = "the session has changed meanwhile: try again"
            raise ConflictError(message)
        self._sessions[session.id] = session

    def end_all(
        self, account_id: AccountId, *, end: SessionEnd, now: datetime, keep: SessionId | None
    ) -> tuple[SessionId, ...]:
        """
        End every session of an account.
        """
        ended = tuple(
            one.id
            for one in self._sessions.values()
            if one.account_id == account_id and one.ended_at is None and one.id != keep
        )
        for session_id in ended:
            self._sessions[session_id] = end_session(self._sessions[session_id], end=end, now=now)
        return ended

    def clear(self, *, expired_before: datetime) -> int:
        """
        Delete what is old.
        """
        old = [one.id for one in self._sessions.values() if one.expires_at < expired_before]
        for session_id in old:
            del self._sessions[session_id]
        return len(old)
