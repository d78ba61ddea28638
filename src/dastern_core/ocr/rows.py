"""
Rows: one row's cells by what their column holds, and the doubts that any of them may raise.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from dastern_core.kernel import decimal_text
from dastern_core.ocr.alternatives import ranked
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.correction import Counted, mixed_candidates, read_counted
from dastern_core.ocr.draft import Alternative, ColumnKind, Doubt, DoubtCode, Reading
from dastern_core.ocr.grid import Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import Column, Header

__all__ = [
    "TableRow",
    "amount_alternatives",
    "amount_doubts",
    "disagree",
    "leading_amount",
    "missing",
    "table_rows",
    "unread",
]

_SURE_SECOND = 0.6  # OCR-05: below it a reading is no reading, and vouches for none
_LONGEST_AMOUNT = 6  # signs: "1 1/2"


@attrs.frozen(kw_only=True)
class TableRow:
    """
    One row below a table's head.

    Args:
        line: Its cells from left to right; a cell that spans columns stands in each.
        cells: Its cells by what their column holds.
        columns: The named columns.
        unnamed: The columns whose head could not be read, each with the row's cell.
    """

    line: tuple[ReadCell, ...]
    cells: Mapping[ColumnKind, ReadCell]
    columns: Mapping[ColumnKind, Column]
    unnamed: tuple[tuple[Column, ReadCell], ...]

    def text_cell(self, kind: ColumnKind) -> ReadCell | None:
        """
        Give the cell of a column if something is printed or written in it.
        """
        cell = self.cells.get(kind)
        if cell is None or (cell.kind is not InkKind.TEXT and not cell.pen):
            return None
        return cell

    def doubts(self, kind: ColumnKind) -> list[Doubt]:
        """
        Give the reasons to look again at a column's cell: the column's and the cell's own.
        """
        return [*self.columns[kind].review, *self.cells[kind].doubts()]


def table_rows(grid: Grid, cells: Sequence[ReadCell], header: Header) -> tuple[TableRow, ...]:
    """
    Part a table below its head into rows.

    Args:
        grid: The table's cells.
        cells: What was read in them.
        header: The columns' names.
    """
    place = {
        (row, column): cell
        for cell in cells
        for row in range(cell.cell.row, cell.cell.row + cell.cell.rows)
        for column in range(cell.cell.column, cell.cell.column + cell.cell.columns)
    }
    rows = []
    for number in range(header.last_row + 1, grid.rows):
        line = tuple(place[number, column] for column in range(grid.columns))
        pairs = list(zip(header.columns, line, strict=True))
        rows.append(
            TableRow(
                line=line,
                cells={column.kind: cell for column, cell in pairs if column.kind is not None},
                columns={one.kind: one for one in header.columns if one.kind is not None},
                unnamed=tuple((column, cell) for column, cell in pairs if column.kind is None),
            )
        )
    return tuple(rows)


def missing(detail: str) -> Reading:
    """
    Give a value that is printed nowhere and that a person must give.
    """
    doubt = Doubt(code=DoubtCode.MISSING, detail=detail)
    return Reading(text="", value=None, confidence=0.0, box=None, review=(doubt,))


def unread(doubts: list[Doubt], *, value: str | None) -> list[Doubt]:
    """
    Add a reason to look again where there is neither a value nor a reason yet.
    """
    if value or doubts:
        return doubts
    return [Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail="The text is not understood; give it.")]


def disagree(first: str, second: str) -> Doubt:
    """
    Give the doubt of two engines that read two things.
    """
    return Doubt(
        code=DoubtCode.ENGINES_DISAGREE,
        detail=f"Read as {first!r} and as {second!r}; say which it is.",
    )


def amount_doubts(cell: ReadCell, counted: Counted) -> list[Doubt]:
    """
    Doubt an amount that no second engine confirms, or whose print says several.
    """
    several = mixed_candidates(cell.flat)
    if several:
        told = " or ".join(decimal_text(amount) for amount in several)
        detail = f"This may say {told}, for a gap may be lost; say which."
        return [Doubt(code=DoubtCode.SEVERAL_CANDIDATES, detail=detail)]
    if cell.second is None:
        detail = "Only one engine read this number; check it."
        return [Doubt(code=DoubtCode.UNCLEAR_TEXT, detail=detail)]
    other = leading_amount(cell.second)
    if other == counted.amount:
        if cell.second_confidence >= _SURE_SECOND:
            return []
        detail = "The second engine hardly read this number; check it."
        return [Doubt(code=DoubtCode.UNCLEAR_TEXT, detail=detail)]
    return [disagree(cell.flat, cell.second)]


def amount_alternatives(cell: ReadCell, value: str | None) -> tuple[Alternative, ...]:
    """
    Give what else an amount may be: as a mixed number, or as the second engine read it.

    Args:
        cell: What was read.
        value: What was taken, or None.
    """
    told = [(amount, cell.confidence) for amount in mixed_candidates(cell.flat)]
    other = None if cell.second is None else leading_amount(cell.second)
    if other is not None:
        told.append((other, cell.second_confidence))
    return ranked(value, [(decimal_text(amount), score) for amount, score in told])


def leading_amount(text: str) -> Fraction | None:
    """
    Give the number that a text begins with, whatever follows it.
    """
    for end in range(min(len(text), _LONGEST_AMOUNT), 0, -1):
        counted = read_counted(text[:end])
        if counted is not None and not counted.word:
            return counted.amount
    return None
