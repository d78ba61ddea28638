"""
An inbox in a dictionary.
"""

from datetime import datetime

from dastern_core.kernel import ConflictError

__all__ = ["InMemoryInbox"]


class InMemoryInbox:
    """
    What was dealt with, by sender and id.

    Args:
        messages: Content and instant of each; changed in place.
    """

    def __init__(self, messages: dict[tuple[str, str], tuple[bytes, datetime]]) -> None:
        self._messages = messages

    def knows(self, sender: str, message_id: str, *, content: bytes) -> bool:
        """
        Tell whether a message has been dealt with.
        """
        known = self._messages.get((sender, message_id))
        if known is not None and known[0] != content:
            message = "another message of this id was dealt with"
            raise ConflictError(message)
        return known is not None

    def remember(self, sender: str, message_id: str, *, content: bytes, at: datetime) -> bool:
        """
        Remember that a message has been dealt with.
        """
        if self.knows(sender, message_id, content=content):
            return False
        self._messages[sender, message_id] = (content, at)
        return True

    def forget(self, *, before: datetime, limit: int) -> int:
        """
        Forget what was dealt with long ago.
        """
        old = [key for key, (_, at) in self._messages.items() if at < before][:limit]
        for key in old:
            del self._messages[key]
        return len(old)
