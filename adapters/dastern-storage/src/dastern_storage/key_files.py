"""
Keys in files: one key-encryption key a file, in a folder that only its owner reads.

It has the port of a key-management service, so that one can take its place. A key is
drawn here because no other part of the system may ever see it.
"""

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from dastern_core.encryption import (
    KEY_BYTES,
    RANDOM_BYTES,
    DataKey,
    KeyRing,
    WrappedKey,
    unwrap_key,
    wrap_key,
)
from dastern_core.kernel import Fault, InvalidInputError
from dastern_storage.failures import disk_failures

__all__ = ["KeyFiles", "open_key_files"]

_NAME = re.compile(r"key-([0-9]{6})")


def open_key_files(folder: Path, *, draw: bool = True) -> "KeyFiles":
    """
    Open a folder of keys, or begin one with its first key.

    Args:
        folder: Made where it is missing.
        draw: Whether it may be made, and get its first key; False for a database that has
            its keys already, which a new one would not open.

    Raises:
        InvalidInputError: There is no key and none may be drawn, a file in it is no key,
            or others than its owner can read it.
        StorageFailureError: The disk refused.
    """
    if not draw:
        _require_key(folder)
    with disk_failures():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _holds_key(folder):
            _draw(folder, 1)
    keys = KeyFiles(folder)
    keys.ring()
    return keys


class KeyFiles:
    """
    The key-encryption keys of a folder; ``open_key_files`` makes the folder.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __str__(self) -> str:
        """
        Say where the keys are, for messages.
        """
        return f"the keys' folder {self._folder}"

    def wrap(self, key: DataKey, *, owner: UUID) -> WrappedKey:
        """
        Wrap a data key by the newest key-encryption key.

        Raises:
            InvalidInputError: A file of the folder is no key.
            StorageFailureError: The disk refused.
        """
        newest = self.ring().newest
        return wrap_key(
            key,
            owner=owner,
            by=newest,
            store_key_id=_name(newest.version),
            randomness=secrets.token_bytes(RANDOM_BYTES),
        )

    def unwrap(self, wrapped: WrappedKey) -> DataKey:
        """
        Unwrap a data key.

        Raises:
            KeyErasedError: The key-encryption key's file is gone.
            EnvelopeError: It was changed, or belongs to another owner or version.
            StorageFailureError: The disk refused.
        """
        return unwrap_key(wrapped, ring=self.ring())

    def rotate(self) -> str:
        """
        Draw a new key-encryption key, and give its name.

        Raises:
            StorageFailureError: The disk refused, or somebody else rotated at this moment.
        """
        version = self.ring().newest.version + 1
        with disk_failures():
            _draw(self._folder, version)
        return _name(version)

    def ring(self) -> KeyRing:
        """
        Read the keys anew, so that a rotation by another process counts at once.

        Raises:
            InvalidInputError: A file is no key, or others than its owner can read it.
            StorageFailureError: The disk refused.
        """
        with disk_failures():
            return KeyRing(keys=self._keys())

    def _keys(self) -> Iterator[DataKey]:
        for path in sorted(self._folder.iterdir()):
            found = _NAME.fullmatch(path.name)
            if found:
                yield DataKey(version=int(found[1]), material=_read(path))


def _holds_key(folder: Path) -> bool:
    return any(_NAME.fullmatch(path.name) for path in folder.iterdir())


def _require_key(folder: Path) -> None:
    with disk_failures():
        if folder.is_dir() and _holds_key(folder):
            return
    problem, remedy = "holds no key", "Name the folder that wraps these data, or restore its copy."
    raise InvalidInputError(Fault(field=str(folder), problem=problem, remedy=remedy))


def _name(version: int) -> str:
    return f"key-{version:06}"


def _read(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        problem, remedy = "can be read by others", "Make it readable by its owner alone (600)."
        raise InvalidInputError(Fault(field=path.name, problem=problem, remedy=remedy))
    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError as error:
        problem, remedy = "is no key", "Restore it from a backup."
        raise InvalidInputError(Fault(field=path.name, problem=problem, remedy=remedy)) from error


def _draw(folder: Path, version: int) -> None:
    path = folder / _name(version)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
