"""
Penmanship: cells that were filled in by hand, whatever the colour of the ink.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from dastern_core.ocr import Alternative, ColumnKind, DoubtCode, Pixels
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.grid import Cell
from dastern_core.ocr.ink import InkKind, cell_ink, table_ink
from dastern_core.ocr.layout import Column, Header
from dastern_core.ocr.penmanship import handwriting_doubts, with_handwriting
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText
from dastern_core.ocr.rows import TableRow

KINDS = (ColumnKind.NAME, ColumnKind.MORNING, ColumnKind.EVENING, ColumnKind.QUANTITY)
WIDE, HIGH = 160, 70
BLUE, BLACK = (40, 60, 190), (20, 20, 20)
ASTRAY = ((-35, 14), (28, -12), (36, 13), (-30, -14))  # pixels: where a hand puts its signs
ROWS = [["Aspirin", "1", "1", "14"], ["Zinc", "2", "", "7"], ["ORS", "1", "2", "9"]]


def _write(
    pixels: Pixels, text: str, *, at: tuple[int, int], lean: float = 0.0, ink: Sequence[int] = BLACK
) -> None:
    """
    Write a text around a point, its strokes leaning by a share of their height.
    """
    (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.8, 2)
    drawn = np.full((60, 150), 255, np.uint8)
    cv2.putText(drawn, text, (75 - wide // 2, 30 + high // 2), 0, 0.8, (0,), 2, cv2.LINE_AA)
    matrix = np.array([[1, -lean, 30 * lean], [0, 1, 0]], np.float64)
    drawn = np.asarray(cv2.warpAffine(drawn, matrix, (150, 60), borderValue=(255,)), np.uint8)
    x, y = at
    window = pixels[y - 30 : y + 30, x - 75 : x + 75]
    share = (255 - drawn[:, :, None]) / 255
    window[:] = np.asarray(window * (1 - share) + np.array(ink) * share, np.uint8)


def _read(
    rows: Sequence[Sequence[str]],
    *,
    by_hand: Sequence[tuple[int, int]] = (),
    ink: Sequence[int] = BLACK,
    kinds: Sequence[ColumnKind | None] = KINDS,
    read: Mapping[tuple[int, int], str] | None = None,
    askew: int = 0,
    share: float = 1.0,
) -> tuple[ReadCell, ...]:
    """
    Print a table below a head, some cells by hand, and look for handwriting.

    The first column stands ``askew`` pixels farther right in each row; a hand goes astray by
    a ``share`` of what is usual.
    """
    count, across = len(rows) + 1, len(rows[0])
    pixels = np.full((count * HIGH + 60, across * WIDE + 60, 3), 245, np.uint8)
    boxes = {
        (row, column): upright(
            30 + column * WIDE, 30 + row * HIGH, 30 + (column + 1) * WIDE, 30 + (row + 1) * HIGH
        )
        for row in range(count)
        for column in range(across)
    }
    for (row, column), box in boxes.items():
        text = rows[row - 1][column] if row else "head"
        x, y = (round(place) for place in box.centre)
        x += 0 if column or not askew else askew * max(row - 1, 0) - 35
        if (row, column) in by_hand:
            away, down = (round(share * one) for one in ASTRAY[(row + column) % len(ASTRAY)])
            _write(pixels, text, at=(x + away // 2, y + down), lean=0.3 * share, ink=ink)
        elif text:
            _write(pixels, text, at=(x, y))
    table = table_ink(pixels)
    cells = []
    for place, box in boxes.items():
        cell = Cell(row=place[0], column=place[1], rows=1, columns=1, box=box)
        found = cell_ink(table, cell)
        text = rows[place[0] - 1][place[1]] if place[0] else "head"
        text = (read or {}).get(place, text)
        lines = (LineText(text=text, confidence=0.9),) if found.kind is InkKind.TEXT else ()
        cells.append(ReadCell(cell=cell, kind=found.kind, lines=lines, box=box, pen=found.pen))
    columns = tuple(
        Column(kind=kind, head=cell) for kind, cell in zip(kinds, cells[:across], strict=True)
    )
    return with_handwriting(cells, Header(last_row=0, columns=columns), table)


def _written(cells: Sequence[ReadCell]) -> set[tuple[int, int]]:
    return {(cell.cell.row, cell.cell.column) for cell in cells if cell.guess is not None}


DOSES = [(1, 1), (1, 2), (2, 1), (3, 1), (3, 2)]
QUANTITIES = [(1, 3), (2, 3), (3, 3)]


def test_print_is_no_handwriting() -> None:
    """
    What stands on its line and in its column's place is left as it was read.
    """
    cells = _read(ROWS)

    assert set() == _written(cells)
    assert not any(doubt for cell in cells for doubt in cell.doubts())


def test_print_in_a_column_that_runs_askew_is_no_handwriting() -> None:
    """
    Where no rules are, names that all begin along one leaning line are print.
    """
    rows = [[name, "1", "1", "14"] for name in ("Aspirin", "Quinine", "Codeine", "Zincite")]
    rows += [["Ioduren", "2", "1", "21"], ["Ferrous", "1", "2", "9"]]

    cells = _read(rows, askew=12)

    assert set() == _written(cells)
    assert not any(cell.odd for cell in cells if cell.cell.column == 0)


def test_written_doses_are_not_read() -> None:
    """
    Doses in black ink off the line are left empty and offered, the printed columns are kept.
    """
    cells = _read(ROWS, by_hand=DOSES)
    first = next(cell for cell in cells if (cell.cell.row, cell.cell.column) == (1, 1))

    assert set(DOSES) == _written(cells)
    assert (InkKind.BLANK, "") == (first.kind, first.flat)
    assert (Alternative(value="1", score=0.9),) == first.reading(None).alternatives
    assert [DoubtCode.HANDWRITING] == [doubt.code for doubt in first.doubts()]
    assert {"Aspirin", "Zinc", "ORS"} <= {cell.flat for cell in cells}


def test_a_form_of_numbers_by_hand() -> None:
    """
    Where the doses are written and the quantities too, neither is read.
    """
    cells = _read(ROWS, by_hand=[*DOSES, *QUANTITIES])

    assert {*DOSES, *QUANTITIES} == _written(cells)


def test_written_words_are_offered_as_they_were_read() -> None:
    """
    Names by hand are not read either; a column whose head is unknown is judged by itself.
    """
    names = [(1, 0), (2, 0), (3, 0)]

    known = _read(ROWS, by_hand=names)
    unknown = _read(ROWS, by_hand=names, kinds=(None, *KINDS[1:]))

    assert set(names) == _written(known) == _written(unknown)
    assert {"Aspirin", "Zinc", "ORS"} == {cell.guess.value for cell in known if cell.guess}


def test_a_stroke_that_was_read_as_nothing_offers_nothing() -> None:
    """
    Handwriting in which the engines saw no text is reported without a candidate.
    """
    cells = _read(ROWS, by_hand=DOSES, read=dict.fromkeys(DOSES, ""))

    assert set() == _written(cells)
    assert set(DOSES) == {(cell.cell.row, cell.cell.column) for cell in cells if cell.pen}


def test_one_number_added_by_hand_is_doubted() -> None:
    """
    One cell unlike the print around it keeps its value, and a person is asked.
    """
    rows = [*ROWS, ["Iron", "1", "1", "20"], ["Iodine", "2", "1", "21"]]

    cells = _read(rows, by_hand=[(2, 1)])
    odd = [cell for cell in cells if cell.odd]

    assert [(2, 1)] == [(cell.cell.row, cell.cell.column) for cell in odd]
    assert [DoubtCode.HANDWRITING] == [doubt.code for doubt in odd[0].doubts()]
    assert "2" == odd[0].flat
    assert set() == _written(cells)


def test_columns_that_are_nearly_like_writing_are_doubted() -> None:
    """
    Where one column hardly strays the others are asked about too, unless they are like print.
    """
    cells = _read(ROWS, by_hand=[*DOSES, *QUANTITIES], share=0.23)
    printed = _read(ROWS, by_hand=QUANTITIES, share=0.2)

    assert set() == _written(cells) == _written(printed)
    assert {1, 2, 3} == {cell.cell.column for cell in cells if cell.odd}
    assert {3} == {cell.cell.column for cell in printed if cell.odd}


def test_a_word_that_stands_alone_shows_nothing() -> None:
    """
    A lone name has no neighbour to stand in line with.
    """
    cells = _read([["Aspirin", "", "", "14"]], by_hand=[(1, 0)])
    alone = _read([["Aspirin", "", "", ""]])

    assert set() == _written(cells) == _written(alone)


def _with_pen(*, rest: int) -> ReadCell:
    """
    Draw a blue stroke in the first dose's cell, and print on it or beside it.
    """
    pixels = np.full((200, 400, 3), 245, np.uint8)
    cv2.line(pixels, (110, 90), (190, 90), BLUE, 9)
    cv2.line(pixels, (130, rest), (170, rest), BLACK, 4)
    cv2.rectangle(pixels, (300, 20), (390, 180), BLACK, -1)
    box = upright(60, 40, 260, 140)
    cell = Cell(row=1, column=0, rows=1, columns=1, box=box)
    ink = table_ink(pixels)
    line = LineText(text="7", confidence=0.9)
    found = cell_ink(ink, cell)
    read = ReadCell(cell=cell, kind=InkKind.TEXT, lines=(line,), box=box, pen=found.pen)
    header = Header(last_row=0, columns=(Column(kind=ColumnKind.MORNING, head=read),))
    return with_handwriting([read], header, ink)[0]


def test_the_rest_of_a_coloured_stroke_is_no_print() -> None:
    """
    What is left of a blue stroke is not read; print beside one is, and is doubted.
    """
    rest, print_beside = _with_pen(rest=90), _with_pen(rest=60)

    assert (InkKind.BLANK, True) == (rest.kind, rest.pen)
    assert ("7", None) == (print_beside.flat, print_beside.guess)
    assert [DoubtCode.HANDWRITING] == [doubt.code for doubt in print_beside.doubts()]


def _row(*cells: ReadCell) -> TableRow:
    kinds = (ColumnKind.MORNING, ColumnKind.EVENING)
    return TableRow(line=cells, cells=dict(zip(kinds, cells, strict=True)), columns={}, unnamed=())


def test_a_form_filled_in_by_hand_is_reported() -> None:
    """
    Where most doses are written the page says so; a stamp on a few cells does not.
    """
    cells = _read(ROWS, by_hand=DOSES)
    printed = _read(ROWS)

    def doses(all_cells: Sequence[ReadCell], row: int) -> TableRow:
        morning, evening = (all_cells[4 * row + column] for column in (1, 2))
        return _row(morning, evening)

    by_hand = handwriting_doubts([doses(cells, row) for row in (1, 2, 3)])
    stamped = handwriting_doubts([doses(cells, 2), *(doses(printed, row) for row in (1, 3))])

    assert [DoubtCode.HANDWRITING] == [doubt.code for doubt in by_hand]
    assert () == stamped
