"""
Tables: sheets of ruled cells, found on a page and flattened.

A table is found by its lines, its outline is fitted by four curves, and the patch
between them is mapped onto a rectangle (a Coons patch). So tilt, perspective and the bow
of a sheet of paper go in one step.
"""

from itertools import product

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.pages import Page, Pixels
from dastern_core.ocr.pens import grey_without_strokes
from dastern_core.ocr.quadrilaterals import Quadrilateral
from dastern_core.ocr.ruling import (
    ink_mask,
    joined_dots,
    level,
    on_paper,
    ruled_lines,
    skew_degrees,
)

__all__ = ["WIDTHS", "FlatTable", "find_tables"]

WIDTHS = (1200, 1600)
"""
Least and most pixels across a flattened table: enough for the engines, bounded.
"""

_Floats = NDArray[np.float64]

_WORK_SIDE = 1400  # pixels: a ruled line is still 1-2 wide, and the masks are quick
_MOST_ENLARGED = 3.0  # times: a picture that is smaller still is no page
_KERNELS = 50  # a line is at least 1/50 of the page's side long (measured, ocr notes)
_REACH = 15  # pixels at working scale: about a line of text
_LEAST_SHARE = 0.02  # of the page's area; a smaller frame is a box around a word
_TOUCHING = 11  # pixels: corners so near are the same
_BOW = 41  # pixels: a side between two corners bows by half of them at most
_BETTER = 0.05  # of a side: rules that cross it may seem to be it where the sheet bows
_LEAST_CROSSINGS = 9  # of lines: 2 x 2 cells have 3 x 3
_MOST_TABLES = 4
_MARGIN = 0.03  # of the table's side, kept around it while its outline is fitted
_TALLEST = 3.0  # times as high as wide: a frame beyond that is a margin's rule, not a table
_EDGE_SAMPLES = 200
_BOW_DEGREE = 3  # a sheet bows in an S at most
_UNSEEN = 0.2  # of a side, at either end: a bow beyond it is not known
_DARK_ENDS = 8  # corners of the outline may be rounded or cropped: samples left out


@attrs.frozen(kw_only=True, eq=False)
class FlatTable:
    """
    A table flattened to a rectangle, and where each of its pixels came from.

    Args:
        pixels: The flattened table, grey or RGB, with a thin margin around its outline.
        source_x: For each pixel its column on the page.
        source_y: For each pixel its row on the page.
        frame: The outline within the pixels: left, top, right, bottom.
    """

    pixels: Pixels
    source_x: NDArray[np.float32]
    source_y: NDArray[np.float32]
    frame: tuple[int, int, int, int]

    def on_page(self, box: Quadrilateral) -> Quadrilateral:
        """
        Give the place on the page of a box in the table.
        """
        height, width = self.source_x.shape
        places = []
        for x, y in box.corners:
            row = min(max(round(y), 0), height - 1)
            column = min(max(round(x), 0), width - 1)
            places.append((float(self.source_x[row, column]), float(self.source_y[row, column])))
        first, second, third, fourth = places
        return Quadrilateral(corners=(first, second, third, fourth))


def find_tables(page: Page) -> tuple[FlatTable, ...]:
    """
    Find the ruled tables of an upright page.

    Args:
        page: Upright to within 20 degrees.

    Returns:
        At most 4 tables, the largest first; none where nothing is ruled.
    """
    scale = min(_MOST_ENLARGED, _WORK_SIDE / max(page.height, page.width))
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = cv2.resize(page.pixels, None, fx=scale, fy=scale, interpolation=kind)
    small = grey_without_strokes(np.asarray(scaled, dtype=np.uint8))
    turned, matrix = level(small, skew_degrees(ink_mask(small, reach=_REACH)))
    shrink = np.diag([scale, scale, 1.0])
    to_page = np.asarray(np.linalg.inv(matrix @ shrink), dtype=np.float64)
    outlines = [_outline(corners) for corners in _outlines(turned)]
    kept = [one for one in outlines if one.height <= _TALLEST * one.width]
    return tuple(_flatten(page, turned, one, to_page) for one in kept[:_MOST_TABLES])


def _outline(corners: _Floats) -> Quadrilateral:
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return Quadrilateral(corners=(first, second, third, fourth))


