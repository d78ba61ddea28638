"""
Files: written whole, or not at all, and never over what was read.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import attrs

from dastern_core.kernel import Fault, InvalidInputError, PortError

__all__ = ["UnwritableFileError", "naming", "require_apart", "write_whole"]

_NEW_FILE = "Name a new file."


class UnwritableFileError(PortError):
    """
    A file cannot be written where it should be.
    """

    code = "unwritable_file"


@contextmanager
def naming(field: str) -> Iterator[None]:
    """
    Let the errors of a block be about a file or an option, whose content the block reads.

    Args:
        field: What is named, such as ``"--checkpoint kept.txt"``.

    Raises:
        InvalidInputError: As the block raised it, its faults about that field.
    """
    try:
        yield
    except InvalidInputError as error:
        faults = [attrs.evolve(fault, field=field) for fault in error.faults]
        raise type(error)(*faults) from error


def require_apart(written: Mapping[str, Path | None], *, read: Iterable[Path | str]) -> None:
    """
    Refuse to write over a folder, a file that is read, or another that is written.

    Args:
        written: Where each output goes, by its option's name; None where it goes nowhere. A
            device, a pipe and ``-`` can be written into any number of times.
        read: What is read.

    Raises:
        InvalidInputError: One is a folder or two are one file; nothing was written.
    """
    taken = {Path(one).resolve(): "is read" for one in read}
    for option, path in written.items():
        if path is not None and path.is_dir():
            fault = Fault(field=option, problem=f"names {path}, a folder", remedy=_NEW_FILE)
            raise InvalidInputError(fault)
        if path is None or path == Path("-") or (path.exists() and not path.is_file()):
            continue
        use = taken.setdefault(path.resolve(), f"--{option} writes")
        if use != f"--{option} writes":
            problem = f"names {path}, which {use} too"
            raise InvalidInputError(Fault(field=option, problem=problem, remedy=_NEW_FILE))


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
