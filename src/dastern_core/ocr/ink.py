"""
Ink: what a cell holds before anybody reads it: nothing, a dash, or lines of text.

Dashes and blanks are told apart by their pixels, because a text engine reports neither.
"""

from collections.abc import Sequence
from enum import Enum

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.grid import Cell
from dastern_core.ocr.lighting import paper_light
from dastern_core.ocr.pages import Pixels, grey
from dastern_core.ocr.pens import without_strokes
from dastern_core.ocr.quadrilaterals import Quadrilateral, upright

__all__ = ["CellInk", "InkKind", "TableInk", "cell_ink", "table_ink"]

_Mask = NDArray[np.bool_]

_NOISE_FACTOR = 5  # standard deviations of the paper's grain
_LEAST_DARKNESS = 15  # grey levels; paper folds are fainter, grey print is darker
_INK_SHARE = 0.25  # of the darkness of the page's blackest ink
_INSET = 6  # pixels inside the rule's middle: half its width and what it still bends
_SPECK = 10  # pixels of area; dust
_SMALL_DASH = 3  # pixels of area
_LEAST_LINE = 0.45  # of the highest line in the cell; a lower run is a mark above or below
_DASH_HEIGHT = 0.2  # of the cell's height, at most
_DASH_LOW = 0.6  # of a letter's height, at most; letters that touch are as high as letters
_DASH_WIDTH = 0.5  # of the cell's width, at most; a longer stroke was drawn by hand
_DASH_RATIO = 1.5  # times as wide as high, at least
_DASH_LETTER = 0.35  # of a letter's height: no letter or digit is so low
_DASH_BAND = (0.2, 0.8)  # of the cell's height: where a dash's middle lies
_DASH_PIECES = 3  # "-", "--" and "- -" are all in use
_PEN_SPECK = 25  # coloured pixels in a cell that are more than colour noise
_DOT = 5  # pixels by which a dot is wider than the line through its middle
_LETTER_HEIGHTS = (8, 60)  # pixels of a flattened table: a row is not higher than the last
_RIM = 5  # pixels along a cell's border in which what is left of a rule lies
_RIM_SHARE = 0.6  # of a piece's area lies in the rim: it is a rule, not a letter


class InkKind(Enum):
    """
    What a cell holds.
    """

    BLANK = "blank"
    DASH = "dash"
    TEXT = "text"


@attrs.frozen(kw_only=True)
class CellInk:
    """
    What one cell holds, and where.

    Args:
        kind: Nothing, a dash, or text.
        lines: The lines of text from top to bottom, in pixels of the flattened table;
            the dash's box for a dash.
        pen: Whether something was written there in coloured ink.
    """

    kind: InkKind
    lines: tuple[Quadrilateral, ...]
    pen: bool


@attrs.frozen(kw_only=True, eq=False)
class TableInk:
    """
    The ink of a flattened table.

    Args:
        pixels: The table in even light, coloured pen strokes taken away.
        ink: Where print is.
        pen: Where coloured pen strokes were.
        letters: How high most letters are, in pixels.
    """

    pixels: Pixels
    ink: _Mask
    pen: _Mask
    letters: float


def table_ink(pixels: Pixels, *, dots: Pixels | None = None) -> TableInk:
    """
    Part a flattened table into paper, print and coloured pen.

    Args:
        pixels: Grey or RGB; on a grey picture no pen can be told from print.
        dots: 255 on each dotted rule, which counts as paper; None where there is none.
    """
    clean, pen = without_strokes(pixels)
    if dots is not None:
        clean[cv2.dilate(dots, np.ones((_DOT, _DOT), np.uint8)) > 0] = 255
    ink = _dark(grey(clean))
    return TableInk(pixels=clean, ink=ink, pen=pen, letters=_letters(ink))


def _letters(ink: _Mask) -> float:
    stats = cv2.connectedComponentsWithStats(ink.astype(np.uint8))[2][1:]
    heights = stats[:, cv2.CC_STAT_HEIGHT]
    first, last = _LETTER_HEIGHTS
    fitting = heights[(heights >= first) & (heights <= last)]
    return float(np.median(fitting)) if len(fitting) else (first + last) / 2


def _dark(light: Pixels) -> _Mask:
    darkness = paper_light(light).astype(np.int16) - cv2.GaussianBlur(light, (3, 3), 0)
    grain = 1.4826 * float(np.median(np.abs(darkness - np.median(darkness))))
    blackest = float(np.percentile(darkness, 98))
    level = float(np.median(darkness)) + _NOISE_FACTOR * grain
    return np.asarray(darkness > max(_LEAST_DARKNESS, _INK_SHARE * blackest, level))


