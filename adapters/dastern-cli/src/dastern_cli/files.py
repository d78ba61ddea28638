"""
Files: written whole, or not at all.
"""

import os
import tempfile
from pathlib import Path

from dastern_core.kernel import PortError

__all__ = ["UnwritableFileError", "write_whole"]


class UnwritableFileError(PortError):
    """
    A file cannot be written where it should be.
    """

    code = "unwritable_file"


def write_whole(path: Path, content: bytes) -> Path:
    """
    Write a file so that nobody ever sees half of it, whenever the process is killed.

    What the command writes is about a patient: only the file's owner can read it. A device
    or a pipe is written into, never replaced.

    Args:
        path: The file; its folder is made where it is missing.
        content: All of it.

    Returns:
        The path.

    Raises:
        UnwritableFileError: The folder or the disk does not take it; what was there before
            is still there.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}). Choose another place."
        raise UnwritableFileError(message) from error
    return path
