"""
Wrapping: a data key sealed by a key-encryption key, bound to its owner and version.

A key store that holds its keys itself wraps by these; a key service wraps by its own means.
Which key-encryption keys there are, and drawing randomness, is left to the store.
"""

from collections.abc import Mapping
from uuid import UUID

from dastern_core.encryption.envelope import seal, unseal
from dastern_core.encryption.keys import DataKey, KeyRing, WrappedKey

__all__ = ["unwrap_key", "wrap_key", "wrapping_context"]


def wrapping_context(owner: UUID, version: int) -> Mapping[str, str]:
    """
    Give what a wrapped key is bound to, so that no row can hold another owner's key.

    Args:
        owner: Whose key it is.
        version: Which version.

    Returns:
        The encryption context in the form that key services take: text by name.
    """
    return {"owner": str(owner), "purpose": "data-key", "version": str(version)}


def wrap_key(
    key: DataKey, *, owner: UUID, by: DataKey, store_key_id: str, randomness: bytes
) -> WrappedKey:
    """
    Wrap a data key.

    Args:
        key: The data key.
        owner: Whose data it seals.
        by: The newest key-encryption key.
        store_key_id: What the key store calls that one.
        randomness: As for ``seal``.

    Raises:
        InvalidInputError: The name is empty, or the randomness has another size.
    """
    context = wrapping_context(owner, key.version)
    blob = seal(key.material, key=by, context=context, randomness=randomness)
    return WrappedKey(owner=owner, version=key.version, store_key_id=store_key_id, wrapped=blob)


def unwrap_key(wrapped: WrappedKey, *, ring: KeyRing) -> DataKey:
    """
    Unwrap a data key.

    Args:
        wrapped: As ``wrap_key`` gave it.
        ring: Every key-encryption key at hand.

    Raises:
        KeyErasedError: The key-encryption key is gone.
        EnvelopeError: It was changed, or belongs to another owner or version.
    """
    context = wrapping_context(wrapped.owner, wrapped.version)
    return DataKey(
        version=wrapped.version, material=unseal(wrapped.wrapped, keys=ring, context=context)
    )
