"""
Grid: the cells of a flattened table.

Lines that cross most of the table part it into rows and columns; where a line is missing
between two cells they are one merged cell. Nothing is assumed about widths or counts.
"""

from itertools import pairwise

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.pages import Pixels
from dastern_core.ocr.pens import grey_without_strokes
from dastern_core.ocr.quadrilaterals import Quadrilateral, upright
from dastern_core.ocr.ruling import ink_mask, joined_dots, loose_dots, ruled_lines
from dastern_core.ocr.tables import FlatTable

__all__ = ["Cell", "Grid", "find_grid"]

_REACH = 12  # pixels of a flattened table: about half a line of text
_DOT_REACH = 20  # pixels of a flattened table: dots are a third as large, and as far apart
_LOW_ROW = 42  # pixels: the dots of two rules so near each other would be joined
_LOW_PITCH = 0.6  # of such a row's height: from one dot to the next at most
_KERNELS = 40  # a line is at least 1/40 of the table's width (measured, ocr notes)
_ROW_KERNEL = 24  # pixels: no printed row is lower, letters' stems are shorter than a row
_WHOLE_LINE = 0.5  # of the table's side is ruled: a line between two rows or two columns
_AS_RULED = 0.02  # of the table's side: what is ruled by so much less is still the same line
_DOTTED_LINE = 0.7  # of the table's side is dotted: stems of letters may be joined as well
_BAND = 12  # pixels on each side of a dotted rule in which its dots are wiped away
_BAND_SHARE = 0.2  # of the lowest row: print may begin there
_LEAST_BAND = 7  # pixels: a rule's own dots, as far as it bends
_PART_LINE = 0.9  # of one cell's side is ruled: a line inside a merged head
_WIDEST = 18  # pixels of a line with its slack; a line of bold text is higher
_WIDEST_DOTTED = 24  # the same where it was joined from dots, which are thicker
_EDGE_RULED = 0.5  # of a cell's side is ruled: the two cells are apart (faint lines have gaps)
_EDGE_DOTTED = 0.2  # of a cell's side is dotted: dots are lost more easily than a line
_ENDS = 0.25  # of a cell's side: so far the dots of the next one may be joined into it
_LONGEST_GAP = 28  # pixels from one dot to the next
_GAP_SHARE = 0.4  # of a cell's side: the same where rows are low
_OF_RULE = 0.5  # of what is dotted of the rule elsewhere: less may be the print of a merged cell
_OFF_RULE = 6  # pixels: nearer there may be the rule's own ink
_NEAR_RULE = 0.2  # of a row, off its rule: no print there
_NEAR_DOT = 0.35  # of a row, off its rule: no dash in its middle
_MOST_RULES = 0.5  # of the columns' rules: a row with fewer is merged
_MET = 0.6  # of the ends of a rule's pieces, in all rows, have ink
_SLACK = 5  # pixels by which a line still bends after flattening
_CLOSEST = 14  # pixels between two lines; a doubled rule is one line
_MOST_LINES = 80  # rows or columns; more is a pattern, not a form


@attrs.frozen(kw_only=True)
class Cell:
    """
    One cell of a table.

    Args:
        row: The first row it covers, from 0.
        column: The first column it covers, from 0.
        rows: How many rows it covers.
        columns: How many columns it covers.
        box: Its inside, without the lines, in pixels of the flattened table.
        between: Whether what stands in it is about as near to the next column's head; only
            where no rules part the columns.
    """

    row: int
    column: int
    rows: int
    columns: int
    box: Quadrilateral
    between: bool = False


@attrs.frozen(kw_only=True, eq=False)
class Grid:
    """
    The cells of a table, row by row.

    Args:
        rows: How many rows there are.
        columns: How many columns there are.
        cells: Every cell once, by first row, then by first column.
        dots: Where the rules are dotted, 255 on each rule; None where they are whole.
    """

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    dots: Pixels | None = None


