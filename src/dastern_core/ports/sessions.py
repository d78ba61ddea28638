"""
Stored sessions: the log-ins of every device.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.identity import Session, SessionEnd, SessionId
from dastern_core.kernel import AccountId

__all__ = ["Sessions"]


class Sessions(Protocol):
    """
    The sessions of every account: each one family of refresh tokens, of which none is stored.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, session: Session) -> None:
        """
        Store a new session.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        ...

    def get(self, session_id: SessionId) -> Session | None:
        """
        Load a session; None where there is none.
        """
        ...

    def hold(self, session_id: SessionId) -> Session | None:
        """
        Load a session, and let nobody else change it before this unit of work has ended.
        """
        ...

    def of_account(self, account_id: AccountId, *, now: datetime) -> tuple[Session, ...]:
        """
        Load the sessions of an account that are alive, the last used first.
        """
        ...

    def change(self, session: Session, *, expected: Session) -> None:
        """
        Store a refresh or an end: compare-and-set.

        Raises:
            ConflictError: It was refreshed or ended meanwhile, or is not stored.
        """
        ...

    def end_all(
        self, account_id: AccountId, *, end: SessionEnd, now: datetime, keep: SessionId | None
    ) -> tuple[SessionId, ...]:
        """
        End every session of an account that has not ended.

        Args:
            account_id: Whose.
            end: Why.
            now: When.
            keep: The one that goes on, or None.

        Returns:
            Those that were ended now.
        """
        ...

    def clear(self, *, expired_before: datetime) -> int:
        """
        Delete what expired before an instant, and tell how many.
        """
        ...
