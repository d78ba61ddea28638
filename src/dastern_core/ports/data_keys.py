"""
Stored data keys, wrapped.
"""

from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from dastern_core.encryption import WrappedKey

__all__ = ["DataKeys", "KeepsDataKeys"]


class DataKeys(Protocol):
    """
    The keys that seal people's documents, each wrapped by a key store's own key.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, key: "WrappedKey") -> None:
        """
        Store a version of somebody's key.

        Raises:
            ConflictError: This version is stored already, or was erased.
        """
        ...

    def of(self, owner: UUID) -> "tuple[WrappedKey, ...]":
        """
        Load every version of somebody's key, the newest first.

        It is empty where none was made, or all were erased.
        """
        ...

    def erase(self, owner: UUID) -> int:
        """
        Destroy every version of somebody's key: what it sealed is erased, and reads as that.

        Returns:
            How many versions there were.
        """
        ...

    def erased(self, owner: UUID) -> int:
        """
        Give the last version of somebody's key that was erased; 0 where none was.

        By it what was erased is told from what lacks its key by a fault. A key that is made
        after it has a later version.
        """
        ...


class KeepsDataKeys(Protocol):
    """
    A unit of work with data keys, whatever else it holds.
    """

    @property
    def data_keys(self) -> DataKeys:
        """
        The wrapped keys, as this transaction sees them.
        """
        ...
