"""
Input of ``dastern audit``: an exported log, its key, checkpoints and receipts.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import rich.progress

from dastern_cli.files import naming
from dastern_cli.output import console
from dastern_core.audit.export import ExportLine, parse_line
from dastern_core.kernel import Fault, InvalidInputError

if TYPE_CHECKING:
    from dastern_core.audit.checkpoint import VerifyingKey

__all__ = ["log_key_of", "log_lines", "parsed_lines", "require_file", "text_of"]

_LONGEST_READ = 300_000  # characters at once: more than a line of an export can have
_LONGEST_NAME = 255  # characters of a file's name
_LONGEST_TEXT = 600_000  # characters of a key, a checkpoint or a receipt


def require_file(path: Path) -> None:
    """
    Refuse a log that is not there before its key is looked for beside it.
    """
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unreadable(str(path), error.strerror) from error


def log_key_of(key: str | None, *, beside: Path | None) -> "VerifyingKey":
    """
    Give the log's public key: as it was typed, or from the file that holds it.

    Args:
        key: As typed, or the path of its file; None for the file beside another.
        beside: That other file, which ends otherwise; None where a key has to be given.

    Raises:
        InvalidInputError: There is no key, or the file cannot be read or holds none.
    """
    from dastern_core.audit.checkpoint import parse_verifying_key  # noqa: PLC0415 - a part

    typed = key is not None and "+" in key and (len(key) > _LONGEST_NAME or not Path(key).exists())
    if key is not None and typed:
        with naming("--key"):
            return parse_verifying_key(key)
    path = Path(key) if key is not None else None if beside is None else beside.with_suffix(".vkey")
    if path is None or (key is None and not path.exists()):
        problem = "is missing" if path is None else f"is missing, and there is no {path}"
        remedy = "Give the log's key as its keeper publishes it: NAME+ID+BASE64, or a file."
        raise InvalidInputError(Fault(field="--key", problem=problem, remedy=remedy))
    text = text_of(path, what="--key").strip()
    with naming(f"--key {path}"):
        return parse_verifying_key(text)


def text_of(path: Path, *, what: str = "") -> str:
    """
    Give what a short file holds: a key, a checkpoint, a receipt.

    Args:
        path: The file.
        what: The option that names it, for an error.

    Raises:
        InvalidInputError: The file cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            return file.read(_LONGEST_TEXT)
    except OSError as error:
        raise _unreadable(f"{what} {path}".strip(), error.strerror) from error
    except UnicodeDecodeError as error:
        raise _unreadable(f"{what} {path}".strip(), "it is not UTF-8 text") from error


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
        raise _unreadable(str(path), error.strerror) from error


def parsed_lines(path: Path) -> Iterator[ExportLine]:
    """
    Read a log line by line, for a command that needs all of them whole.

    Raises:
        InvalidInputError: The file cannot be read, or a line is none of an export.
    """
    for number, text in enumerate(log_lines(path), start=1):
        with naming(f"{path}, line {number},"):
            line = parse_line(text)
        yield line


def _unreadable(field: str, reason: str | None) -> InvalidInputError:
    problem, remedy = f"cannot be read ({reason})", "Give the path of a readable file."
    return InvalidInputError(Fault(field=field, problem=problem, remedy=remedy))
