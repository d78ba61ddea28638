"""
Input of ``dastern audit``: an exported log, its key, checkpoints and receipts.
"""

import stat
from collections.abc import Iterator
from pathlib import Path

import rich.progress

from dastern_cli.output import console
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["key_text", "log_lines", "require_file", "text_of"]

_LONGEST_READ = 300_000  # characters at once: more than a line of an export can have
_LONGEST_NAME = 255  # characters of a file's name
_LONGEST_TEXT = 600_000  # characters of a key, a checkpoint or a receipt


def require_file(path: Path) -> None:
    """
    Refuse a log that is not there before its key is looked for beside it.
    """
    try:
        found = not stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        found = False
    if not found:
        raise _unreadable(field="FILE", remedy="Give the path of a file that holds it.")


def key_text(key: str | None, *, beside: Path | None) -> str:
    """
    Give the log's public key as text: as it was typed, or from the file that holds it.

    Args:
        key: As typed, or the path of its file; None for the file beside another.
        beside: That other file, which ends otherwise; None where a key has to be given.

    Raises:
        InvalidInputError: There is no key, or the file cannot be read.
    """
    if key is None:
        lying = None if beside is None else beside.with_suffix(".vkey")
        if lying is None or not lying.exists():
            problem = "is missing" if lying is None else f"is missing, and there is no {lying}"
            remedy = "Give the log's key as its keeper publishes it: NAME+ID+BASE64, or a file."
            raise InvalidInputError(Fault(field="--key", problem=problem, remedy=remedy))
        return text_of(lying, what="--key").strip()
    typed = "+" in key and (len(key) > _LONGEST_NAME or not Path(key).exists())
    return key if typed else text_of(Path(key), what="--key").strip()


def text_of(path: Path, *, what: str) -> str:
    """
    Give what a short file holds: a key, a checkpoint, a receipt.

    Raises:
        InvalidInputError: The file cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return file.read(_LONGEST_TEXT)
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(field=what, remedy="Give a file that holds it.") from error


def log_lines(path: Path) -> Iterator[str]:
    """
    Give a log's lines, with a bar for people while they are read.

    Raises:
        InvalidInputError: The file cannot be read.
    """
    people = console(as_json=True)
    try:
        # What is no UTF-8 becomes half characters, which no line of an export has.
        with rich.progress.open(
            path,
            "rt",
            encoding="utf-8",
            errors="surrogateescape",
            newline="\n",
            description="Verifying",
            console=people,
            transient=True,
            disable=not people.is_terminal,
        ) as file:
            while line := file.readline(_LONGEST_READ):
                yield line.removesuffix("\n")
    except OSError as error:
        raise _unreadable(field="FILE", remedy="Give the path of a file that holds it.") from error


def _unreadable(*, field: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(Fault(field=field, problem="cannot be read", remedy=remedy))
