"""
Exports: a log written out as lines that can be checked without its keeper.

The form is JSON Lines, each line canonical (RFC 8785):

- first a header: ``{"format":"dastern-audit","origin":...,"version":1}``;
- then the entries in order: ``{"entry":{...},"index":n,"leaf":hex,"salt":hex}``, or
  ``{"index":n,"leaf":hex}`` where entry and salt have been erased;
- behind the last entry that it covers, each checkpoint: ``{"checkpoint":"<note>"}``;
  the last line is one.

Reading and writing files is left to the caller.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import ClassVar

import attrs

from dastern_core.audit.entries import AuditEntry, entry_of, entry_value, leaf
from dastern_core.kernel import Fault, InvalidInputError, PortError, canonical_bytes

__all__ = [
    "CheckpointLine",
    "EntryLine",
    "ErasedLine",
    "ExportLine",
    "HeaderLine",
    "MissingEntryError",
    "export_lines",
    "line_text",
    "parse_line",
]

_FORMAT = "dastern-audit"
_VERSION = 1
_LONGEST_LINE = 262_144  # characters; the longest entry or note, escaped once more, is shorter


class MissingEntryError(PortError):
    """
    An entry is missing that was neither erased nor retired, or is not for whoever asks.

    Args:
        index: Its place in the log.
    """

    code: ClassVar[str] = "missing_audit_entry"

    def __init__(self, *, index: int) -> None:
        super().__init__(
            f"the entry at {index} is missing, and was neither erased nor retired: ask as the "
            "system, or restore the log from a backup that verifies"
        )


@attrs.frozen(kw_only=True)
class HeaderLine:
    """
    The first line of an export.

    Args:
        origin: The log's name, as in its checkpoints.
    """

    origin: str


@attrs.frozen(kw_only=True)
class EntryLine:
    """
    One leaf of the log with its entry.

    Args:
        index: The leaf's index, from 0.
        leaf: The leaf's content, as `leaf` gave it when the entry was written.
        entry: The entry.
        salt: The entry's salt.
    """

    index: int
    leaf: bytes
    entry: AuditEntry
    salt: bytes


@attrs.frozen(kw_only=True)
class ErasedLine:
    """
    One leaf of the log whose entry and salt have been erased.

    Args:
        index: The leaf's index, from 0.
        leaf: The leaf's content, which tells nothing about the entry any more.
    """

    index: int
    leaf: bytes


@attrs.frozen(kw_only=True)
class CheckpointLine:
    """
    A signed checkpoint behind the last entry that it covers.

    Args:
        note: The signed note.
    """

    note: str


ExportLine = HeaderLine | EntryLine | ErasedLine | CheckpointLine
"""
What an export consists of.
"""


def export_lines(
    records: Iterable[tuple[AuditEntry, bytes] | bytes],
    *,
    origin: str,
    checkpoints: Mapping[int, str],
) -> Iterator[str]:
    """
    Write out a log from its first entry.

    Args:
        records: Entries with their salts, in the order of the log; of an erased entry
            the leaf alone.
        origin: The log's name.
        checkpoints: Signed notes by the size that they cover; one covers all records.

    Returns:
        The lines, without newlines at their ends.
    """
    yield line_text(HeaderLine(origin=origin))
    # Before each entry, and behind the last, stands the checkpoint of that size, if any.
    for index, record in enumerate(chain(records, [None])):
        if index in checkpoints:
            yield line_text(CheckpointLine(note=checkpoints[index]))
        if record is not None:
            yield line_text(_entry_line(index, record))


def _entry_line(index: int, record: tuple[AuditEntry, bytes] | bytes) -> EntryLine | ErasedLine:
    if isinstance(record, bytes):
        return ErasedLine(index=index, leaf=record)
    entry, salt = record
    return EntryLine(index=index, leaf=leaf(entry, salt), entry=entry, salt=salt)


def line_text(line: ExportLine) -> str:
    """
    Write one line of an export, without a newline.
    """
    return canonical_bytes(_value(line)).decode()


def parse_line(text: str) -> ExportLine:
    """
    Read one line of an export.

    Args:
        text: The line, without a newline, exactly as it was written.

    Raises:
        InvalidInputError: The line is anything else.
    """
    try:
        line = _line_of(json.loads(text)) if len(text) <= _LONGEST_LINE else None
        if line is not None and line_text(line) == text:
            return line
    except (ValueError, RecursionError) as error:
        raise _refused() from error
    raise _refused()


def _value(line: ExportLine) -> Mapping[str, object]:
    if isinstance(line, HeaderLine):
        return {"format": _FORMAT, "origin": line.origin, "version": _VERSION}
    if isinstance(line, CheckpointLine):
        return {"checkpoint": line.note}
    kept = {"index": line.index, "leaf": line.leaf.hex()}
    if isinstance(line, ErasedLine):
        return kept
    return kept | {"entry": entry_value(line.entry), "salt": line.salt.hex()}


def _line_of(value: object) -> ExportLine | None:
    """
    Take what belongs to a line; anything more, or spelled otherwise, changes its text.
    """
    match value:
        case {"origin": str(origin)}:
            return HeaderLine(origin=origin)
        case {"checkpoint": str(note)}:
            return CheckpointLine(note=note)
        case {"entry": entry, "index": int(index), "leaf": str(data), "salt": str(salt)}:
            return EntryLine(
                index=int(index),
                leaf=bytes.fromhex(data),
                entry=entry_of(entry),
                salt=bytes.fromhex(salt),
            )
        case {"index": int(index), "leaf": str(data)}:
            return ErasedLine(index=int(index), leaf=bytes.fromhex(data))
    return None


def _refused() -> InvalidInputError:
    return InvalidInputError(
        Fault(
            field="line",
            problem="is not a line of an audit export",
            remedy="Export the log again and change nothing in the file.",
        )
    )