def find_grid(table: FlatTable) -> Grid | None:
    """
    Find the cells of a flattened table.

    Returns:
        The grid; None where the lines do not make at least 2 rows and 2 columns.
    """
    ink = ink_mask(grey_without_strokes(table.pixels), reach=_REACH)
    whole = _whole_grid(table, ink, ink, least=_WHOLE_LINE)
    loose = loose_dots(ink, reach=_DOT_REACH)
    joined = joined_dots(ink, reach=_DOT_REACH)
    dotted = _whole_grid(table, ink, joined, least=_DOTTED_LINE, loose=loose)
    low = np.inf if dotted is None else min(end - start for start, end in pairwise(dotted[0]))
    if low < _LOW_ROW:
        joined = joined_dots(ink, reach=_DOT_REACH, pitch=_LOW_PITCH * low / _DOT_REACH)
        dotted = _whole_grid(table, ink, joined, least=_DOTTED_LINE, loose=loose)
    if dotted is not None and (whole is None or _counts(dotted) > _counts(whole)):
        rows, columns = dotted
        across, down = _lines(joined)
        rows, below = _with_group(table, (across, down), rows, columns)
        columns = _meeting(ink, below, rows, loose=loose)
        grid = _cells(
            across, down, rows, columns, least=_EDGE_DOTTED, of_rule=_OF_RULE, loose=loose
        )
        dots = np.maximum(_near(across, rows), _near(down.T, columns).T)
        return attrs.evolve(grid, dots=_without_print(dots, grid))
    if whole is None:
        return None
    rows, columns = whole
    across, down = _lines(ink)
    rows = _with_part_lines(across, rows, columns)
    columns = _with_part_lines(down.T, columns, rows)
    return _cells(across, down, rows, columns, least=_EDGE_RULED)


def _counts(lines: tuple[list[int], list[int]]) -> tuple[int, int]:
    """
    Tell how many rows' lines there are, and then how many columns'.
    """
    return len(lines[0]), len(lines[1])


def _with_group(
    table: FlatTable, lines: tuple[Pixels, Pixels], rows: list[int], columns: list[int]
) -> tuple[list[int], list[int]]:
    """
    Add the dotted line below a group of heads, and the columns that begin there.

    Dots of letters join to lines as well, but not side by side in two columns.
    """
    across, down = lines
    thick = _thick(across, axis=0)[: rows[1] - _CLOSEST]
    shares = [thick[:, start:end].mean(axis=1) for start, end in pairwise(columns)]
    both = [np.minimum(one, other) for one, other in pairwise(shares)]
    most = np.max(both, axis=0)
    found = _peaks(most, _PART_LINE, rows, widest=_WIDEST_DOTTED)
    between = [position for position in found if position not in rows]
    if len(between) != 1:
        return rows, columns
    left, _, right, bottom = table.frame
    below = _whole_lines(down[between[0] : bottom].T, left, right, least=_DOTTED_LINE)
    return found, below if len(below) >= len(columns) else columns


