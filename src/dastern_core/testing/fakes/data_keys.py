"""
Wrapped data keys in a dictionary.
"""

from collections.abc import Callable
from uuid import UUID

from dastern_core.encryption import WrappedKey
from dastern_core.kernel import ConflictError

__all__ = ["InMemoryDataKeys"]


class InMemoryDataKeys:
    """
    Every version of every key.

    Args:
        keys: By owner and version, None where a version was erased; changed in place.
        forget: Erases what somebody's keys sealed.
    """

    def __init__(
        self,
        keys: dict[tuple[UUID, int], WrappedKey | None],
        *,
        forget: Callable[[UUID], None] = lambda _: None,
    ) -> None:
        self._keys = keys
        self._forget = forget

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
        own = [key for (whose, _), key in self._keys.items() if key is not None and whose == owner]
        return tuple(sorted(own, key=lambda key: -key.version))

    def erase(self, owner: UUID) -> int:
        """
        Destroy every version of somebody's key.
        """
        own = self.of(owner)
        self._keys.update({(owner, key.version): None for key in own})
        self._forget(owner)
        return len(own)

    def erased(self, owner: UUID) -> int:
        """
        Give the last version of somebody's key that was erased.
        """
        gone = [
            version for (whose, version), key in self._keys.items() if (whose, key) == (owner, None)
        ]
        return max(gone, default=0)
