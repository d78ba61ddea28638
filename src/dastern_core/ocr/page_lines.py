"""
Lines: what was read on a page, line by line, and which lines stand beside each other.
"""

from collections.abc import Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.quadrilaterals import Quadrilateral
from dastern_core.ocr.recognition import LineText

__all__ = ["PageLine", "line_rows", "text_degrees", "turned"]

_LONG = 2.5  # times as long as high: a box whose angle tells the page's
_SAME_ROW = 0.5  # of the lower box's height is shared: two boxes stand in one row


@attrs.frozen(kw_only=True)
class PageLine:
    """
    One line of text outside the tables.

    Args:
        text: What was read.
        box: Where, on the upright page.
    """

    text: LineText
    box: Quadrilateral


def text_degrees(lines: Sequence[PageLine]) -> float:
    """
    Measure by how much a page's lines of print fall to the right, in degrees.
    """
    angles, lengths = [], []
    for line in lines:
        if line.box.width >= _LONG * line.box.height:
            (x0, y0), (x1, y1), (x2, y2), (x3, y3) = line.box.corners
            angles.append(np.degrees(np.arctan2(y1 - y0 + y2 - y3, x1 - x0 + x2 - x3)))
            lengths.append(line.box.width)
    if not angles:
        return 0.0
    order = np.argsort(angles)
    total = np.cumsum(np.array(lengths)[order])
    return float(np.array(angles)[order][np.searchsorted(total, total[-1] / 2)])


def turned(points: NDArray[np.float64], degrees: float) -> NDArray[np.float64]:
    """
    Give the places of points if the page is turned so that its lines run level.
    """
    angle = np.radians(degrees)
    across = np.array([np.cos(angle), np.sin(angle)])
    down = np.array([-np.sin(angle), np.cos(angle)])
    return np.stack([points @ across, points @ down], axis=-1)


def line_rows(lines: Sequence[PageLine], degrees: float) -> list[tuple[PageLine, ...]]:
    """
    Group lines that stand beside each other, from top to bottom and from left to right.

    Each line is joined to its next neighbour on the right that shares half of its height,
    so that a row may follow the bow of a sheet.

    Args:
        lines: Lines of an upright page.
        degrees: By which they fall to the right.
    """
    boxes = [turned(line.box.array.astype(np.float64), degrees) for line in lines]
    spans = [(*box.min(axis=0), *box.max(axis=0)) for box in boxes]
    order = sorted(range(len(lines)), key=lambda one: spans[one][0])
    row_of: dict[int, list[int]] = {}
    for place, index in enumerate(order):
        before = [other for other in order[:place] if _beside(spans[other], spans[index])]
        nearest = max(before, key=lambda one: spans[one][2], default=None)
        row = row_of[nearest] if nearest is not None else []
        row.append(index)
        row_of[index] = row
    rows = {id(row): row for row in row_of.values()}
    ordered = sorted(rows.values(), key=lambda row: np.mean([spans[one][1] for one in row]))
    return [tuple(lines[one] for one in row) for row in ordered]


def _beside(left: Sequence[float], right: Sequence[float]) -> bool:
    shared = min(left[3], right[3]) - max(left[1], right[1])
    lower = min(left[3] - left[1], right[3] - right[1])
    overlap = left[2] - right[0]
    return shared >= _SAME_ROW * lower and overlap < (right[2] - right[0]) / 2
