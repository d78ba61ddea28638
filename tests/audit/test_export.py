"""
Exports: lines in one spelling, read back as what they were.
"""

import pytest
from tests.audit.logs import ORIGIN, checkpoint, entry, export, salt

from dastern_core.audit import MissingEntryError, export_lines, leaf
from dastern_core.audit.export import (
    CheckpointLine,
    EntryLine,
    ErasedLine,
    HeaderLine,
    line_text,
    parse_line,
)
from dastern_core.kernel import InvalidInputError

LEAF = leaf(entry(7), salt(7))
LINES = (
    HeaderLine(origin=ORIGIN),
    EntryLine(index=7, leaf=LEAF, entry=entry(7), salt=salt(7)),
    ErasedLine(index=7, leaf=LEAF),
    CheckpointLine(note=checkpoint(3)),
)


@pytest.mark.parametrize("line", LINES, ids=lambda line: type(line).__name__)
def test_a_line_is_read_back(line: HeaderLine | EntryLine | ErasedLine | CheckpointLine) -> None:
    """
    Reading what was written gives the same line.
    """
    text = line_text(line)

    assert line == parse_line(text)


def test_the_lines_stand_in_order() -> None:
    """
    A header, the entries, and each checkpoint behind the last entry that it covers.
    """
    lines = [type(parse_line(line)).__name__ for line in export(3, at=[0, 2], erased=[1])]
    expected = ["Header", "Checkpoint", "Entry", "Erased", "Checkpoint", "Entry", "Checkpoint"]

    assert [f"{name}Line" for name in expected] == lines


def test_an_empty_log_is_a_header_and_a_checkpoint() -> None:
    """
    Also the beginning of a log can be exported.
    """
    lines = [parse_line(line) for line in export(0)]

    assert [HeaderLine(origin=ORIGIN), CheckpointLine(note=checkpoint(0))] == lines


def test_the_header_names_its_form() -> None:
    """
    The first line says what the file is, in which version, of which log.
    """
    lines = list(export_lines([], origin=ORIGIN, checkpoints={}))

    assert lines == ['{"format":"dastern-audit","origin":"clinic.example/audit","version":1}']


def test_a_missing_entry_is_named_with_what_to_do() -> None:
    """
    An entry that was neither erased nor retired is a fault that tells its place.
    """
    error = MissingEntryError(index=7)

    assert ("missing_audit_entry", True) == (error.code, "entry at 7" in str(error))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        "1",
        "[" * 100_000,
        "9" * 5_000,
        " " * 262_145,
        line_text(LINES[0]) + "\r",
        line_text(LINES[0]).replace("1}", "2}"),
        line_text(LINES[0]).replace("1}", "true}"),
        line_text(LINES[1]).replace("7", "true", 1),
        line_text(LINES[1]).replace('"salt":"00', '"salt":"0g'),
        line_text(LINES[1]).replace('"salt":"00', '"salt":"00 '),
        line_text(LINES[1]).replace("DATA_ACCESS", "DATA_LOSS"),
        line_text(LINES[2]).replace("7", "7.0", 1),
        line_text(LINES[2]).replace("7", "true", 1),
        line_text(LINES[2]).replace(":7", ":1e9999", 1),
        line_text(LINES[2]).replace("}", ',"more":1}'),
        line_text(LINES[3]).replace('{"', '{ "'),
    ],
)
def test_any_other_line_is_refused(text: str) -> None:
    """
    Another spelling, another version or no JSON at all is no line.
    """
    with pytest.raises(InvalidInputError, match="line is not a line of an audit export"):
        parse_line(text)
