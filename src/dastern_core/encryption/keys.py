"""
Keys: data keys in versions, and how one travels wrapped by a key-encryption key.

A patient's data key seals the patient's fields and documents. It is stored wrapped by a
key-encryption key that never leaves its key store (``dastern_core.ports.key_store``);
destroying every version of a data key erases what it sealed. Drawing keys is left to the
caller.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar
from uuid import UUID

import attrs

from dastern_core.kernel import Fault, InvalidInputError, NotFoundError, canonical_bytes

__all__ = [
    "KEY_BYTES",
    "DataKey",
    "KeyErasedError",
    "KeyRing",
    "WrappedKey",
    "context_bytes",
]

KEY_BYTES = 32
"""
The size of an AES-256 key.
"""

_LAST_VERSION = 2**32 - 1  # it is written as four bytes
_LONGEST_WRAPPED = 65_536  # a key service's blob is a few hundred bytes


class KeyErasedError(NotFoundError):
    """
    The key that sealed this was destroyed, or never belonged to its owner.
    """

    code: ClassVar[str] = "key_erased"


def _version(_: object, field: "attrs.Attribute[int]", value: int) -> None:
    if not 1 <= value <= _LAST_VERSION:
        remedy = f"Number versions from 1 to {_LAST_VERSION}."
        raise InvalidInputError(Fault(field=field.name, problem="is no version", remedy=remedy))


def _material(_: object, field: "attrs.Attribute[bytes]", value: bytes) -> None:
    if len(value) != KEY_BYTES:
        remedy = f"Give {KEY_BYTES} bytes from a cryptographically secure source."
        raise InvalidInputError(Fault(field=field.name, problem="is no key", remedy=remedy))


@attrs.frozen(kw_only=True)
class DataKey:
    """
    One version of a key that seals data; its text never shows the key.

    Args:
        version: From 1; each rotation adds one.
        material: 32 bytes, drawn by the caller.

    Raises:
        InvalidInputError: The version or the size is out of range.
    """

    version: int = attrs.field(validator=_version)
    material: bytes = attrs.field(validator=_material, repr=False)


@attrs.frozen(kw_only=True)
class WrappedKey:
    """
    A data key as it is stored: readable only through the key store that wrapped it.

    Args:
        owner: Whose data it seals.
        version: As for ``DataKey``.
        store_key_id: Which key-encryption key wrapped it, as the key store names it.
        wrapped: The key store's blob, at most 64 KiB.

    Raises:
        InvalidInputError: The version is out of range, or the blob or name has no fitting size.
    """

    owner: UUID
    version: int = attrs.field(validator=_version)
    store_key_id: str
    wrapped: bytes = attrs.field(repr=False)

    def __attrs_post_init__(self) -> None:
        """
        Refuse a blob that no key store wrote.
        """
        if not self.store_key_id or not 0 < len(self.wrapped) <= _LONGEST_WRAPPED:
            problem, remedy = "is no wrapped key", "Store what the key store gave, unchanged."
            raise InvalidInputError(Fault(field="wrapped", problem=problem, remedy=remedy))


def _listed(keys: Iterable[DataKey]) -> tuple[DataKey, ...]:
    return tuple(keys)


@attrs.frozen(kw_only=True)
class KeyRing:
    """
    The versions of one owner's data key that are at hand.

    Args:
        keys: In any order; at least one, each version once.

    Raises:
        InvalidInputError: There is none, or a version stands twice.
    """

    keys: tuple[DataKey, ...] = attrs.field(converter=_listed)

    def __attrs_post_init__(self) -> None:
        """
        Refuse a ring that could not say which key is meant.
        """
        versions = [key.version for key in self.keys]
        if not versions or len(set(versions)) != len(versions):
            remedy = "Give each version of the key once; where none is left, it was erased."
            fault = Fault(field="keys", problem="is no ring of versions", remedy=remedy)
            raise InvalidInputError(fault)

    def __iter__(self) -> Iterator[DataKey]:
        """
        Give the keys, newest first.
        """
        return iter(sorted(self.keys, key=lambda key: -key.version))

    @property
    def newest(self) -> DataKey:
        """
        The key that seals anew.
        """
        return next(iter(self))

    def version(self, number: int) -> DataKey:
        """
        Give one version.

        Raises:
            KeyErasedError: The ring does not hold it.
        """
        for key in self.keys:
            if key.version == number:
                return key
        message = f"version {number} of the key is gone: what it sealed cannot be read"
        raise KeyErasedError(message)


def context_bytes(context: Mapping[str, str]) -> bytes:
    """
    Spell an encryption context in one way, whatever the order of its names.
    """
    return canonical_bytes(dict(context))
