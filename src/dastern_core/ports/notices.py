"""
Stored notices.
"""

from typing import Protocol

from dastern_core.kernel import AccountId
from dastern_core.notifications import Notice, NoticeId

__all__ = ["Notices", "Notified"]


class Notices(Protocol):
    """
    The notices to everybody, stored with the steps that they tell of (RX-34).

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, notice: Notice) -> None:
        """
        Store a new notice.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        ...

    def get(self, notice_id: NoticeId) -> Notice:
        """
        Load a notice.

        Raises:
            NotFoundError: There is no such notice.
        """
        ...

    def to(self, recipient_id: AccountId, *, limit: int) -> tuple[Notice, ...]:
        """
        Load the notices to somebody, the newest first (NOT-04).
        """
        ...

    def mark(self, notice: Notice) -> None:
        """
        Store when a notice was read: compare-and-set.

        Raises:
            ConflictError: It was read before, or is not stored.
        """
        ...


class Notified(Protocol):
    """
    A unit of work with notices, whatever else it holds.
    """

    @property
    def notices(self) -> Notices:
        """
        The notices, as this transaction sees them.
        """
        ...
