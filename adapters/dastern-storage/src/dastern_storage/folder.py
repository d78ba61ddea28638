"""
Objects in a folder: one file each, written whole, readable by their owner alone.
"""

import os
import tempfile
from pathlib import Path
from uuid import UUID

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_storage.failures import disk_failures

__all__ = ["FolderObjects"]

_SPREAD = 2  # characters of the key that name the folder, so that none holds them all


class FolderObjects:
    """
    A folder of this machine, for any number of threads and processes.

    Args:
        folder: Where the objects are; made where it is missing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, key: UUID, content: bytes) -> None:
        """
        Store an object, whole or not at all.

        Raises:
            ConflictError: Another content has this key.
            StorageFailureError: The disk refused.
        """
        path = self._path(key)
        with disk_failures():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, unfinished = tempfile.mkstemp(dir=path.parent)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                # A link takes the name only where nobody has it, unlike a renaming.
                os.link(unfinished, path)
                _settle(path.parent)
            except FileExistsError:
                if path.read_bytes() != content:
                    message = "another object has this key"
                    raise ConflictError(message) from None
            finally:
                Path(unfinished).unlink()

    def get(self, key: UUID) -> bytes:
        """
        Load an object.

        Raises:
            NotFoundError: There is none.
            StorageFailureError: The disk refused.
        """
        with disk_failures():
            try:
                return self._path(key).read_bytes()
            except FileNotFoundError:
                message = "there is no such object"
                raise NotFoundError(message) from None

    def delete(self, key: UUID) -> None:
        """
        Remove an object; removing what is not there is no error.

        Raises:
            StorageFailureError: The disk refused.
        """
        path = self._path(key)
        with disk_failures():
            path.unlink(missing_ok=True)
            if path.parent.exists():
                _settle(path.parent)

    def _path(self, key: UUID) -> Path:
        return self._folder / key.hex[:_SPREAD] / key.hex


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
