"""
Wrapped data keys in a dictionary.
"""

from uuid import UUID

from dastern_core.encryption import WrappedKey
from dastern_core.kernel import ConflictError

__all__ = ["InMemoryDataKeys"]


class InMemoryDataKeys:
    """
    Every version of every key.

    Args:
        keys: By owner and version; changed in place.
    """

    def __init__(self, keys: dict[tuple[UUID, int], WrappedKey]) -> None:
        self._keys = keys

    def add(self, key: WrappedKey) -> None:
        """
        Store a version of somebody's key.
        """
        if (key.owner, key.version) in self._keys:
            message = "this version of the key is stored already"
            raise ConflictError(message)
        self._keys[key.owner, key.version] = key

    def of(self, owner: UUID) -> tuple[WrappedKey, ...]:
        """
        Load every version of somebody's key, the newest first.
        """
        own = [key for (whose, _), key in self._keys.items() if whose == owner]
        return tuple(sorted(own, key=lambda key: -key.version))

    def erase(self, owner: UUID) -> int:
        """
        Destroy every version of somebody's key.
        """
        own = [place for place in self._keys if place[0] == owner]
        for place in own:
            del self._keys[place]
        return len(own)
