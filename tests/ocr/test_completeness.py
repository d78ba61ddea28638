"""
Completeness: a row that was not read leaves a doubt.
"""

from collections.abc import Sequence

import attrs
import pytest

from dastern_core.ocr import DoubtCode
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.completeness import missed_rows
from dastern_core.ocr.grid import Cell, Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import Header, name_columns
from dastern_core.ocr.page_lines import PageLine
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText
from dastern_core.ocr.rows import TableRow, table_rows

_HEADS = ("No", "Medicine", "Quantity", "Morning", "Evening")


def _cell(row: int, column: int, text: str) -> ReadCell:
    box = upright(10 * column, 10 * row, 10 * column + 9, 10 * row + 9)
    return ReadCell(
        cell=Cell(row=row, column=column, rows=1, columns=1, box=box),
        kind=InkKind.TEXT if text else InkKind.BLANK,
        lines=(LineText(text=text, confidence=0.95, second=text),) if text else (),
        box=box,
        pen=False,
    )


def _lines(*texts: str, across: bool = False) -> list[PageLine]:
    """
    Give lines below each other, or beside each other.
    """
    return [
        PageLine(
            text=LineText(text=text, confidence=0.95),
            box=upright(100 * place, 0, 100 * place + 90, 20)
            if across
            else upright(0, 40 * place, 90, 40 * place + 20),
        )
        for place, text in enumerate(texts)
    ]


def _table(*numbers: str, heads: Sequence[str] = _HEADS) -> tuple[Header, tuple[TableRow, ...]]:
    texts = [heads, *((number, "Amoxicillin 500mg", "14", "1", "1") for number in numbers)]
    cells = [
        _cell(row, column, text)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
    ]
    grid = Grid(rows=len(texts), columns=len(heads), cells=tuple(cell.cell for cell in cells))
    header = name_columns(grid, cells)
    assert header is not None
    return header, table_rows(grid, cells, header)


@pytest.mark.parametrize(
    "numbers",
    [("1", "2", "3"), ("១", "២"), ("1", "", "3"), ("", "2."), ("", ""), ("1", "x", "3")],
)
def test_a_whole_table_is_not_doubted(numbers: tuple[str, ...]) -> None:
    """
    Rows that follow each other, also where a number was not read.
    """
    assert () == missed_rows([_table(*numbers)], _lines("Tel 012 345 678", "120 mg/dl"))


def test_a_second_table_counts_on_or_begins_anew() -> None:
    """
    Two tables of one page are whole together, unless a number is lost between them.
    """
    first = _table("1", "2")

    assert () == missed_rows([first, _table("3", "4")], [])
    assert () == missed_rows([first, _table("1", "2")], [])
    assert () == missed_rows([_table("", heads=_HEADS), _table("1")], [])
    assert "go from 2 to 4" in missed_rows([first, _table("4")], [])[0].detail


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (("1", "3"), "go from 1 to 3"),
        (("1", "", "2"), "go from 1 to 2"),
        (("1", "2", "1"), "go from 2 to 1"),
        (("2", "3"), "first row's number is 2"),
    ],
)
def test_numbers_that_skip_a_row_are_doubted(numbers: tuple[str, ...], told: str) -> None:
    """
    A number too many, too few, or out of order.
    """
    (doubt,) = missed_rows([_table(*numbers)], [])

    assert DoubtCode.ROW_MISSED is doubt.code
    assert told in doubt.detail


def test_a_medicine_outside_the_rows_is_doubted() -> None:
    """
    Below the table, or taken for its head.
    """
    heads = ("No", "Medicine", "Quantity 500mg", "Morning", "Evening")
    outside = missed_rows([_table("1")], _lines("Paracetamol ៥០០ mg"))
    within = missed_rows([_table("1", heads=heads)], [])

    assert ["A line outside", "A medicine seems"] == [
        " ".join(doubt.detail.split()[:3]) for doubt in (*outside, *within)
    ]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("Vitamin C", "Tel 012"), "A line outside"),
        (("3. Folic Acid",), "A line outside"),
        (("Zzzzin", "1", "-", "2 tab"), "Print outside"),
    ],
)
def test_print_that_looks_like_a_row_is_doubted(texts: tuple[str, ...], told: str) -> None:
    """
    A medicine's name without a strength, and a word beside two amounts.
    """
    (doubt,) = missed_rows([_table("1")], _lines(*texts, across=True))

    assert doubt.detail.startswith(told)


@pytest.mark.parametrize("texts", [("Age", "34", "Sex", "F"), ("12", "7"), ("Room", "Dr Sample")])
def test_other_print_beside_each_other_is_not(texts: tuple[str, ...]) -> None:
    """
    One number, numbers alone and words alone are no row.
    """
    assert () == missed_rows([_table("1")], _lines(*texts, across=True))


@pytest.mark.parametrize(
    ("text", "doubted"), [("Amoxicillin 500mg", True), ("Take them all", False)]
)
def test_a_medicine_across_the_whole_table_is_doubted(text: str, doubted: bool) -> None:  # noqa: FBT001 - expected
    """
    A row that became one cell, for its rules were lost, is no remark if a medicine stands in it.
    """
    header, rows = _table("1", "2")
    cell = Cell(row=3, column=0, rows=1, columns=5, box=upright(0, 30, 49, 39))
    line = LineText(text=text, confidence=0.95)
    whole = ReadCell(cell=cell, kind=InkKind.TEXT, lines=(line,), box=cell.box)
    remark = attrs.evolve(rows[0], line=(whole,) * 5, cells=dict.fromkeys(rows[0].cells, whole))

    found = missed_rows([(header, (*rows, remark))], [])

    assert doubted == any("across the table" in doubt.detail for doubt in found)


def test_a_table_without_names_is_doubted() -> None:
    """
    Where no column of medicines was found the table may be found in part alone.
    """
    header, rows = _table("1", heads=("No", "?", "Quantity", "Morning", "Evening"))

    found = missed_rows([(header, rows)], [])

    assert [DoubtCode.ROW_MISSED] == [doubt.code for doubt in found]
    assert "no column of medicines" in found[0].detail
