"""
Ink: what a cell holds before anybody reads it.
"""

import cv2
import numpy as np
import pytest

from dastern_core.ocr.grid import Cell
from dastern_core.ocr.ink import CellInk, InkKind, cell_ink, table_ink
from dastern_core.ocr.lighting import even_light
from dastern_core.ocr.pages import Pixels
from dastern_core.ocr.quadrilaterals import upright

CELL = Cell(row=0, column=0, rows=1, columns=1, box=upright(50, 50, 250, 150))


@pytest.fixture
def paper() -> Pixels:
    """
    Give a piece of white paper with one ruled cell and some print beside it.
    """
    paper = np.full((300, 400, 3), 240, dtype=np.uint8)
    cv2.rectangle(paper, (50, 50), (250, 150), (20, 20, 20), 3)
    cv2.rectangle(paper, (280, 60), (380, 280), (20, 20, 20), -1)
    return paper


def _ink(paper: Pixels) -> CellInk:
    return cell_ink(table_ink(paper), CELL)


def _dark(paper: Pixels, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    paper[top:bottom, left:right] = 20


def test_blank(paper: Pixels) -> None:
    """
    An empty cell is blank, and its own rules are no ink in it.
    """
    assert _ink(paper) == CellInk(kind=InkKind.BLANK, lines=(), pen=False)


@pytest.mark.parametrize(
    "marks", [((140, 98, 156, 102),), ((130, 98, 142, 102), (150, 98, 162, 102))]
)
@pytest.mark.rule("OCR-17")
def test_dash(paper: Pixels, marks: tuple[tuple[int, int, int, int], ...]) -> None:
    """
    One or two short level strokes in the middle are a dash.
    """
    for mark in marks:
        _dark(paper, mark)

    assert _ink(paper).kind is InkKind.DASH


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        (((145, 99, 149, 100),), InkKind.DASH),
        (((145, 99, 149, 100), (170, 99, 174, 100)), InkKind.BLANK),  # dust
        (((145, 135, 149, 136),), InkKind.BLANK),  # too low
    ],
)
def test_a_dash_of_a_small_picture(
    paper: Pixels, marks: tuple[tuple[int, int, int, int], ...], kind: InkKind
) -> None:
    """
    A level speck alone in the middle of a cell is the dash of a small picture.
    """
    for mark in marks:
        _dark(paper, mark)

    assert _ink(paper).kind is kind


@pytest.mark.parametrize(
    "mark",
    [
        (148, 85, 153, 115),  # a 1
        (140, 90, 160, 110),  # a blot
        (125, 85, 175, 115),  # a bar as thick as a letter is high
        (70, 98, 230, 102),  # a stroke through the cell
        (140, 60, 160, 64),  # a stroke near the upper rule
    ],
)
def test_other_marks_are_text(paper: Pixels, mark: tuple[int, int, int, int]) -> None:
    """
    A digit, a blot, a long stroke and one at the rim are for the engines, not dashes.
    """
    _dark(paper, mark)

    assert _ink(paper).kind is InkKind.TEXT


def test_a_square_dash_in_a_small_picture(paper: Pixels) -> None:
    """
    A mark as wide as high is a dash where it is far lower than the letters.
    """
    _dark(paper, (100, 20, 120, 45))
    _dark(paper, (148, 98, 153, 103))

    assert _ink(paper).kind is InkKind.DASH


def test_dots_of_a_rule_are_no_ink(paper: Pixels) -> None:
    """
    What lies on a dotted rule is paper.
    """
    dots = np.zeros(paper.shape[:2], dtype=np.uint8)
    dots[60, 50:250] = 255
    _dark(paper, (140, 58, 146, 62))

    assert cell_ink(table_ink(paper, dots=dots), CELL).kind is InkKind.BLANK


def test_dust_is_no_ink(paper: Pixels) -> None:
    """
    A speck of a few pixels is dust.
    """
    _dark(paper, (140, 98, 142, 100))

    assert _ink(paper).kind is InkKind.BLANK


def test_lines_of_text(paper: Pixels) -> None:
    """
    Two lines are told apart, and marks above and below belong to the nearest.
    """
    _dark(paper, (80, 70, 200, 88))
    _dark(paper, (80, 112, 200, 130))
    for mark in ((90, 64, 96, 68), (90, 90, 96, 94), (90, 104, 96, 110), (90, 133, 96, 137)):
        _dark(paper, mark)

    found = _ink(paper)

    tops = [round(line.corners[0][1]) for line in found.lines]
    assert found.kind is InkKind.TEXT
    assert tops == pytest.approx([64, 104], abs=2)


def test_uneven_light(paper: Pixels) -> None:
    """
    In a shadow the same ink is found, and evened light makes the paper white.
    """
    _dark(paper, (148, 85, 153, 115))
    shade = np.linspace(1.0, 0.3, 400)[None, :, None]
    shaded = (paper * shade).astype(np.uint8)

    assert _ink(shaded).kind is InkKind.TEXT
    assert int(even_light(shaded)[100, 220].min()) > 235


def test_coloured_pen_is_painted_out_and_reported(paper: Pixels) -> None:
    """
    A blue circle around a printed digit leaves the digit, and the cell says pen.
    """
    _dark(paper, (148, 85, 153, 115))
    cv2.ellipse(paper, (150, 100), (30, 35), 0, 0, 360, (40, 60, 190), 3)

    table = table_ink(paper)
    found = cell_ink(table, CELL)

    assert found.pen
    assert int(table.pixels[100, 120].min()) > 200
    ((left, _), _, (right, _), _) = found.lines[0].corners
    assert (left, right) == pytest.approx((148, 153), abs=3)


def test_coloured_print_is_print(paper: Pixels) -> None:
    """
    On a form printed in colour nothing is painted out.
    """
    blue = paper.copy()
    blue[(paper < 100).all(axis=2)] = (30, 40, 170)
    blue[85:115, 148:153] = (30, 40, 170)

    found = _ink(blue)

    assert (found.kind, found.pen) == (InkKind.TEXT, False)


def test_grey_pictures_have_no_pen(paper: Pixels) -> None:
    """
    A grey picture is read as it is; nothing in it can be told from print.
    """
    _dark(paper, (148, 85, 153, 115))

    found = _ink(paper[..., 0].copy())

    assert (found.kind, found.pen) == (InkKind.TEXT, False)


def test_paper_alone() -> None:
    """
    A picture without any ink has blank cells.
    """
    assert _ink(np.full((300, 400, 3), 240, dtype=np.uint8)).kind is InkKind.BLANK


def test_a_bold_word_in_a_high_cell_is_no_dash(paper: Pixels) -> None:
    """
    Letters that touch make one wide piece, as a dash does, but as high as letters.
    """
    for left in range(60, 240, 40):
        _dark(paper, (left, 10, left + 14, 30))
    _dark(paper, (135, 92, 165, 110))

    assert _ink(paper).kind is InkKind.TEXT
