"""
Layout: what each column of a table holds, by the words and hours printed at its head.

A column is never named by its position. Where a head cannot be read the column stays
unnamed, and the draft asks.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.correction import read_hours, snap
from dastern_core.ocr.draft import ColumnKind, Doubt, DoubtCode
from dastern_core.ocr.grid import Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.lexicon import COLUMN_WORDS, SLOT_HOURS
from dastern_core.schedule import Slot

__all__ = ["MOST_HEADER_ROWS", "Column", "Header", "name_columns"]

MOST_HEADER_ROWS = 3  # a title row, a group row, a row of heads
_LEAST_NAMED = 2  # columns; one word alone may be chance
_PARTS = re.compile(r"[\n/|()]")
_HALF_DAY = 12
_WORDS = tuple((word, kind) for kind, words in COLUMN_WORDS.items() for word in words)


@attrs.frozen(kw_only=True)
class Column:
    """
    One column.

    Args:
        kind: What it holds; None where its head could not be read.
        head: The cell at its head.
        review: Reasons that hold for each value in the column.
    """

    kind: ColumnKind | None
    head: ReadCell
    review: tuple[Doubt, ...] = ()


@attrs.frozen(kw_only=True)
class Header:
    """
    The head of a medication table.

    Args:
        last_row: The last row that belongs to it, from 0.
        columns: One for each column of the grid, from left to right.
    """

    last_row: int
    columns: tuple[Column, ...]


def name_columns(grid: Grid, cells: Sequence[ReadCell]) -> Header | None:
    """
    Find the row of heads and name the columns.

    Args:
        grid: The table's cells.
        cells: What was read in them, in the grid's order.

    Returns:
        The head; None where no row of the first three names two columns.
    """
    place = {
        (row, column): cell
        for cell in cells
        for row in range(cell.cell.row, cell.cell.row + cell.cell.rows)
        for column in range(cell.cell.column, cell.cell.column + cell.cell.columns)
    }
    rows = range(min(MOST_HEADER_ROWS, grid.rows - 1))
    heads = {row: [place[row, column] for column in range(grid.columns)] for row in rows}
    named = {row: [_column(cell) for cell in heads[row]] for row in rows}
    best = max(rows, key=lambda row: (len({one.kind for one in named[row]} - {None}), -row))
    kinds = Counter(one.kind for one in named[best] if one.kind is not None)
    if len(kinds) < _LEAST_NAMED:
        return None
    last_row = max(cell.cell.row + cell.cell.rows - 1 for cell in heads[best])
    return Header(last_row=last_row, columns=tuple(_alone(one, kinds) for one in named[best]))


def _alone(column: Column, kinds: Mapping[ColumnKind, int]) -> Column:
    if column.kind is None or kinds[column.kind] == 1:
        return column
    doubt = Doubt(
        code=DoubtCode.HEADER_REPEATED,
        detail=f"Several columns are headed {column.kind.value}; say which one counts.",
    )
    return attrs.evolve(column, kind=None, review=(*column.review, doubt))


def _column(head: ReadCell) -> Column:
    kind, hours = _kind(head), read_hours(head.text)
    fitting = _slots_at(hours) if hours is not None else frozenset()
    if kind is None and len(fitting) == 1:
        (slot,) = fitting
        detail = f"The head is unclear; its hours are those of the {slot.value}. Check the column."
        doubt = Doubt(code=DoubtCode.HEADER_UNREADABLE, detail=detail)
        return Column(kind=ColumnKind(slot.value), head=head, review=(doubt,))
    if kind is None:
        number = head.cell.column + 1
        problem = "has no head" if head.kind is not InkKind.TEXT else "has a head that is unclear"
        detail = f"Column {number} {problem}; say what it holds."
        return Column(
            kind=None, head=head, review=(Doubt(code=DoubtCode.HEADER_UNREADABLE, detail=detail),)
        )
    if kind.slot is not None and hours is not None and kind.slot not in fitting:
        detail = f"The head says {kind.value}, its hours {hours[0]}-{hours[1]} do not; check."
        doubt = Doubt(code=DoubtCode.HOURS_CONTRADICT, detail=detail)
        return Column(kind=kind, head=head, review=(doubt,))
    return Column(kind=kind, head=head)


def _kind(head: ReadCell) -> ColumnKind | None:
    if head.kind is not InkKind.TEXT:
        return None
    whole = _PARTS.sub(" ", head.text)
    snapped = [snap(part, _WORDS) for part in (whole, *_PARTS.split(head.text))]
    found = [one for one in snapped if one.best is not None]
    if not found:
        return None
    best = max(one.likeness for one in found)
    kinds = {one.best for one in found if one.likeness == best}
    return next(iter(kinds)) if len(kinds) == 1 else None


def _slots_at(hours: tuple[int, int]) -> frozenset[Slot]:
    """
    Give the slots whose hours hold a printed pair, on a clock of 24 or of 12 hours.
    """
    first, last = hours
    return frozenset(
        slot
        for slot, (start, end) in SLOT_HOURS.items()
        for shift in (0, _HALF_DAY)
        if start <= first + shift <= last + shift <= end
    )