def _outlines(small: Pixels) -> list[_Floats]:
    ink = joined_dots(ink_mask(small, reach=_REACH), reach=_REACH)
    lines = ruled_lines(ink, shortest=max(small.shape) // _KERNELS)
    across, down = on_paper(lines, small, reach=_REACH)
    ruled = cv2.dilate(across | down, np.ones((5, 5), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ruled)
    areas = stats[:, cv2.CC_STAT_WIDTH].astype(np.int64) * stats[:, cv2.CC_STAT_HEIGHT]
    found = []
    for label in sorted(range(1, count), key=lambda one: -areas[one]):
        if areas[label] < _LEAST_SHARE * small.size:
            break
        left, top, width, height = (int(value) for value in stats[label, :4])
        here = labels[top : top + height, left : left + width] == label
        window = (slice(top, top + height), slice(left, left + width))
        both = across[window] & down[window] & np.where(here, 255, 0).astype(np.uint8)
        if _crossings(both) >= _LEAST_CROSSINGS:
            corners = _corners(here, both > 0, np.asarray(ruled[window], dtype=np.uint8))
            found.append(corners + np.array([left, top]))
    return found


def _crossings(both: Pixels) -> int:
    return int(cv2.connectedComponents(cv2.dilate(both, np.ones((3, 3), np.uint8)))[0]) - 1


def _corners(mask: NDArray[np.bool_], both: NDArray[np.bool_], ruled: Pixels) -> _Floats:
    """
    Find the corners of a table: the outermost ruled points, or crossings.

    These count where more of the outline between them is ruled, for a fold or another line
    beside the table may touch it.

    Args:
        mask: What of the table is ruled.
        both: Where its rules cross.
        ruled: All that is ruled there.
    """
    widest, crossings = _outermost(mask), _outermost(both)
    if np.abs(widest - crossings).max() <= _TOUCHING:
        return widest
    near = cv2.dilate(ruled, np.ones((_BOW, _BOW), np.uint8)) > 0
    picks = [
        np.where(np.array(inner)[:, None], crossings, widest)
        for inner in product((False, True), repeat=4)
    ]
    shares = [_ruled_share(near, corners) for corners in picks]
    best = int(np.argmax(shares))
    return picks[best] if shares[best] - shares[0] > _BETTER else widest


def _outermost(mask: NDArray[np.bool_]) -> _Floats:
    rows, columns = np.nonzero(mask)
    total, difference = columns + rows, columns - rows
    picks = [total.argmin(), difference.argmax(), total.argmax(), difference.argmin()]
    return np.array([[columns[pick], rows[pick]] for pick in picks], dtype=np.float64)


def _ruled_share(near: NDArray[np.bool_], corners: _Floats) -> float:
    """
    Tell how much of each side between four corners has a rule near it, at least.
    """
    along = np.linspace(0, 1, _EDGE_SAMPLES)[:, None]
    following = np.roll(corners, -1, axis=0)
    sides = [one + along * (other - one) for one, other in zip(corners, following, strict=True)]
    places = [side.round().astype(int) for side in sides]
    return min(float(near[place[:, 1], place[:, 0]].mean()) for place in places)


def _flatten(page: Page, small: Pixels, outline: Quadrilateral, to_page: _Floats) -> FlatTable:
    width, height = outline.width, outline.height
    pad = _MARGIN * max(width, height)
    target = np.array(
        [[pad, pad], [pad + width, pad], [pad + width, pad + height], [pad, pad + height]],
        dtype=np.float32,
    )
    straight = cv2.getPerspectiveTransform(outline.array, target)
    size = (round(width + 2 * pad), round(height + 2 * pad))
    coarse = np.asarray(
        cv2.warpPerspective(small, straight, size, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8
    )
    edges = _edges(coarse, pad)
    back = to_page @ np.linalg.inv(straight)
    stretch = _stretch(width, height, back, pad)
    margin = max(2, round(pad * stretch / 4))
    frame = (margin, margin, margin + round(width * stretch), margin + round(height * stretch))
    across = (np.arange(frame[2] + margin) - margin) / (width * stretch)
    down = (np.arange(frame[3] + margin) - margin) / (height * stretch)
    x, y = _patch(edges, across[None, :], down[:, None], size)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    source_x = ((back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth).astype(np.float32)
    source_y = ((back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth).astype(np.float32)
    flat = cv2.remap(
        page.pixels, source_x, source_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return FlatTable(
        pixels=np.asarray(flat, dtype=np.uint8), source_x=source_x, source_y=source_y, frame=frame
    )


def _stretch(width: float, height: float, back: _Floats, pad: float) -> float:
    ends = back @ np.array([[pad, pad + width], [pad + height / 2, pad + height / 2], [1.0, 1.0]])
    (x0, x1), (y0, y1) = ends[0] / ends[2], ends[1] / ends[2]
    full = float(np.hypot(x1 - x0, y1 - y0))
    return min(max(full, WIDTHS[0]), WIDTHS[1]) / width


def _edges(coarse: Pixels, pad: float) -> tuple[_Floats, _Floats, _Floats, _Floats]:
    """
    Fit the outline: top, bottom, left and right, each as a polynomial of its position.
    """
    height, width = coarse.shape
    shortest = max(8, max(height, width) // _KERNELS)
    ink = joined_dots(ink_mask(coarse, reach=_REACH), reach=_REACH)
    across, down = _table_lines(ink, shortest=shortest)
    reach = max(4, round(2 * pad))
    return (
        _edge(across[:reach], pad, pad, width),
        _edge(across[::-1][:reach], pad, pad, width, last=height - 1),
        _edge(down[:, :reach].T, pad, pad, height),
        _edge(down[:, ::-1][:, :reach].T, pad, pad, height, last=width - 1),
    )


def _table_lines(ink: Pixels, *, shortest: int) -> tuple[Pixels, Pixels]:
    """
    Keep the lines that hang together with the largest table.
    """
    across, down = ruled_lines(ink, shortest=shortest)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(across | down, np.ones((3, 3), np.uint8))
    )
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    table = np.where(labels == largest, 255, 0).astype(np.uint8)
    return across & table, down & table


def _edge(
    strip: Pixels, expected: float, pad: float, length: int, *, last: int | None = None
) -> _Floats:
    """
    Fit the outermost line of a strip: its depth as a polynomial of the position along it.
    """
    along = np.linspace(pad, length - 1 - pad, _EDGE_SAMPLES).round().astype(int)
    along = along[_DARK_ENDS:-_DARK_ENDS]
    hit = strip[:, along] > 0
    seen = hit.any(axis=0)
    depth = hit.argmax(axis=0).astype(np.float64)
    position, depth = along[seen] / length, depth[seen]
    fit = np.array([expected])
    if len(position) >= _EDGE_SAMPLES // 4:
        near = np.abs(depth - np.median(depth)) <= pad
        for degree in (1, _BOW_DEGREE, _BOW_DEGREE):
            ends = position[near].min(), position[near].max()
            told = ends[0] <= _UNSEEN and ends[1] >= 1 - _UNSEEN
            fit = np.polyfit(position[near], depth[near], degree if told else 1)
            error = np.abs(np.polyval(fit, position) - depth)
            near = error <= max(2.0, 2 * float(np.median(error)))
    if last is None:
        return np.asarray(fit)
    mirrored = -np.asarray(fit)
    mirrored[-1] += last
    return mirrored


def _patch(
    edges: tuple[_Floats, _Floats, _Floats, _Floats], u: _Floats, v: _Floats, size: tuple[int, int]
) -> tuple[_Floats, _Floats]:
    """
    Map the unit square onto the area between four curves (a Coons patch).
    """
    top, bottom, left, right = edges
    width, height = size
    corner = {
        (row, column): _meet(curve, side, size)
        for row, curve in ((0, top), (1, bottom))
        for column, side in ((0, left), (1, right))
    }

    def straight(ends: tuple[tuple[int, int], tuple[int, int]], t: _Floats, axis: int) -> _Floats:
        return (1 - t) * corner[ends[0]][axis] + t * corner[ends[1]][axis]

    x_top, x_bottom = straight(((0, 0), (0, 1)), u, 0), straight(((1, 0), (1, 1)), u, 0)
    y_left, y_right = straight(((0, 0), (1, 0)), v, 1), straight(((0, 1), (1, 1)), v, 1)
    x_left, x_right = _at(left, y_left / height), _at(right, y_right / height)
    y_top, y_bottom = _at(top, x_top / width), _at(bottom, x_bottom / width)

    def blend(pair: tuple[_Floats, _Floats], other: tuple[_Floats, _Floats], axis: int) -> _Floats:
        ruled = (1 - v) * pair[0] + v * pair[1] + (1 - u) * other[0] + u * other[1]
        twice = (1 - v) * straight(((0, 0), (0, 1)), u, axis) + v * straight(
            ((1, 0), (1, 1)), u, axis
        )
        return np.asarray(ruled - twice)

    return (
        blend((x_top, x_bottom), (x_left, x_right), 0),
        blend((y_top, y_bottom), (y_left, y_right), 1),
    )


def _at(curve: _Floats, position: _Floats) -> _Floats:
    return np.asarray(np.polyval(curve, position), dtype=np.float64)


def _meet(curve: _Floats, side: _Floats, size: tuple[int, int]) -> tuple[float, float]:
    """
    Find where a level curve and an upright one cross.
    """
    width, height = size
    x = float(np.polyval(side, 0.5))
    y = float(np.polyval(curve, 0.5))
    for _ in range(8):  # both are nearly straight: each step gains about two digits
        y = float(np.polyval(curve, x / width))
        x = float(np.polyval(side, y / height))
    return x, y
