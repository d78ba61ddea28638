"""
Headed table: a table whose row of heads has been read, and what the rest of it says.
"""

from collections.abc import Sequence
from itertools import combinations

import attrs

from dastern_core.ocr.carried_heads import CarriedHeads, carried_header, heads_to_carry
from dastern_core.ocr.cells import ReadCell, read_cells
from dastern_core.ocr.column_contents import with_contents, with_numbering
from dastern_core.ocr.cut_edges import Edge, cut_edges
from dastern_core.ocr.grid import Grid
from dastern_core.ocr.ink import TableInk
from dastern_core.ocr.layout import (
    MOST_HEADER_ROWS,
    Header,
    name_columns,
    unnamed_heads,
    with_clearer_heads,
    with_likely_heads,
)
from dastern_core.ocr.numerals import with_khmer_numerals
from dastern_core.ocr.pages import Page
from dastern_core.ocr.penmanship import with_handwriting
from dastern_core.ocr.proportions import with_proportions
from dastern_core.ocr.quadrilaterals import Quadrilateral, upright
from dastern_core.ocr.recognition import Recognizer
from dastern_core.ocr.rereading import RENDERINGS, reread
from dastern_core.ocr.rows import TableRow, table_rows
from dastern_core.ocr.tables import FlatTable

__all__ = ["HeadedTable", "ReadTable", "apart", "read_head", "read_rest", "with_cut_edges"]

_OTHER_RENDERINGS = ((0.3, None), *RENDERINGS)  # an unread head is read with other air


@attrs.frozen(kw_only=True, eq=False)
class HeadedTable:
    """
    A table of which the head has been read, and its outline on the upright page.
    """

    flat: FlatTable
    grid: Grid
    ink: TableInk
    cells: tuple[ReadCell, ...]
    header: Header
    outline: Quadrilateral


@attrs.frozen(kw_only=True)
class ReadTable:
    """
    A medication table as read, its outline on the upright page, and what of it was read.
    """

    header: Header
    rows: tuple[TableRow, ...]
    outline: Quadrilateral
    cells: tuple[Quadrilateral, ...]
    heads: CarriedHeads
    cut: tuple[Edge, ...] = ()


def with_cut_edges(table: ReadTable, page: Page, lines: Sequence[Quadrilateral]) -> ReadTable:
    """
    Note at which of its edges a table goes on beyond the picture.

    Args:
        table: As read.
        page: The upright page.
        lines: The lines of text found on it.
    """
    row_height = table.outline.height / (len(table.rows) + table.header.last_row + 1)
    cut = cut_edges(page, table.outline, lines, row_height=row_height)
    return attrs.evolve(table, cut=cut)


def read_head(
    flat: FlatTable,
    grid: Grid,
    ink: TableInk,
    carried: CarriedHeads | None = None,
    *,
    recognizer: Recognizer,
) -> HeadedTable | None:
    """
    Read the first rows of a table and name its columns.

    Args:
        flat: The table, flattened.
        grid: Its cells.
        ink: Its ink.
        carried: The columns of the page before, for a table that goes on; None for none.
        recognizer: The engines.

    Returns:
        The table with its head; None where no head could be read.
    """
    heads = [cell for cell in grid.cells if cell.row < MOST_HEADER_ROWS]
    cells = read_cells(flat, ink, heads, recognizer=recognizer)
    header = name_columns(grid, cells)
    for air, made in _OTHER_RENDERINGS:
        unread = [cell.cell for cell in unnamed_heads(header, cells)]
        if not unread:
            break
        again = read_cells(flat, ink, unread, recognizer=recognizer, margin=air, rendering=made)
        cells = with_clearer_heads(cells, again)
        header = name_columns(grid, cells)
    outline = flat.on_page(upright(*flat.frame))
    if header is None and carried is not None:
        header = carried_header(grid, carried, outline=outline)
    if header is None:
        return None
    return HeadedTable(flat=flat, grid=grid, ink=ink, cells=cells, header=header, outline=outline)


def apart(tables: Sequence[HeadedTable]) -> list[HeadedTable]:
    """
    Of two tables one inside the other keep the one that names more columns, else the inner.

    Args:
        tables: The largest first. The sheet's own edge may look like a table's outline.
    """
    named = [sum(column.kind is not None for column in one.header.columns) for one in tables]
    lost = {
        inner if named[outer] > named[inner] else outer
        for outer, inner in combinations(range(len(tables)), 2)
        if tables[outer].outline.holds(tables[inner].outline.centre)
    }
    return [one for place, one in enumerate(tables) if place not in lost]


def read_rest(head: HeadedTable, *, recognizer: Recognizer) -> ReadTable:
    """
    Read the cells below the rows in which the head was looked for.
    """
    others = [cell for cell in head.grid.cells if cell.row >= MOST_HEADER_ROWS]
    cells = head.cells + read_cells(head.flat, head.ink, others, recognizer=recognizer)
    cells = with_khmer_numerals(cells)
    header = with_likely_heads(with_contents(with_numbering(head.header, cells), cells))
    cells = with_handwriting(cells, header, head.ink)
    cells = reread(head.flat, head.ink, cells, header, recognizer=recognizer)
    cells = with_proportions(cells, header, head.ink)
    rows = table_rows(head.grid, cells, header)
    boxes = tuple(cell.box for cell in cells)
    heads = heads_to_carry(head.grid, header)
    return ReadTable(header=header, rows=rows, outline=head.outline, cells=boxes, heads=heads)
