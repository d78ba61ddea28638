"""
A cache: small answers that may be forgotten at any time.
"""

from datetime import timedelta
from typing import Protocol

__all__ = ["Cache"]


class Cache(Protocol):
    """
    Keeps bytes by name for a while, for every process of the service.

    Nothing here raises: a cache that fails has forgotten, and whoever asks looks up the
    truth. What must not be forgotten does not belong here.
    """

    def get(self, name: str) -> bytes | None:
        """
        Give what is kept; None where nothing is, or the cache fails.
        """
        ...

    def put(self, name: str, value: bytes, *, life: timedelta) -> None:
        """
        Keep bytes for a while, in place of what was kept.
        """
        ...

    def add(self, name: str, value: bytes, *, life: timedelta) -> None:
        """
        Keep bytes for a while, unless something is kept already.
        """
        ...

    def forget(self, name: str) -> None:
        """
        Forget what is kept.
        """
        ...
