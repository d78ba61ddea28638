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
    seal,
    unseal,
    wrapping_context,
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

    def wrap(self, key: DataKey, *, owner: UUID) -> WrappedKey:
        """
        Wrap a data key.
        """
        newest = self._keys[-1]
        blob = seal(
            key.material,
            key=newest,
            context=wrapping_context(owner, key.version),
            randomness=self._draw(RANDOM_BYTES),
        )
        return WrappedKey(
            owner=owner, version=key.version, store_key_id=f"fake/{newest.version}", wrapped=blob
        )

    def unwrap(self, wrapped: WrappedKey) -> DataKey:
        """
        Unwrap a data key.
        """
        context = wrapping_context(wrapped.owner, wrapped.version)
        material = unseal(wrapped.wrapped, keys=KeyRing(keys=self._keys), context=context)
        return DataKey(version=wrapped.version, material=material)

    def rotate(self) -> str:
        """
        Take a new key.
        """
        self._keys.append(DataKey(version=len(self._keys) + 1, material=self._draw(32)))
        return f"fake/{len(self._keys)}"

    def _draw(self, size: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(f"{self._seed}/{self._drawn}".encode()).digest(size)
