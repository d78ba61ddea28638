"""
Stored objects: sealed bytes under opaque keys.
"""

from datetime import timedelta
from typing import Protocol
from uuid import UUID

__all__ = ["DownloadLinks", "Objects"]


class Objects(Protocol):
    """
    Files too large for a database, sealed before they come here (EPD-08).

    A key is an identifier and tells nothing of a patient (C72). Every method raises
    ``PortError`` where the store fails.
    """

    def put(self, key: UUID, content: bytes) -> None:
        """
        Store an object, whole or not at all; what is stored survives a crash.

        Putting the same content again changes nothing.

        Raises:
            ConflictError: Another content has this key; an object is never overwritten.
        """
        ...

    def get(self, key: UUID) -> bytes:
        """
        Load an object.

        Raises:
            NotFoundError: There is none.
        """
        ...

    def delete(self, key: UUID) -> None:
        """
        Remove an object; removing what is not there is no error.
        """
        ...


class DownloadLinks(Protocol):
    """
    Addresses by which a device loads an object without passing through the service.
    """

    def link(self, key: UUID, *, lifetime: timedelta) -> str:
        """
        Give an address that works for a while, for whoever holds it.

        Args:
            key: Which object; whether it is there shows when the address is used.
            lifetime: How long, from one second to 15 minutes.

        Raises:
            InvalidInputError: The lifetime is out of range.
        """
        ...
