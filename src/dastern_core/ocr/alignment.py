"""
Alignment: tables without upright rules, parted by the paper between their columns.

The row of heads is found by its words. Below it a line of print belongs to the table as
long as paper is left between all columns; the first line that runs across them ends it.
Rows are runs of print with paper between them. So a table that is printed without rules,
or with level ones alone, gets cells as a ruled one has, and is read like one.
"""

from collections.abc import Sequence
from itertools import pairwise

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.correction import read_hours
from dastern_core.ocr.grid import Cell, Grid
from dastern_core.ocr.ink import TableInk, table_ink
from dastern_core.ocr.layout import head_kinds
from dastern_core.ocr.merged_heads import HeadLine, head_gaps
from dastern_core.ocr.page_lines import PageLine, line_rows, text_degrees
from dastern_core.ocr.pages import Page
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.strips import Strip, flatten_strip
from dastern_core.ocr.tables import FlatTable
from dastern_core.ocr.word_runs import (
    Word,
    goes_on,
    is_alone,
    middle,
    row_bounds,
    side_by_side,
    spaces_between,
    usual_step,
    word_runs,
)

__all__ = ["AlignedTable", "find_aligned_tables"]

_LEAST_HEADS = 3  # of different kinds in one row; two words alone may be chance
_MOST_TABLES = 4
_MOST_ROWS = 40  # of one table
_MOST_WORDS = 2000  # of one strip; more is a pattern
_WIDE = 0.25  # of a strip's width: a rule, no word
_TALL = 5.0  # times a letter's height: an upright rule
_WORD_GAP = 0.8  # of a letter's height: a gap inside a word or between two of one cell
_MARK_GAP = 0.3  # of a letter's height: from a letter to the mark above or below it
_RIM = 7  # pixels: a pen's stroke leaves its rim where it is taken away
_OF_STROKE = 0.5  # of a piece's area lies under a stroke or its rim
_SCRAP = 0.6  # of a letter's height: a lower piece there is what the stroke left
_LEAST_PAPER = 0.4  # of a letter's height: paper between two columns
_KEPT_PAPER = 0.5  # of the paper between two heads that stand nearer than others
_LARGEST_STEP = 2.2  # times the usual distance of two rows: the table has ended
_OWN_SIDE = 0.6  # of the way to the other column's head: farther off it is unclear whose it is
_LEANS = (0.0, 0.03, -0.03, 0.06, -0.06, 0.09, -0.09, 0.12, -0.12)
# by which share of itself the page narrows over its height, the likeliest first


@attrs.frozen(kw_only=True, eq=False)
class AlignedTable:
    """
    A table parted by alignment: flattened, its ink and its cells; the heads are row 0.
    """

    flat: FlatTable
    ink: TableInk
    grid: Grid


@attrs.frozen(kw_only=True, eq=False)
class _Sheet:
    """
    The words of a strip below the top of a row of heads.
    """

    strip: Strip
    words: tuple[Word, ...]
    letters: float
    heads_end: float

    @property
    def heads(self) -> tuple[Word, ...]:
        """
        The words of the row of heads, its hours included.
        """
        return tuple(word for word in self.words if self.is_head(word))

    def is_head(self, word: Word) -> bool:
        """
        Tell whether a word begins above the end of the row of heads.
        """
        return word[1] < self.heads_end - self.letters / 4


def find_aligned_tables(page: Page, lines: Sequence[PageLine]) -> tuple[AlignedTable, ...]:
    """
    Find the tables that no upright rules part.

    Args:
        page: Upright to within 20 degrees.
        lines: What was read on it.

    Returns:
        At most 4 tables from top to bottom; none where no row of heads was read.
    """
    rows = line_rows(lines, text_degrees(lines))
    heads = [row for row in rows if _is_of_heads(row, _hours_below(rows, row))]
    found = (_table(page, rows, head) for head in heads[:_MOST_TABLES])
    return tuple(table for table in found if table is not None)


def _is_of_heads(row: Sequence[PageLine], hours: Sequence[PageLine]) -> bool:
    """
    Tell whether a row names columns: by known words, and by hours where some are misread.
    """
    kinds = {kind for line in row for kind in head_kinds(line.text.text)}
    words = [word for line in (*row, *hours) for word in line.text.text.split()]
    told = {read_hours(word) for word in words} - {None}
    return bool(kinds) and len(kinds) + len(told) >= _LEAST_HEADS


def _hours_below(
    rows: Sequence[Sequence[PageLine]], heads: Sequence[PageLine]
) -> Sequence[PageLine]:
    """
    Give the row of hours that stands below a row of heads; nothing where there is none.
    """
    below = next(iter(rows[rows.index(heads) + 1 :]), ())
    return below if sum(_is_hours(line) for line in below) > len(below) / 2 else ()


