"""
Rereading: cells that say nothing sensible, read again from other renderings.
"""

from collections.abc import Sequence

import attrs
import pytest

from dastern_core.ocr import ColumnKind, Page, Pixels, Quadrilateral, Recognition, Script
from dastern_core.ocr.cells import ReadCell, read_cells
from dastern_core.ocr.grid import Cell, find_grid
from dastern_core.ocr.ink import InkKind, table_ink
from dastern_core.ocr.layout import name_columns
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText, Recognizer
from dastern_core.ocr.rereading import reread, voted
from dastern_core.ocr.tables import find_tables
from dastern_core.testing.fakes.recognition import BarSheet

BOX = upright(0, 0, 10, 10)


def _cell(text: str, second: str | None = None, confidence: float = 0.9) -> ReadCell:
    line = LineText(text=text, confidence=confidence, second=second, second_confidence=0.8)
    cell = Cell(row=1, column=0, rows=1, columns=1, box=BOX)
    return ReadCell(cell=cell, kind=InkKind.TEXT, lines=(line,), box=BOX)


@pytest.mark.parametrize(
    ("kind", "voices", "said"),
    [
        # all renderings and both engines agree on the number, all renderings on the unit
        (
            ColumnKind.MIDDAY,
            [("1 ក្រប់", "1 ymu"), ("1 គ្រាប់", "1 y"), ("1 គ្រាប់", "1 u")],
            ("1 គ្រាប់", "1", 0.9),
        ),
        # one engine reads another number each time: most votes count, and it stays in doubt
        (
            ColumnKind.QUANTITY,
            [("60 op", "50"), ("60 cp", "60"), ("60 cp", "50")],
            ("60 cp", "50", 0.79),
        ),
        # a dose of 12 is rather a half
        (ColumnKind.MIDDAY, [("½ k", "1Z"), ("12", "12"), ("12", "12")], ("½ k", "1Z", 0.9)),
        # confirmed by most, and as doubtful as it was
        (
            ColumnKind.QUANTITY,
            [("60 cp", "6O"), ("60 cp.", "60"), ("60 op", "6")],
            ("60 cp", "6O", 0.9),
        ),
        (
            ColumnKind.QUANTITY,
            [("6b cp", "60"), ("60 cp.", "60"), ("60 cp.", "60")],
            ("60 cp", "60", 0.79),
        ),
        # all renderings agree, on another number than one engine read at first
        (ColumnKind.QUANTITY, [("27", "21"), ("21", "21"), ("21", "21")], ("21", "21", 0.79)),
        (ColumnKind.MORNING, [("7", "1"), ("7", "7"), ("7", "7")], ("7", "1", 0.9)),
        # as many votes for one number as for the other
        (ColumnKind.QUANTITY, [("60", "50"), ("60", "50"), ("60", "50")], ("60", "50", 0.9)),
        # no unit that is known, or no rendering that agrees with another
        (ColumnKind.QUANTITY, [("60 xyz", "60")] * 3, ("60 xyz", "60", 0.9)),
        (ColumnKind.MORNING, [("x", None), ("y", None), ("z", None)], ("x", None, 0.9)),
        # a number that only the other engine reads
        (ColumnKind.MORNING, [("x", "1"), ("1", "1"), ("y", "1")], ("1", "1", 0.79)),
        (ColumnKind.DURATION, [("I", "7"), ("7", "7"), ("7", "1")], ("7", "7", 0.79)),
        # a fraction that may have lost its gap is for a person
        (ColumnKind.MORNING, [("1 k", "1"), ("11/2", "11/2"), ("1", "1")], ("1 k", "1", 0.9)),
        # words: known ones are elected
        (
            ColumnKind.METHOD,
            [("ក្រេបាយ", "w"), ("ក្រោយបាយ", "w"), ("ក្រោយបាយ", "w")],
            ("ក្រោយបាយ", None, 0.9),
        ),
        (
            ColumnKind.METHOD,
            [("ក", "w"), ("ក្រោយបាយ", "w"), ("លេប", "w"), ("លេប", "w")],
            ("លេប", None, 0.79),
        ),
        (ColumnKind.METHOD, [("ក", "w"), ("ខ", "w"), ("គ", "w")], ("ក", "w", 0.9)),
        (ColumnKind.UNIT, [("គ្រ", "w"), ("គ្រាប់", "w"), ("គ្រាប់", "w")], ("គ្រាប់", None, 0.9)),
        (ColumnKind.NUMBER, [("G", "5"), ("៥", "5"), ("៥", "G")], ("៥", None, 0.9)),
    ],
)
def test_most_renderings_count(
    kind: ColumnKind,
    voices: list[tuple[str, str | None]],
    said: tuple[str, str | None, float],
) -> None:
    """
    What most renderings say counts, and is in doubt unless all of them agree.
    """
    cell = voted([_cell(*one) for one in voices], kind)

    line = cell.lines[0]
    assert (line.text, line.second, line.confidence) == said


@attrs.define
class _Hesitant:
    """
    Reads a number wrongly the first time that it sees it.
    """

    inner: Recognizer
    seen: int = 0

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find lines as the inner recognizer does.
        """
        return self.inner.find_lines(page)

    def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
        """
        Read lines, the first number ``14 tab`` as ``lA tab``.
        """
        return tuple(map(self._read, self.inner.read_lines(lines, script=script)))

    def _read(self, read: Recognition) -> Recognition:
        if read.text != "14 tab":
            return read
        self.seen += 1
        wrong = Recognition(text="lA tab", confidence=0.9)
        return wrong if self.seen <= 2 else read


def test_a_cell_without_sense_is_read_again() -> None:
    """
    A quantity that is no number at first is one when its print is read again.
    """
    sheet = BarSheet()
    sheet.rule([["Medicine", "Qty"], ["ORS", "14 tab"], ["Zinc", "3 tab"]], column=400)
    (table,) = find_tables(sheet.page)
    grid, ink = find_grid(table), table_ink(table.pixels)
    assert grid is not None
    recognizer = _Hesitant(inner=sheet.recognizer)
    cells = read_cells(table, ink, grid.cells, recognizer=recognizer)
    header = name_columns(grid, cells)
    assert header is not None

    again = reread(table, ink, cells, header, recognizer=recognizer)

    assert cells[3].text == "lA tab"
    assert [cell.text for cell in again[2:]] == ["ORS", "14 tab", "Zinc", "3 tab"]
    assert again[3].doubts() == []
