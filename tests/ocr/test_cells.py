"""
Cells: what was read in each cell of a table.
"""

import attrs
import pytest

from dastern_core.ocr import DoubtCode
from dastern_core.ocr.cells import ReadCell, read_cells
from dastern_core.ocr.grid import Cell, find_grid
from dastern_core.ocr.ink import InkKind, table_ink
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText
from dastern_core.ocr.tables import find_tables
from dastern_core.testing.fakes.recognition import BarSheet


def _cell(*lines: LineText, rows: int = 1, pen: bool = False) -> ReadCell:
    return ReadCell(
        cell=Cell(row=0, column=0, rows=rows, columns=1, box=upright(0, 0, 10, 10)),
        kind=InkKind.TEXT,
        lines=lines,
        box=upright(0, 0, 10, 10),
        pen=pen,
    )


def test_reads_each_cell_in_order() -> None:
    """
    Text, dashes and blanks come out where they stand, with their place on the page.
    """
    sheet = BarSheet()
    sheet.rule([["Name", "Qty\n(tab)"], ["ORS", "-"], ["", "3"]], column=400)
    (table,) = find_tables(sheet.page)
    grid = find_grid(table)
    assert grid is not None

    cells = read_cells(table, table_ink(table.pixels), grid.cells, recognizer=sheet.recognizer)

    assert [cell.text for cell in cells] == ["Name", "Qty\n(tab)", "ORS", "-", "", "3"]
    assert [cell.kind for cell in cells[3:5]] == [InkKind.DASH, InkKind.BLANK]
    assert cells[2].box.centre == pytest.approx((155, 320), abs=12)


def test_a_cell_speaks_for_its_lines() -> None:
    """
    The least sure line is the cell's confidence; both engines' texts are joined.
    """
    sure = LineText(text="Butylscopolamine", confidence=0.99, second="Butylscopolamine")
    less = LineText(text="10mg", confidence=0.7, second="10rng")
    cell = _cell(sure, less)

    assert cell.text == "Butylscopolamine\n10mg"
    assert cell.flat == "Butylscopolamine 10mg"
    assert cell.second == "Butylscopolamine 10rng"
    assert cell.confidence == 0.7


def test_one_engine_alone_has_no_second() -> None:
    """
    Where a line was read once, or there is no line, there is no second text.
    """
    once = LineText(text="ORS", confidence=0.99)

    assert _cell(once).second is None
    assert _cell().second is None


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        (_cell(LineText(text="1", confidence=0.8)), []),
        (_cell(LineText(text="1", confidence=0.79)), [DoubtCode.UNCLEAR_TEXT]),
        (_cell(LineText(text="", confidence=1.0)), [DoubtCode.UNCLEAR_TEXT]),
        (_cell(LineText(text="1", confidence=1.0), pen=True), [DoubtCode.HANDWRITING]),
        (_cell(LineText(text="1", confidence=1.0), rows=2), [DoubtCode.MERGED_CELL]),
        (
            attrs.evolve(_cell(LineText(text="1", confidence=1.0)), unlike=True),
            [DoubtCode.PRINT_DIFFERS],
        ),
    ],
)
@pytest.mark.rule("OCR-05")
def test_reasons_to_look_again(cell: ReadCell, codes: list[DoubtCode]) -> None:
    """
    Below 0.8, by hand, over several rows, or without any text: a person must look.
    """
    assert [doubt.code for doubt in cell.doubts()] == codes
