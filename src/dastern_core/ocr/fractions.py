"""
Fractions: a small fraction such as ½ or 1½, told from 12 and 112 by where its digits stand.

Both engines read the signs of a small fraction as digits beside each other, and agree on
it. But its numerator stands high, its denominator low, and no digit does.
"""

import re

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.recognition import LineText

__all__ = ["with_small_fraction"]

_Mask = NDArray[np.bool_]

_FRACTIONS = re.compile(r"([1-9]?)(1[/½]?2|½/?2?|1[/¼]?4|3[/¾]?4|1/½2?)")
_LOST = frozenset({"1", "2", "5"})  # what is read of a tiny ½ where the rest is not seen
_UNSURE = (
    0.79  # of 1: the engines may be sure of the one digit, the reading stays in doubt (OCR-05)
)
_CORNER = (0.25, 0.25)  # of a fraction's width and height: below its first, above its last digit
_EMPTY = 0.2  # of a corner is inked, at most
_WHOLE = 0.82  # of the line's height: a digit before a fraction is as high as the line
_LEAST = 8  # pixels of height; in a smaller line corners say nothing


def with_small_fraction(line: LineText, ink: _Mask) -> LineText:
    """
    Write a line as a mixed number where its last digits are a small fraction.

    Args:
        line: What was read.
        ink: Where ink is, within the line's box.

    Returns:
        The line, such as ``1 1/2`` for ``112``; as it was where it is no fraction.
    """
    if line.text in _LOST and len(ink) >= _LEAST and ink.any():
        sure = min(line.confidence, _UNSURE)
        half = attrs.evolve(line, text="1/2", confidence=sure)
        return half if _is_small_fraction(ink) else line
    texts = [line.text] if line.second is None else [line.text, line.second]
    said = [_FRACTIONS.fullmatch(text.replace(" ", "")) for text in texts]
    if said[0] is None or not ink.any() or ink.shape[0] < _LEAST:
        return line
    whole, rest = said[0][1], said[0][2]
    part = ink if not whole else _after_first_digit(ink)
    if part is None or not _is_small_fraction(part):
        return line
    written = _written(whole, rest)
    second = line.second
    if said[-1] is not None and said[-1][1] == whole:
        second = None if second is None else _written(whole, said[-1][2])
    return attrs.evolve(line, text=written, second=second)


def _written(whole: str, rest: str) -> str:
    over = "3/4" if rest.startswith("3") else "1/4" if rest.endswith(("4", "¼")) else "1/2"
    return f"{whole} {over}".strip()


def _after_first_digit(ink: _Mask) -> _Mask | None:
    """
    Give what follows the first piece of ink; None if that is lower than the line.
    """
    stats = cv2.connectedComponentsWithStats(ink.astype(np.uint8))[2][1:]
    left, _, width, height, _ = min(stats.tolist())
    if height < _WHOLE * ink.shape[0]:
        return None
    rest = ink[:, left + width :]
    columns = np.flatnonzero(rest.any(axis=0))
    return rest[:, columns[0] : columns[-1] + 1] if len(columns) else None


def _is_small_fraction(ink: _Mask) -> bool:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    tight = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    high, wide = tight.shape
    across, down = max(1, round(_CORNER[0] * wide)), max(1, round(_CORNER[1] * high))
    corners = (tight[-down:, :across], tight[:down, -across:])
    return all(float(corner.mean()) <= _EMPTY for corner in corners)
