"""
Input of ``dastern adherence``: a text file, or standard input for ``-``.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["opened"]


@contextmanager
def opened(file: str, *, errors: str = "strict") -> Iterator[Iterable[str]]:
    """
    Give a text file's lines, and say plainly what is wrong with the file.

    Args:
        file: A path, or - for standard input.
        errors: What becomes of bytes that are no UTF-8; "replace" leaves it to the reader
            to say in which line they are.

    Raises:
        InvalidInputError: It cannot be opened, or is not UTF-8 text.
    """
    try:
        if file == "-":
            if isinstance(sys.stdin, TextIOWrapper):
                sys.stdin.reconfigure(errors=errors)
            yield sys.stdin
        else:
            with _stream(file, errors) as stream:
                yield stream
    except UnicodeDecodeError as error:
        raise _unreadable(file, "it is not UTF-8 text") from error


def _stream(file: str, errors: str) -> TextIO:
    """
    Open a file; what fails later, such as a closed standard output, is not its fault.
    """
    try:
        return Path(file).open(encoding="utf-8-sig", errors=errors, newline="")
    except OSError as error:
        raise _unreadable(file, error.strerror) from error


def _unreadable(file: str, reason: str | None) -> InvalidInputError:
    return InvalidInputError(
        Fault(
            field=file,
            problem=f"cannot be read ({reason})",
            remedy="Give a readable UTF-8 text file, or - for standard input.",
        )
    )
