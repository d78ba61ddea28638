"""
Carried heads: the columns of a table that goes on without its head.
"""

from itertools import pairwise

import pytest

from dastern_core.ocr import ColumnKind, DoubtCode
from dastern_core.ocr.carried_heads import carried_header, heads_to_carry
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.grid import Cell, Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import Column, Header
from dastern_core.ocr.quadrilaterals import upright

OUTLINE = upright(0, 0, 1000, 300)
KINDS = (ColumnKind.NAME, ColumnKind.MORNING, ColumnKind.EVENING)


def _grid(*edges: int) -> Grid:
    cells = tuple(
        Cell(row=0, column=place, rows=1, columns=1, box=upright(left, 0, right, 50))
        for place, (left, right) in enumerate(pairwise(edges))
    )
    return Grid(rows=1, columns=len(cells), cells=cells)


def _header(grid: Grid) -> Header:
    heads = [ReadCell(cell=cell, kind=InkKind.TEXT, lines=(), box=cell.box) for cell in grid.cells]
    columns = tuple(Column(kind=kind, head=head) for kind, head in zip(KINDS, heads, strict=False))
    return Header(last_row=0, columns=columns)


@pytest.mark.parametrize("edges", [(0, 500, 750, 1000), (40, 296, 418, 540)])
def test_columns_at_the_same_places_are_taken_over(edges: tuple[int, ...]) -> None:
    """
    However large the picture is, the columns are the same; each is to be checked.
    """
    first = _grid(0, 510, 755, 1000)
    carried = heads_to_carry(first, _header(first))

    header = carried_header(_grid(*edges), carried, outline=OUTLINE)

    assert header is not None
    assert (-1, KINDS) == (header.last_row, tuple(column.kind for column in header.columns))
    assert all(
        [DoubtCode.HEADER_UNREADABLE] == [doubt.code for doubt in column.review]
        and OUTLINE == column.head.box
        for column in header.columns
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((0, 500, 750, 1000), (0, 540, 750, 1000)),
        ((0, 500, 750, 1000), (0, 500, 1000)),
        ((0, 500, 1000), (0, 500, 1000)),
    ],
)
def test_other_columns_are_not_taken_over(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    """
    At other places, or with fewer columns, or with two alone, a table is another one.
    """
    carried = heads_to_carry(_grid(*first), _header(_grid(*first)))

    assert carried_header(_grid(*second), carried, outline=OUTLINE) is None
