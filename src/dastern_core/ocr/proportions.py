"""
Proportions: whether a number's print is as wide as what was read from it.

Two engines agree on a 1 where a ½ stands, and on a 5 where a 15 stands: the ink is wider than
the sign that was read. Measured beside what others of the same table are, it tells.
"""

import re
from collections.abc import Iterator, Sequence
from statistics import median

import attrs
import cv2
import numpy as np

from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.contents import is_counted
from dastern_core.ocr.draft import ColumnKind
from dastern_core.ocr.ink import InkKind, TableInk, cell_ink
from dastern_core.ocr.layout import Header

__all__ = ["is_as_wide", "with_proportions"]

_NUMBER = re.compile(r"[0-9./,½¼¾ ]+")
_FRACTION = re.compile(r"[1-9]/[24]$")
_WIDTHS = {"1": (0.3, 0.68), ".": (0.1, 0.3), ",": (0.1, 0.3), "/": (0.15, 0.6), " ": (0.0, 0.5)}
_DIGIT = (0.5, 0.78)
_SMALL = (0.75, 1.5)  # ½ ¼ ¾
_GAP = 0.25  # between two signs, at most
_PLAY = 0.1  # of the width: blur, tilt and the faces that nobody measured
_COUNTED_WORD = re.compile(r"([0-9]{1,3}) ?(\D*\w\D*)")
_PIECES = 4  # of ink in one sign, a ½ and a speck: the widths of broken print are not known
_STEP = 0.45  # of a letter's height: less than the narrowest digit with its gap
_ENOUGH = 3  # cells with the same word, of which one may be unlike the others


def with_proportions(
    cells: Sequence[ReadCell], header: Header, ink: TableInk
) -> tuple[ReadCell, ...]:
    """
    Mark the numbers below a head whose print is wider or narrower than what was read.

    Args:
        cells: What was read in a table's cells.
        header: The columns' names.
        ink: The table's ink.

    Returns:
        The cells; what is `unlike` its print is asked about.
    """
    sizes = dict(_sizes(cells, header, ink))
    unlike = {
        place
        for place, (width, height) in sizes.items()
        if not is_as_wide(cells[place].flat, width / height)
    }
    unlike |= set(_unlike_others(cells, sizes, letters=ink.letters))
    return tuple(
        attrs.evolve(cell, unlike=True) if place in unlike else cell
        for place, cell in enumerate(cells)
    )


def is_as_wide(text: str, ratio: float) -> bool:
    """
    Tell whether a number in Latin digits can be so wide.

    Args:
        text: What was read; anything but a number can be of any width.
        ratio: The width of its ink, in heights of its ink.

    Source:
        Measured on generated pages in the faces of ``tools/render_prescription``: a 1 is 0.35
        to 0.62 of its height, another digit 0.59 to 0.77, a ½ 0.86 and more.
    """
    if not _NUMBER.fullmatch(text) or not any(sign.isdigit() for sign in text):
        return True
    small, large = _FRACTION.sub("½", text), text.replace("½", "1/2")
    least = sum(_width(sign)[0] for sign in small)
    most = sum(_width(sign)[1] for sign in large) + (len(large) - 1) * _GAP
    return least * (1 - _PLAY) <= ratio <= most * (1 + _PLAY)


def _width(sign: str) -> tuple[float, float]:
    return _WIDTHS.get(sign, _DIGIT if sign.isascii() else _SMALL)


def _sizes(
    cells: Sequence[ReadCell], header: Header, ink: TableInk
) -> Iterator[tuple[int, tuple[float, float]]]:
    """
    Give the width and height in pixels of each counted cell of one line.
    """
    for place, cell in enumerate(cells):
        kind = header.columns[cell.cell.column].kind
        if (
            cell.kind is not InkKind.TEXT
            or cell.cell.row <= header.last_row
            or not is_counted(kind)
            or kind is ColumnKind.UNIT
        ):
            continue
        lines = cell_ink(ink, cell.cell).lines
        if len(lines) == len(cell.lines) == 1:
            (left, top), _, (right, bottom), _ = lines[0].corners
            box = ink.ink[round(top) : round(bottom), round(left) : round(right)]
            pieces = cv2.connectedComponents(box.astype(np.uint8))[0] - 1
            if pieces <= _PIECES * len(cell.flat):
                yield place, (right - left, max(bottom - top, 1.0))


def _unlike_others(
    cells: Sequence[ReadCell], sizes: dict[int, tuple[float, float]], *, letters: float
) -> Iterator[int]:
    """
    Give the numbers before a word that are wider or narrower than others before that word.
    """
    words: dict[str, dict[int, float]] = {}
    for place, (width, _) in sizes.items():
        counted = _COUNTED_WORD.fullmatch(cells[place].flat)
        if counted is not None:
            number = sum(sum(_width(sign)) / 2 + _GAP / 2 for sign in counted[1])
            words.setdefault(counted[2], {})[place] = width / letters - number
    for rests in words.values():
        usual = median(rests.values())
        if len(rests) >= _ENOUGH:
            yield from (place for place, rest in rests.items() if abs(rest - usual) > _STEP)
        elif max(rests.values()) - min(rests.values()) > _STEP:
            yield from rests
