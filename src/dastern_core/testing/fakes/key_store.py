"""
A key store in memory, whose keys follow from a seed.
"""

import hashlib
from uuid import UUID

from dastern_core.encryption import (
    RANDOM_BYTES,
    DataKey,
    KeyRing,
    WrappedKey,
    unwrap_key,
    wrap_key,
)

__all__ = ["InMemoryKeyStore"]


class InMemoryKeyStore:
    """
    Key-encryption keys, numbered from 1.

    Args:
        seed: What they and their randomness follow from.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._drawn = 0
        self._keys = [DataKey(version=1, material=self._draw(32))]

    def __str__(self) -> str:
        """
        Say which one it is.
        """
        return f"the key store {self._seed}"

    def wrap(self, key: DataKey, *, owner: UUID) -> WrappedKey:
        """
        Wrap a data key.
        """
        newest = self._keys[-1]
        return wrap_key(
            key,
            owner=owner,
            by=newest,
            store_key_id=f"fake/{newest.version}",
            randomness=self._draw(RANDOM_BYTES),
        )

    def unwrap(self, wrapped: WrappedKey) -> DataKey:
        """
        Unwrap a data key.
        """
        return unwrap_key(wrapped, ring=KeyRing(keys=self._keys))

    def rotate(self) -> str:
        """
        Take a new key.
        """
        self._keys.append(DataKey(version=len(self._keys) + 1, material=self._draw(32)))
        return f"fake/{len(self._keys)}"

    def _draw(self, size: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(f"{self._seed}/{self._drawn}".encode()).digest(size)
