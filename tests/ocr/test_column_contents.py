"""
Column contents: columns whose heads cannot be read, named by what stands in them.
"""

from collections.abc import Sequence

import pytest

from dastern_core.ocr import ColumnKind
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.column_contents import with_contents, with_numbering
from dastern_core.ocr.grid import Cell, Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import Header, name_columns
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText

_BOX = upright(0, 0, 9, 9)


def _read(rows: Sequence[Sequence[str]]) -> list[ReadCell]:
    return [
        ReadCell(
            cell=Cell(row=row, column=column, rows=1, columns=1, box=_BOX),
            kind=InkKind.TEXT,
            lines=(LineText(text=text, confidence=0.95),),
            box=_BOX,
        )
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]


def _header(*rows: Sequence[str]) -> Header | None:
    cells = _read(rows)
    grid = Grid(rows=len(rows), columns=len(rows[0]), cells=tuple(cell.cell for cell in cells))
    return name_columns(grid, cells)


NUMBERED = [["?", "Medicine", "Qty"], ["1.", "A", "1"], ["២", "B", "2"], ["3", "C", "3"]]


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        (NUMBERED, [ColumnKind.NUMBER, ColumnKind.NAME, ColumnKind.QUANTITY]),
        (NUMBERED[:3], [None, ColumnKind.NAME, ColumnKind.QUANTITY]),
        (
            [[*row, row[0]] for row in NUMBERED],
            [None, ColumnKind.NAME, ColumnKind.QUANTITY, None],
        ),
        (
            [["No", "Medicine", "Qty"], *NUMBERED[1:]],
            [ColumnKind.NUMBER, ColumnKind.NAME, ColumnKind.QUANTITY],
        ),
    ],
)
def test_a_counting_column_is_the_numbering(
    rows: list[list[str]], kinds: list[ColumnKind | None]
) -> None:
    """
    One unnamed column that counts three rows or more numbers them; otherwise it is unknown.
    """
    header = _header(*rows)

    assert header is not None
    assert [one.kind for one in with_numbering(header, _read(rows)).columns] == kinds


def test_an_unread_column_of_medicines_or_of_strengths_is_known_by_them() -> None:
    """
    Known medicines name their column; strengths as well, with the doubt of their head.
    """
    rows = [
        ["??", "!!", "Qty", "Morning"],
        ["Paracetamol", "500mg", "6", "1"],
        ["Zzz", "10 mg", "3", "1"],
        ["Amoxicillin", "250mg", "9", "1"],
    ]
    header = _header(*rows)

    assert header is not None
    named = with_contents(header, _read(rows)).columns
    assert [ColumnKind.NAME, ColumnKind.STRENGTH] == [one.kind for one in named[:2]]
    assert [(), header.columns[1].review] == [one.review for one in named[:2]]


@pytest.mark.parametrize(
    "rows",
    [
        [["??", "!!", "Qty", "Morning"], ["Zzz", "5 ml", "6", "1"]],
        [["??", "!!", "Qty", "Morning"], ["ORS", "ORS", "6", "1"]],
    ],
)
def test_contents_that_may_be_others_name_nothing(rows: list[list[str]]) -> None:
    """
    Unknown words, volumes, which may be doses, and two columns of medicines name none.
    """
    header = _header(*rows)

    assert header is not None
    assert header == with_contents(header, _read(rows))
