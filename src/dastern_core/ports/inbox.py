"""
The inbox: which messages have been dealt with.
"""

from datetime import datetime
from typing import Protocol

__all__ = ["Inbox"]


class Inbox(Protocol):
    """
    The ids of messages and signed calls, by sender; what was dealt with is not done twice.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def knows(self, sender: str, message_id: str, *, content: bytes) -> bool:
        """
        Tell whether a message has been dealt with.

        Raises:
            ConflictError: Another message of this id has been.
        """
        ...

    def remember(self, sender: str, message_id: str, *, content: bytes, at: datetime) -> bool:
        """
        Remember that a message has been dealt with.

        Returns:
            False where it was known already. Of several at once, one is told True.

        Raises:
            ConflictError: Another message of this id was dealt with.
        """
        ...

    def forget(self, *, before: datetime, limit: int) -> int:
        """
        Forget what was dealt with long ago; call again until it returns 0.

        Args:
            before: What was remembered before this instant is forgotten; keep it longer
                than a sender repeats (75 hours by Standard Webhooks).
            limit: At most so many.
        """
        ...
