"""
Rows of a CSV table, where a stray quote costs one row and not the table.
"""

import csv
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["STRAY_QUOTE", "TableRow", "column_name", "table_rows"]

STRAY_QUOTE = "has a stray quote"
"""
What is wrong with a cell such as ``"A"B``.
"""

_STRAY = "expected after"  # of the csv module's message: ',' expected after '"'


class TableRow(NamedTuple):
    """
    One row.

    Args:
        line: On which it ends, from 1.
        cells: As far as they can be read.
        stray: The place of the cell with a stray quote, from 0; None for a good row.
    """

    line: int
    cells: list[str]
    stray: int | None


def table_rows(lines: Iterable[str]) -> Iterator[TableRow]:
    """
    Read the rows of a CSV table, its header among them; empty lines are left out.

    A row with a stray quote is given as it can be read, where it lies on one line and each
    quote of the line is closed: then nothing of it can reach into the next.

    Args:
        lines: With their ends, as ``open(newline="")`` gives them.

    Raises:
        InvalidInputError: Where a row ends is not certain.
    """
    last = ""

    def kept() -> Iterator[str]:
        nonlocal last
        for one in lines:
            last = one
            yield one

    reader = csv.reader(kept(), strict=True)
    before = 0
    while True:
        try:
            for cells in reader:
                before = reader.line_num
                if cells:
                    yield TableRow(before, cells, None)
        except csv.Error as error:
            alone = reader.line_num == before + 1
            if not alone or _STRAY not in str(error) or last.count('"') % 2:
                fault = Fault(
                    field=f"line {reader.line_num}",
                    problem=f"is no CSV ({error})",
                    remedy="Check its quotes.",
                )
                raise InvalidInputError(fault) from error
            before = reader.line_num
            yield TableRow(before, next(csv.reader([last])), _stray_cell(last))
        else:
            return


def column_name(header: Sequence[str], place: int) -> str:
    """
    Give what a cell's column is called; its number where the header ends before.
    """
    return header[place] if place < len(header) else str(place + 1)


def _stray_cell(line: str) -> int:
    """
    Find the cell that makes a line no CSV: the last of its shortest such beginning.
    """
    beginning = bisect_left(range(len(line)), True, key=lambda end: _is_stray(line[:end]))  # noqa: FBT003 - what is looked for
    return len(next(csv.reader([line[:beginning]]))) - 1


def _is_stray(text: str) -> bool:
    try:
        list(csv.reader([text], strict=True))
    except csv.Error as error:
        return _STRAY in str(error)
    return False