def cell_ink(table: TableInk, cell: Cell) -> CellInk:
    """
    Tell what one cell holds.

    Args:
        table: The table's ink.
        cell: A cell of the same table.
    """
    (left, top), _, (right, bottom), _ = cell.box.corners
    x0, y0 = round(left) + _INSET, round(top) + _INSET
    x1, y1 = max(round(right) - _INSET, x0 + 1), max(round(bottom) - _INSET, y0 + 1)
    pen = int(table.pen[y0:y1, x0:x1].sum()) > _PEN_SPECK
    pieces = _pieces(table.ink[y0:y1, x0:x1], least=_SPECK)
    dash = _is_dash(pieces, width=x1 - x0, height=y1 - y0, letters=table.letters)
    if not pieces:  # the dash of a small picture is no larger than dust, but it is alone
        pieces = _pieces(table.ink[y0:y1, x0:x1], least=_SMALL_DASH)
        dash = (
            len(pieces) == 1
            and pieces[0][2] - pieces[0][0] > pieces[0][3] - pieces[0][1]
            and _is_dash(pieces, width=x1 - x0, height=y1 - y0, letters=table.letters)
        )
        pieces = pieces if dash else []
    if not pieces:
        return CellInk(kind=InkKind.BLANK, lines=(), pen=pen)
    if dash:
        kind, groups = InkKind.DASH, [pieces]
    else:
        kind, groups = InkKind.TEXT, _lines(pieces)
    boxes = tuple(
        upright(
            x0 + min(piece[0] for piece in group),
            y0 + min(piece[1] for piece in group),
            x0 + max(piece[2] for piece in group),
            y0 + max(piece[3] for piece in group),
        )
        for group in groups
    )
    return CellInk(kind=kind, lines=boxes, pen=pen)


_Piece = tuple[int, int, int, int]  # left, top, right, bottom


def _pieces(ink: _Mask, *, least: int) -> list[_Piece]:
    height, width = ink.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    in_rim = np.bincount(labels.ravel(), minlength=count)
    inner = labels[_RIM : height - _RIM, _RIM : width - _RIM]
    in_rim -= np.bincount(inner.ravel(), minlength=count)
    found = []
    for label, (left, top, wide, high, area) in enumerate(stats[1:count].tolist(), start=1):
        if area <= least or in_rim[label] > _RIM_SHARE * area:
            continue
        found.append((left, top, left + wide, top + high))
    return found


def _is_dash(pieces: Sequence[_Piece], *, width: int, height: int, letters: float) -> bool:
    if not pieces:
        return False
    top, bottom = min(piece[1] for piece in pieces), max(piece[3] for piece in pieces)
    left, right = min(piece[0] for piece in pieces), max(piece[2] for piece in pieces)
    first, last = _DASH_BAND
    # a short dash in a small picture is nearly square
    ratio = _DASH_RATIO if bottom - top > _DASH_LETTER * letters else 1.0
    return (
        len(pieces) <= _DASH_PIECES
        and bottom - top <= min(_DASH_HEIGHT * height, _DASH_LOW * letters)
        and right - left <= _DASH_WIDTH * width
        and right - left >= ratio * (bottom - top)
        and first * height <= (top + bottom) / 2 <= last * height
        and all(piece[2] - piece[0] >= ratio * (piece[3] - piece[1]) for piece in pieces)
    )


def _lines(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """
    Group pieces that share rows of pixels, then give each low group to its neighbour.
    """
    lines: list[list[_Piece]] = []
    bottom = -1
    for piece in sorted(pieces, key=lambda one: one[1]):
        if piece[1] < bottom:
            lines[-1].append(piece)
        else:
            lines.append([piece])
        bottom = max(bottom, piece[3])
    highest = max(_bottom(line) - _top(line) for line in lines)
    while len(lines) > 1:
        low = min(range(len(lines)), key=lambda index: _bottom(lines[index]) - _top(lines[index]))
        if _bottom(lines[low]) - _top(lines[low]) >= _LEAST_LINE * highest:
            break
        above = _top(lines[low]) - _bottom(lines[low - 1]) if low else None
        below = _top(lines[low + 1]) - _bottom(lines[low]) if low + 1 < len(lines) else None
        other = low - 1 if below is None or (above is not None and above <= below) else low + 1
        first, second = sorted((low, other))
        lines[first : second + 1] = [lines[first] + lines[second]]
    return lines


def _top(line: Sequence[_Piece]) -> int:
    return min(piece[1] for piece in line)


def _bottom(line: Sequence[_Piece]) -> int:
    return max(piece[3] for piece in line)