def _table(
    page: Page, rows: Sequence[Sequence[PageLine]], heads: Sequence[PageLine]
) -> AlignedTable | None:
    strip = Strip.below(page, rows, heads)
    flat = flatten_strip(page, strip)
    flat_ink = table_ink(flat.pixels)
    words, letters = _words(flat_ink)
    hours = _hours_below(rows, heads)
    starts = [strip.place(line.box.array)[:, 1].min() for line in heads]
    ends = [strip.place(line.box.array)[:, 1].max() for line in hours or heads]
    start = float(np.median(starts)) - letters / 2
    kept = tuple(
        word
        for word in words
        if word[3] > start and word[0] > 0 and word[2] < flat.pixels.shape[1] - 1
    )
    sheet = _Sheet(strip=strip, words=kept, letters=letters, heads_end=float(np.median(ends)))
    apart, surely = (
        _with_heads_apart(sheet, _gaps(sheet, flat_ink.ink, (*heads, *hours), twice=twice))
        for twice in (False, True)
    )
    parted = _best(apart, surely, sheet)
    if len(parted.rows) < 2 or len(parted.cuts) < _LEAST_HEADS + 1:  # noqa: PLR2004 - the heads and one row below
        return None
    flat = flatten_strip(page, strip, frame=parted.frame, lean=parted.lean)
    scale = flat.source_x.shape[1] / (parted.frame[2] - parted.frame[0])
    return AlignedTable(flat=flat, ink=table_ink(flat.pixels), grid=_grid(parted, scale=scale))


def _gaps(
    sheet: _Sheet, ink: NDArray[np.bool_], lines: Sequence[PageLine], *, twice: bool
) -> tuple[tuple[int, int], ...]:
    """
    Find where the print of two heads is parted by no more than that of two words.
    """
    top = min((word[1] for word in sheet.heads), default=0)
    band = ink[top : max((word[3] for word in sheet.heads), default=0)]
    read = []
    for line in lines:
        across = sheet.strip.place(line.box.array)[:, 0]
        read.append(HeadLine(text=line.text.text, left=across.min(), right=across.max()))
    return head_gaps(read, band, letters=sheet.letters, twice=twice)


def _with_heads_apart(sheet: _Sheet, gaps: Sequence[tuple[int, int]]) -> _Sheet:
    words = list(sheet.words)
    for word in sheet.heads:
        cuts = [gap for gap in gaps if word[0] < gap[0] and gap[1] < word[2]]
        edges = [word[0], *(edge for gap in cuts for edge in gap), word[2]]
        words.remove(word)
        words += [
            (left, word[1], right, word[3])
            for left, right in zip(edges[0::2], edges[1::2], strict=True)
        ]
    return attrs.evolve(sheet, words=tuple(words))


def _is_hours(line: PageLine) -> bool:
    return read_hours(line.text.text) is not None


def _words(ink: TableInk) -> tuple[tuple[Word, ...], float]:
    """
    Join a strip's print to words, rules left out, and give the height of its letters.
    """
    mask, letters = ink.ink.astype(np.uint8), ink.letters
    labels, stats = cv2.connectedComponentsWithStats(mask)[1:3]
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    kept = (wide < _WIDE * mask.shape[1]) & (high < _TALL * letters)
    kept &= stats[:, cv2.CC_STAT_AREA] > letters / 2
    rim = cv2.dilate(ink.pen.astype(np.uint8), np.ones((_RIM, _RIM), np.uint8))
    inked = np.bincount(labels.ravel(), weights=rim.ravel(), minlength=len(stats))
    kept &= (inked < _OF_STROKE * stats[:, cv2.CC_STAT_AREA]) | (high >= _SCRAP * letters)
    kept[0] = False
    across, down = max(3, round(_WORD_GAP * letters)), max(3, round(_MARK_GAP * letters))
    joined = cv2.morphologyEx(
        kept[labels].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, across), np.uint8)
    )
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((down, 1), np.uint8))
    boxes = cv2.connectedComponentsWithStats(joined)[2][1:_MOST_WORDS]
    return tuple((x, y, x + w, y + h) for x, y, w, h, _ in boxes.tolist()), letters


@attrs.frozen(kw_only=True)
class _Parted:
    """
    A strip parted into columns and rows, at one lean.

    Args:
        lean: By which the page narrows.
        heads: The middle of each head.
        cuts: The columns' edges, the outer ones included.
        rows: The upper and the lower edge of each row, the heads first.
        words: The words of each row.
        paper: The narrowest paper between two columns.
        pad: How much paper goes with the outermost words.
    """

    lean: float
    heads: tuple[float, ...]
    cuts: tuple[float, ...]
    rows: tuple[tuple[int, int], ...]
    words: tuple[tuple[Word, ...], ...]
    paper: float
    pad: int

    @property
    def merit(self) -> tuple[int, float]:
        """
        More rows, then more paper, is better.
        """
        return len(self.rows), self.paper

    @property
    def filled(self) -> int:
        """
        How many columns hold a word below their heads.
        """
        words = [word for row in self.words[1:] for word in row]
        return sum(
            any(start <= (word[0] + word[2]) / 2 < end for word in words)
            for start, end in pairwise(self.cuts)
        )

    @property
    def frame(self) -> tuple[int, int, int, int]:
        """
        The table's outline: left, top, right, bottom.
        """
        lowest = max((word[3] for word in self.words[-1]), default=0) + self.pad
        bottom = max(self.rows[-1][1], lowest)
        return round(self.cuts[0]), self.rows[0][0], round(self.cuts[-1]), bottom