def _lines(ink: Pixels) -> tuple[Pixels, Pixels]:
    across, _ = ruled_lines(ink, shortest=ink.shape[1] // _KERNELS)
    _, down = ruled_lines(ink, shortest=_ROW_KERNEL)
    return across, down


def _near(lines: Pixels, positions: list[int]) -> Pixels:
    """
    Keep what is ruled near the given positions along axis 0.
    """
    closest = min(end - start for start, end in pairwise(positions))
    band = max(_LEAST_BAND, min(_BAND, round(_BAND_SHARE * closest)))
    near = np.zeros_like(lines)
    for position in positions:
        here = slice(max(position - band, 0), position + band)
        near[here] = lines[here]
    return near


def _without_print(dots: Pixels, grid: Grid) -> Pixels:
    """
    Leave out what was joined inside merged cells: no rule crosses them, it is their print.
    """
    kept = dots.copy()
    for cell in grid.cells:
        if cell.rows > 1 or cell.columns > 1:
            (left, top), _, (right, bottom), _ = cell.box.corners
            inside = (round(left) + _BAND, round(right) - _BAND)
            kept[round(top) + _BAND : round(bottom) - _BAND, slice(*inside)] = 0
    return kept


def _whole_grid(
    table: FlatTable, ink: Pixels, joined: Pixels, *, least: float, loose: Pixels | None = None
) -> tuple[list[int], list[int]] | None:
    """
    Find the rules that cross most of a table: the rows' and the columns' positions.
    """
    across, down = _lines(joined)
    left, top, right, bottom = table.frame
    columns = _whole_lines(down[top:bottom].T, left, right, least=least)
    rows = _whole_lines(across[:, left:right], top, bottom, least=least)
    rows = _meeting(ink.T, rows, columns, loose=None if loose is None else loose.T)
    columns = _meeting(ink, columns, rows, loose=loose)
    parted = _parted_rows(down, rows, columns)
    if parted:
        ruled = np.concatenate([down[start:end] for start, end in parted])
        columns = _whole_lines(ruled.T, left, right, least=least)
        columns = _meeting(ink, columns, rows, loose=loose)
    if not 3 <= len(columns) <= _MOST_LINES or not 3 <= len(rows) <= _MOST_LINES:  # noqa: PLR2004 - 2 cells have 3 lines
        return None
    return rows, columns


def _parted_rows(down: Pixels, rows: list[int], columns: list[int]) -> list[tuple[int, int]]:
    """
    Give the rows that most of the columns' rules part, if not all: a remark is one cell.
    """
    rules = _thick(down, axis=1)[:, columns[1:-1]]
    bands = list(pairwise(rows))
    ruled = [rules[start:end].mean(axis=0) >= _EDGE_RULED for start, end in bands]
    least = _MOST_RULES * rules.shape[1]
    parted = [band for band, here in zip(bands, ruled, strict=True) if here.sum() > least]
    return parted if len(parted) < len(bands) else []


def _meeting(
    ink: Pixels, columns: list[int], rows: list[int], *, loose: Pixels | None = None
) -> list[int]:
    """
    Keep the columns' rules that meet the rows' rules; digits below each other do not.

    Args:
        ink: The table's ink as it is, dots not joined.
        columns: The positions of what may be rules along axis 1; the outer ones are.
        rows: The positions of the rules along axis 0.
        loose: The dots alone, which are farther from a row's rule than ink; None for none.
    """

    def met(column: int) -> bool:
        side = slice(max(column - _SLACK, 0), column + _SLACK + 1)
        near = _near_rows(ink[:, side], rows, share=_NEAR_RULE)
        if loose is not None:
            near |= _near_rows(loose[:, side], rows, share=_NEAR_DOT)
        return float(near.mean()) >= _MET

    return [columns[0], *filter(met, columns[1:-1]), columns[-1]]


def _near_rows(strip: Pixels, rows: list[int], *, share: float) -> NDArray[np.bool_]:
    """
    Tell for both ends of each row whether there is something in a strip, next to the rule.
    """
    filled = strip.max(axis=1) > 0
    found = []
    for start, end in pairwise(rows):
        reach = max(_OFF_RULE + 1, round(share * (end - start)))
        ends = slice(start + _OFF_RULE, start + reach), slice(end - reach, end - _OFF_RULE)
        found += [filled[one].any() for one in ends]
    return np.array(found)


def _thick(lines: Pixels, *, axis: int) -> NDArray[np.bool_]:
    shape = (2 * _SLACK + 1, 1) if axis == 0 else (1, 2 * _SLACK + 1)
    return np.asarray(cv2.dilate(lines, np.ones(shape, np.uint8)) > 0)


def _whole_lines(lines: Pixels, first: int, last: int, *, least: float) -> list[int]:
    """
    Find the positions along axis 0 at which most of axis 1 is ruled; the frame is two.
    """
    share = _thick(lines, axis=0).mean(axis=1)
    return _peaks(share, least, [first, last], widest=len(share))


def _peaks(share: NDArray[np.float64], least: float, known: list[int], *, widest: int) -> list[int]:
    ruled = np.concatenate([[0], (share >= least).astype(np.int8), [0]])
    starts, ends = np.flatnonzero(np.diff(ruled) == 1), np.flatnonzero(np.diff(ruled) == -1)
    found = list(known)
    for start, end in zip(starts, ends, strict=True):
        most = np.flatnonzero(share[start:end] >= share[start:end].max() - _AS_RULED)
        middle = int(start) + int(most[0] + most[-1]) // 2  # print beside a rule is ruled less
        if end - start <= widest and all(abs(middle - other) >= _CLOSEST for other in found):
            found.append(middle)
    return sorted(found)


def _with_part_lines(lines: Pixels, positions: list[int], cuts: list[int]) -> list[int]:
    """
    Add the lines that part only some cells, such as those below a merged head.

    Such a line parts two cells side by side at least; the letters of a head that fills its
    cell may join to a line as well, but not in two cells at one height.
    """
    thick = _thick(lines, axis=0)
    shares = [thick[:, start + _SLACK : end - _SLACK].mean(axis=1) for start, end in pairwise(cuts)]
    found = list(positions)
    for one, other in pairwise(shares):
        both = np.minimum(one, other)
        both[: positions[0]] = both[positions[-1] :] = 0
        found = _peaks(both, _PART_LINE, found, widest=_WIDEST)
    return found


def _cells(
    across: Pixels,
    down: Pixels,
    rows: list[int],
    columns: list[int],
    *,
    least: float,
    of_rule: float = 0.0,
    loose: Pixels | None = None,
) -> Grid:
    level, upright_lines = _thick(across, axis=0), _thick(down, axis=1)
    dots = None if loose is None else _thick(loose, axis=1)
    height, width = len(rows) - 1, len(columns) - 1
    owner = {(row, column): (row, column) for row in range(height) for column in range(width)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while owner[place] != place:
            place = owner[place]
        return place

    sides = [slice(start + _SLACK, end - _SLACK) for start, end in pairwise(columns)]
    rules = [[float(level[y, side].mean()) for side in sides] for y in rows[1:]]
    for row, column in list(owner):
        y0, y1, x1 = rows[row], rows[row + 1], columns[column + 1]
        below = rules[row][column]
        off = _SLACK if dots is None else max(_SLACK, round(_ENDS * (y1 - y0)))
        beside = upright_lines[y0 + off : y1 - off, x1].mean()
        if beside < least and dots is not None:
            beside = float(_is_dotted(dots[y0:y1, x1]))
        whole = of_rule * float(np.median(rules[row]))
        if row + 1 < height and below < max(least, whole):
            owner[root((row + 1, column))] = root((row, column))
        if column + 1 < width and beside < least:
            owner[root((row, column + 1))] = root((row, column))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place in owner:
        groups.setdefault(root(place), []).append(place)
    cells = [_cell(one, rows, columns) for places in groups.values() for one in _merged(places)]
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return Grid(rows=height, columns=width, cells=tuple(ordered))


def _is_dotted(dots: NDArray[np.bool_]) -> bool:
    """
    Tell whether dots follow each other from one end of a cell's side to the other.
    """
    gaps = np.diff(np.flatnonzero(np.concatenate([[True], dots, [True]])))
    return int(gaps.max()) <= min(_LONGEST_GAP, _GAP_SHARE * len(dots))


def _merged(places: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """
    Give the places of a merged cell, or each by itself where they make no rectangle.

    A rule that a stamp hides joins a cell to its neighbour; no merged cell has another shape.
    """
    height, width = (max(axis) - min(axis) + 1 for axis in zip(*places, strict=True))
    return [places] if len(places) == height * width else [[place] for place in places]


def _cell(places: list[tuple[int, int]], rows: list[int], columns: list[int]) -> Cell:
    first_row, last_row = min(row for row, _ in places), max(row for row, _ in places)
    first, last = min(column for _, column in places), max(column for _, column in places)
    return Cell(
        row=first_row,
        column=first,
        rows=last_row - first_row + 1,
        columns=last - first + 1,
        box=upright(columns[first], rows[first_row], columns[last + 1], rows[last_row + 1]),
    )
