"""
Objects in a dictionary.
"""

from uuid import UUID

from dastern_core.kernel import ConflictError, NotFoundError

__all__ = ["InMemoryObjects"]


class InMemoryObjects:
    """
    Every object, by its key.
    """

    def __init__(self) -> None:
        self._contents: dict[UUID, bytes] = {}

    def put(self, key: UUID, content: bytes) -> None:
        """
        Store an object.
        """
        if self._contents.setdefault(key, content) != content:
            message = "another object has this key"
            raise ConflictError(message)

    def get(self, key: UUID) -> bytes:
        """
        Load an object.
        """
        if key not in self._contents:
            message = "there is no such object"
            raise NotFoundError(message)
        return self._contents[key]

    def delete(self, key: UUID) -> None:
        """
        Remove an object.
        """
        self._contents.pop(key, None)
