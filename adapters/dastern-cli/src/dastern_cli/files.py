"""
Files: written whole, or not at all.
"""

import os
import tempfile
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, content: bytes) -> Path:
    """
    Write a file so that nobody ever sees half of it, whenever the process is killed.

    What the command writes is about a patient: only the file's owner can read it.

    Args:
        path: The file; its folder is made where it is missing.
        content: All of it.

    Returns:
        The path.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
