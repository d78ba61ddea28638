"""
Penmanship: cells that were filled in by hand, whatever the colour of the ink.

Print stands on one line with its neighbours, in the middle or at the edge of its column,
upright and at one height; a hand does not. One cell shows little of it, the cells of a
column together show it well. What is written is not read: what the engines made of it is
kept as something to offer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

import attrs
import cv2
import numpy as np

from dastern_core.kernel import decimal_text
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.correction import read_counted
from dastern_core.ocr.draft import Alternative, ColumnKind, Doubt, DoubtCode
from dastern_core.ocr.ink import CellInk, InkKind, TableInk, cell_ink
from dastern_core.ocr.layout import Header
from dastern_core.ocr.pages import grey
from dastern_core.ocr.rows import TableRow

__all__ = ["handwriting_doubts", "with_handwriting"]

_WEIGHTS = (5.1, 7.3, 3.2, 1.2, 3.2)
_BIAS = -3.6
_MOST = (1.0, 1.5, 1.5, 0.7, 0.7)
# A logistic regression on 243 written and 1140 printed cells of generated forms (four hands,
# 94 forms, November 2026): off the line, off its column's place, leaning, of other strokes,
# of another height. On three other hands it knew 11 of 15 columns, of 444 printed none.
_PRIOR = 2.0  # one cell more, as print shows itself: a cell alone must be very unlike print
_ALSO = -0.7  # a column's score where another column of numbers is written
_ALONE = 0.35  # letters at most, off its column's place: where no rules are, that is vague
_ODD = 2.5  # one cell's score among printed ones: it may have been added by hand
_NEARLY = -0.7  # a column's score: it is read, and a person is asked
_BESIDE = -1.7  # the same where another column of numbers is nearly as unlike print
_LEAST_EDGE = 4  # cells that show along which line a column begins
_LEAST_WORDS = 2  # cells; where words stand alone in a column they show nothing
_EDGE_DEGREES = 35  # from upright: the sides of a stroke that stands
_LEAN = 10.0  # degrees: how far a hand leans, about
_RIDGE = 0.9  # pixels inside a stroke: below it is the stroke's edge
_STROKE_LEFT = 0.7  # of a cell's ink lies on the pen's stroke: it is the stroke's rest
_REACH = 7  # pixels around a coloured stroke in which its rest lies
_NUMBERS = frozenset({ColumnKind.QUANTITY, ColumnKind.DURATION})


@attrs.frozen(kw_only=True)
class _Signs:
    """
    How the ink of one cell stands, lengths in letters of the table.

    Args:
        middle: Its middle below the cell's middle.
        level: Its middle, from the table's top.
        foot: Its lower edge, from the table's top.
        centre: Its middle to the right of the cell's middle.
        left: From the cell's left edge.
        lean: Of its standing strokes, in degrees.
        stroke: How thick its strokes are, in pixels.
        height: Of its highest sign.
        lines: How many lines.
    """

    middle: float
    level: float
    foot: float
    centre: float
    left: float
    lean: float
    stroke: float
    height: float
    lines: int


def with_handwriting(
    cells: Sequence[ReadCell], header: Header, ink: TableInk
) -> tuple[ReadCell, ...]:
    """
    Put a written cell in the place of each cell below the head that a hand filled in.

    Args:
        cells: Every cell of a table.
        header: Its head.
        ink: Its ink.
    """
    signs = dict(_signs_below(cells, header, ink))
    scores = {place: _score(place, cells, signs) for place in signs}
    groups: dict[object, list[int]] = {}
    for place in signs:
        groups.setdefault(_group(header, cells[place]), []).append(place)
    means = {
        group: (sum(scores[place] for place in places) - _PRIOR) / (len(places) + 1)
        for group, places in groups.items()
        if _is_counted(group) or len(places) >= _LEAST_WORDS
    }
    some = any(mean > 0 and _is_counted(group) for group, mean in means.items())
    hands = {
        group
        for group, mean in means.items()
        if mean > (_ALSO if some and _is_counted(group) else 0)
    }
    near = any(mean > _NEARLY and _is_counted(group) for group, mean in means.items())
    asked = {
        group
        for group, mean in means.items()
        if mean > (_BESIDE if near and _is_counted(group) else _NEARLY)
    }
    return tuple(
        _as_read(cell, cell_ink(ink, cell.cell), ink)
        if place not in signs
        else _written(cell)
        if _group(header, cell) in hands
        else attrs.evolve(
            cell,
            odd=_group(header, cell) in asked
            or (scores[place] > _ODD and _group(header, cell) in means),
        )
        for place, cell in enumerate(cells)
    )


def handwriting_doubts(rows: Iterable[TableRow]) -> tuple[Doubt, ...]:
    """
    Report a form on which doses are filled in by hand; a stamp leaves most of them printed.

    Args:
        rows: The rows of all its tables.
    """
    doses = [cell for row in rows for kind, cell in row.cells.items() if kind.slot is not None]
    filled = [cell for cell in doses if cell.pen or cell.kind is InkKind.TEXT]
    written = sum(cell.kind is not InkKind.TEXT for cell in filled)
    if written * 2 <= len(filled):
        return ()
    detail = f"{written} doses are written by hand; they are not read. Enter what they say."
    return (Doubt(code=DoubtCode.HANDWRITING, detail=detail),)


def _group(header: Header, cell: ReadCell) -> object:
    kind = header.columns[cell.cell.column].kind
    if kind is None:
        return cell.cell.column
    return ColumnKind.MORNING if kind.slot is not None else kind


def _is_counted(group: object) -> bool:
    return group is ColumnKind.MORNING or group in _NUMBERS


def _signs_below(
    cells: Sequence[ReadCell], header: Header, ink: TableInk
) -> Iterator[tuple[int, _Signs]]:
    for place, cell in enumerate(cells):
        inside = cell.cell
        if inside.row <= header.last_row or inside.rows > 1 or inside.columns > 1 or cell.pen:
            continue
        found = cell_ink(ink, inside)
        if found.kind is InkKind.TEXT:
            yield place, _signs(cell, found, ink)


def _signs(cell: ReadCell, found: CellInk, ink: TableInk) -> _Signs:
    corners = np.array([corner for line in found.lines for corner in line.corners])
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    window = (slice(int(top), int(bottom) + 1), slice(int(left), int(right) + 1))
    mask = ink.ink[window].astype(np.uint8)
    thick = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    ridge = (thick >= cv2.dilate(thick, np.ones((3, 3), np.uint8))) & (thick > _RIDGE)
    heights = cv2.connectedComponentsWithStats(mask)[2][1:, cv2.CC_STAT_HEIGHT]
    (x0, y0), _, (x1, y1), _ = cell.cell.box.corners
    letters = ink.letters
    return _Signs(
        middle=(top + bottom - y0 - y1) / 2 / letters,
        level=(top + bottom) / 2 / letters,
        foot=bottom / letters,
        centre=(left + right - x0 - x1) / 2 / letters,
        left=(left - x0) / letters,
        lean=_lean(grey(ink.pixels)[window]),
        stroke=2 * float(np.median(thick[ridge])),
        height=max(float(heights.max()), 1.0) / letters,
        lines=len(found.lines),
    )


def _lean(light: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    soft = cv2.GaussianBlur(light, (3, 3), 0).astype(np.float32)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    angle = (np.degrees(np.arctan2(down, across)) + 90) % 180 - 90
    weight = np.hypot(across, down) * (np.abs(angle) < _EDGE_DEGREES)
    return float((angle * weight).sum() / max(float(weight.sum()), 1.0))


def _score(place: int, cells: Sequence[ReadCell], signs: Mapping[int, _Signs]) -> float:
    """
    Tell how much more a cell is like writing than like print; 0 is between them.
    """
    own, cell = signs[place], cells[place].cell
    others = {other: one for other, one in signs.items() if other != place}
    beside = [
        one for other, one in others.items() if cells[other].cell.row == cell.row and one.lines == 1
    ]
    below = [one for other, one in others.items() if cells[other].cell.column == cell.column]
    single = [one.middle for one in signs.values() if one.lines == 1] or [own.middle]
    off = [abs(own.middle - float(np.median(single)))]
    if beside:
        off.append(abs(own.level - float(np.median([one.level for one in beside]))))
        off.append(abs(own.foot - float(np.median([one.foot for one in beside]))))
    if below:
        aside = min(
            abs(own.left - _edge(below, own.level)),
            abs(own.centre - float(np.median([one.centre for one in below]))),
        )
    else:
        aside = min((abs(own.left - one.left) for one in others.values()), default=0.0)
        aside = min(aside, _ALONE)
    told = (
        min(off),
        min(abs(own.centre), aside),
        abs(own.lean - float(np.median([one.lean for one in signs.values()]))) / _LEAN,
        abs(np.log(own.stroke / np.median([one.stroke for one in signs.values()]))),
        abs(np.log(own.height)),
    )
    return _BIAS + sum(
        weight * min(float(value), most)
        for weight, value, most in zip(_WEIGHTS, told, _MOST, strict=True)
    )


def _edge(column: Sequence[_Signs], level: float) -> float:
    """
    Tell where print begins at a level: a column without rules may run askew (Theil and Sen).
    """
    left = float(np.median([one.left for one in column]))
    slopes = [
        (one.left - other.left) / (one.level - other.level)
        for one, other in combinations(column, 2)
        if one.level != other.level
    ]
    if len(column) < _LEAST_EDGE or not slopes:
        return left
    return left + float(np.median(slopes)) * (
        level - float(np.median([one.level for one in column]))
    )


def _as_read(cell: ReadCell, found: CellInk, ink: TableInk) -> ReadCell:
    """
    Take a coloured stroke's rest, which was read as print, for what it is.
    """
    if not cell.pen or cell.kind is not InkKind.TEXT or not found.lines:
        return cell
    corners = np.array(list(chain.from_iterable(line.corners for line in found.lines)))
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    window = (slice(int(top), int(bottom) + 1), slice(int(left), int(right) + 1))
    around = np.ones((_REACH, _REACH), np.uint8)
    stroke = cv2.dilate(ink.pen[window].astype(np.uint8), around) > 0
    mask = ink.ink[window]
    rest = float((mask & stroke).sum()) >= _STROKE_LEFT * float(mask.sum())
    return _written(cell) if rest else cell


def _written(cell: ReadCell) -> ReadCell:
    counted = read_counted(cell.flat)
    value = cell.flat if counted is None else decimal_text(counted.amount)
    guess = Alternative(value=value, score=cell.confidence) if value else None
    return attrs.evolve(cell, kind=InkKind.BLANK, lines=(), pen=True, guess=guess)