def _best(apart: _Sheet, surely: _Sheet, whole: _Sheet) -> _Parted:
    """
    Part a strip at the lean that suits it, its heads apart if a row has words below each.

    What words and hours both part stays apart above a blank column too, if no row is lost.
    """
    best, sure, other = (
        max((_parted(sheet, lean) for lean in _LEANS), key=lambda one: one.merit)
        for sheet in (apart, surely, whole)
    )
    other = max(sure, other, key=lambda one: len(one.rows))
    gained = len(best.cuts) - len(other.cuts)
    kept = len(best.rows) >= len(other.rows) and best.filled - other.filled == gained
    return best if kept else other


def _parted(sheet: _Sheet, lean: float) -> _Parted:
    words = [sheet.strip.leant(word, lean) for word in sheet.words]
    runs = word_runs(words)
    heads = [run for run in runs if sheet.is_head(run[0])]
    heading = side_by_side([word for run in heads for word in run], gap=0.0)
    middles = tuple((left + right) / 2 for left, _, right, _ in heading)
    kept, below = [[word for run in heads for word in run]], list[Word]()
    spaces = spaces_between(middles, kept)
    narrow = min((right - left for left, right in spaces), default=sheet.letters)
    least = min(_LEAST_PAPER * sheet.letters, _KEPT_PAPER * narrow)
    for run in runs[len(heads) :][:_MOST_ROWS]:
        wider = spaces_between(middles, [*kept, run])
        last = kept[-2:]
        step = middle(run) - middle(last[-1])
        far = len(kept) > 2 and step > _LARGEST_STEP * usual_step(kept[1:])  # noqa: PLR2004 - two rows have a distance
        if far or any(right - left < least for left, right in wider):
            break
        if not is_alone(run, middles):
            kept.append(run)
            below = []
        elif len(kept) > 1 and goes_on(run[0], kept[-1], letters=sheet.letters):
            kept[-1] = [*kept[-1], *run]
            below = [*below, *run]
        else:
            break
        spaces = wider
    edges = [word for run in kept for word in run]
    pad = sheet.letters
    cuts = [(left + right) / 2 for left, right in spaces]
    first = min((word[0] for word in edges), default=0)
    cuts = [first - pad, *cuts, max((word[2] for word in edges), default=0) + pad]
    paper = min((right - left for left, right in spaces), default=0.0)
    half = round(pad / 2)
    bounds = row_bounds(kept, pad=half)
    if below:  # a rule may stand beside the last row's second line
        bounds[-1] = (bounds[-1][0], max(word[3] for word in kept[-1] if word not in below) + half)
    return _Parted(
        lean=lean,
        heads=middles,
        cuts=tuple(cuts),
        rows=tuple(bounds),
        words=tuple(tuple(run) for run in kept),
        paper=paper,
        pad=half,
    )


def _grid(parted: _Parted, *, scale: float) -> Grid:
    left, top = parted.frame[:2]
    cells = []
    for row, (upper, lower) in enumerate(parted.rows):
        for column, (start, end) in enumerate(pairwise(parted.cuts)):
            inside = [
                word
                for word in parted.words[row]
                if start <= (word[0] + word[2]) / 2 < end and row > 0
            ]
            foot = max([lower, *(word[3] + parted.pad for word in inside if word[3] > lower)])
            box = ((start - left), (upper - top), (end - left), (foot - top))
            cells.append(
                Cell(
                    row=row,
                    column=column,
                    rows=1,
                    columns=1,
                    box=upright(*(edge * scale for edge in box)),
                    between=any(_is_between(word, parted.heads, column) for word in inside),
                )
            )
    return Grid(rows=len(parted.rows), columns=len(parted.cuts) - 1, cells=tuple(cells))


def _is_between(word: Word, heads: Sequence[float], column: int) -> bool:
    """
    Tell whether a short word stands about as near to the next head as to its own.
    """
    middle = (word[0] + word[2]) / 2
    own = abs(middle - heads[column])
    others = [
        abs(middle - heads[other]) for other in (column - 1, column + 1) if 0 <= other < len(heads)
    ]
    return any(own > _OWN_SIDE * other for other in others)
