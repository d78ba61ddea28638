"""
Notices in a dictionary.
"""

from dastern_core.kernel import AccountId, ConflictError, NotFoundError
from dastern_core.notifications import Notice, NoticeId

__all__ = ["InMemoryNotices"]


class InMemoryNotices:
    """
    Every notice, by its identifier.

    Args:
        notices: The notices stored so far; changed in place.
    """

    def __init__(self, notices: dict[NoticeId, Notice]) -> None:
        self._notices = notices

    def add(self, notice: Notice) -> None:
        """
        Store a new notice.
        """
        if notice.id in self._notices:
            message = "a notice of this identifier is stored already"
            raise ConflictError(message)
        self._notices[notice.id] = notice

    def get(self, notice_id: NoticeId) -> Notice:
        """
        Load a notice.
        """
        if notice_id not in self._notices:
            message = "there is no such notice"
            raise NotFoundError(message)
        return self._notices[notice_id]

    def to(self, recipient_id: AccountId, *, limit: int) -> tuple[Notice, ...]:
        """
        Load the notices to somebody, the newest first.
        """
        own = (one for one in self._notices.values() if one.recipient_id == recipient_id)
        return tuple(sorted(own, key=lambda one: (one.sent_at, one.id), reverse=True))[:limit]

    def mark(self, notice: Notice) -> None:
        """
        Store when a notice was read.
        """
        stored = self._notices.get(notice.id)
        if stored is None or stored.read_at is not None:
            message = "the notice was read before"
            raise ConflictError(message)
        self._notices[notice.id] = notice
