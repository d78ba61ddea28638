"""
Completeness: signs that a row of a table was not read.

A row that is lost leaves no value behind that could be doubted, so the page is: a medicine
that stands outside the rows, or in the head, and numbers that skip one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from dastern_core.kernel import ascii_digits
from dastern_core.ocr.draft import ColumnKind, Doubt, DoubtCode
from dastern_core.ocr.layout import Header
from dastern_core.ocr.medications import holds_a_medicine
from dastern_core.ocr.rows import TableRow

__all__ = ["missed_rows"]

_STRENGTH = re.compile(r"[0-9] ?(?:mg|mcg|µg|g|ml|iu)(?![a-z/])", re.IGNORECASE)  # not mg/dl
_NUMBER = re.compile(r"[0-9]{1,2}")


def missed_rows(
    tables: Iterable[tuple[Header, Sequence[TableRow]]], outside: Iterable[str]
) -> tuple[Doubt, ...]:
    """
    Doubt that every row of a page was read.

    Args:
        tables: Each table's head and rows.
        outside: The texts of the lines that stand in no cell of a table.

    Returns:
        A doubt for each kind of sign; empty where there is none.
    """
    pairs = list(tables)
    details = []
    if any(_is_strength(text) for text in outside):
        details.append("A line outside the table looks like a medicine")
    if any(_is_strength(column.head.flat) for header, _ in pairs for column in header.columns):
        details.append("A medicine seems to stand in a table's head")
    skipped = [skip for _, rows in pairs for skip in _skips(rows)]
    if skipped:
        before, after = skipped[0]
        details.append(f"The rows' numbers go from {before} to {after}")
    return tuple(
        Doubt(code=DoubtCode.ROW_MISSED, detail=f"{detail}; check that no row is missed.")
        for detail in details
    )


def _is_strength(text: str) -> bool:
    return _STRENGTH.search(ascii_digits(text)) is not None


def _skips(rows: Sequence[TableRow]) -> Iterator[tuple[int, int]]:
    """
    Give the numbers between which another row stands, or should stand.
    """
    last: tuple[int, int] | None = None
    for place, row in enumerate(filter(holds_a_medicine, rows)):
        cell = row.text_cell(ColumnKind.NUMBER)
        found = None if cell is None else _NUMBER.search(ascii_digits(cell.flat))
        if found is None:
            continue
        number = int(found[0])
        if last is not None and number - last[1] != place - last[0]:
            yield last[1], number
        last = place, number
