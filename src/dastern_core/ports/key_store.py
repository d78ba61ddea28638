"""
A key store: wraps data keys by a key that never leaves it.
"""

from typing import TYPE_CHECKING, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from dastern_core.encryption import DataKey, WrappedKey

__all__ = ["KeyStore"]


class KeyStore(Protocol):
    """
    What a key-management service does: wrap, unwrap, and take a new key for wrapping.

    ``str()`` says where it is, for whoever has to put the right one in its place.

    Every method raises ``PortError`` where the store fails.
    """

    def wrap(self, key: "DataKey", *, owner: UUID) -> "WrappedKey":
        """
        Wrap a data key by the newest key-encryption key, bound to its owner and version.
        """
        ...

    def unwrap(self, wrapped: "WrappedKey") -> "DataKey":
        """
        Unwrap a data key that any key-encryption key of this store wrapped.

        Raises:
            KeyErasedError: The key-encryption key is gone.
            EnvelopeError: It was changed, or belongs to another owner or version.
        """
        ...

    def rotate(self) -> str:
        """
        Take a new key-encryption key; the older ones still unwrap.

        Returns:
            The new key's name, as ``WrappedKey.store_key_id`` has it.
        """
        ...
