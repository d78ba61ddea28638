"""
Proportions: whether a number's print is as wide as what was read from it.
"""

from collections.abc import Sequence

import numpy as np
import pytest

from dastern_core.ocr import ColumnKind
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.grid import Cell
from dastern_core.ocr.ink import cell_ink, table_ink
from dastern_core.ocr.layout import Column, Header
from dastern_core.ocr.proportions import is_as_wide, with_proportions
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText

HIGH = 20  # pixels of a letter
WIDE, DEEP = 200, 80  # of a cell


@pytest.mark.parametrize(
    ("text", "ratio", "fits"),
    [
        ("1", 0.45, True),
        ("1", 0.95, False),  # a half
        ("1", 0.2, False),  # what is left of another sign
        ("2", 0.65, True),
        ("2", 1.1, False),  # 12, of which a digit was lost
        ("15", 1.3, True),
        ("15", 0.6, False),
        ("1/2", 0.86, True),  # in small signs
        ("1/2", 1.6, True),
        ("½", 0.9, True),
        ("1 1/2", 0.6, False),
        ("0,5", 1.77, True),
        ("១", 3.0, True),  # the widths of Khmer digits are not known
        ("1 cp", 9.0, True),
        ("/", 9.0, True),
    ],
)
def test_how_wide_a_number_is(text: str, ratio: float, *, fits: bool) -> None:
    """
    Each sign takes its room, and no sign takes that of two.
    """
    assert is_as_wide(text, ratio) is fits


def _unlike(kind: ColumnKind, rows: Sequence[tuple[str, Sequence[tuple[int, int]]]]) -> list[bool]:
    """
    Tell which cells of a column, each with its text and its ink's pieces, are unlike it.
    """
    pixels = np.full((DEEP * (len(rows) + 1), 2 * WIDE, 3), 240, dtype=np.uint8)
    pixels[10:-10, WIDE + 60 : -20] = 20  # print beside, so that there is black on the page
    boxes = [upright(0, DEEP * row, WIDE, DEEP * (row + 1)) for row in range(len(rows) + 1)]
    for row, (text, pieces) in enumerate(rows, start=1):
        for number, (left, right) in enumerate(pieces):
            top = DEEP * row + 15 if number < 2 else DEEP * row + 45
            pixels[top : top + HIGH, left:right] = 20
            for stripe in range(left + 4, right, 8) if text == "7" else ():  # broken print
                pixels[top : top + HIGH, stripe : stripe + 4] = 240
    ink = table_ink(pixels)
    cells = []
    for row, box in enumerate(boxes):
        cell = Cell(row=row, column=0, rows=1, columns=1, box=box)
        lines = tuple(
            LineText(text=text, confidence=0.99)
            for text in (rows[row - 1][0].split("\n") if row else ["head"])
        )
        found = cell_ink(ink, cell)
        cells.append(ReadCell(cell=cell, kind=found.kind, lines=lines, box=box))
    header = Header(last_row=0, columns=(Column(kind=kind, head=cells[0]),))
    return [cell.unlike for cell in with_proportions(cells, header, ink)[1:]]


ONE, HALF = ((60, 70),), ((60, 80),)
WORDED = ((60, 73), (80, 150))
LONGER = ((60, 88), (95, 165))  # a digit more before the same word


@pytest.mark.parametrize(
    ("kind", "rows", "unlike"),
    [
        (ColumnKind.MORNING, [("1", ONE), ("1", HALF), ("", ())], [False, True, False]),
        (ColumnKind.MORNING, [("7", ((60, 120),))], [False]),
        (ColumnKind.NAME, [("1", HALF)], [False]),
        (ColumnKind.UNIT, [("1", HALF)], [False]),
        (ColumnKind.QUANTITY, [("1\nx", ((60, 80), (60, 62), (60, 80)))], [False]),
        # one of three is unlike the others; of two, nobody knows which
        (
            ColumnKind.QUANTITY,
            [("5 tab", WORDED), ("5 tab", LONGER), ("7 tab", WORDED)],
            [False, True, False],
        ),
        (ColumnKind.QUANTITY, [("5 tab", WORDED), ("5 tab", LONGER)], [True, True]),
        (ColumnKind.QUANTITY, [("5 tab", WORDED), ("15 tab", LONGER)], [False, False]),
        (ColumnKind.QUANTITY, [("5 tab", WORDED), ("5 caps", LONGER)], [False, False]),
    ],
)
@pytest.mark.rule("OCR-05")
def test_what_is_unlike_its_print_is_marked(
    kind: ColumnKind, rows: Sequence[tuple[str, Sequence[tuple[int, int]]]], unlike: list[bool]
) -> None:
    """
    A number is marked where its ink is too wide for it, or otherwise than beside its word.
    """
    assert unlike == _unlike(kind, rows)
