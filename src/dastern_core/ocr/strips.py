"""
Strips: a part of a page made level by its lines of print, where no rules tell how it lies.
"""

from collections.abc import Sequence

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.page_lines import PageLine, text_degrees, turned
from dastern_core.ocr.pages import Page
from dastern_core.ocr.tables import WIDTHS, FlatTable

__all__ = ["Strip", "flatten_strip"]

_Floats = NDArray[np.float64]

_BOW_DEGREE = 3  # a sheet bows in an S at most
_LEAST_SPAN = 0.4  # of a strip's width: a row from which a bow can be told
_LEAST_ROWS = 3  # from which a bow is told; two may be off by their letters alone
_AIR = 0.6  # of a line's height above the heads
_SIDES = 0.5  # of a line's height on each side of the print


@attrs.frozen(kw_only=True, eq=False)
class Strip:
    """
    A level part of a page, and how it lies there.

    Args:
        degrees: By which its lines fall to the right.
        bow: By how many pixels they hang, a polynomial of the place across, 0 to 1.
        left: Its left edge in pixels of the turned page.
        top: Its upper edge there.
        width: Its width in pixels of the page.
        height: Its height in pixels of the page.
        tall: The page's height.
    """

    degrees: float
    bow: _Floats
    left: float
    top: float
    width: float
    height: float
    tall: float

    @classmethod
    def below(
        cls, page: Page, rows: Sequence[Sequence[PageLine]], heads: Sequence[PageLine]
    ) -> "Strip":
        """
        Give the strip from a row of heads to the last line below it.

        Args:
            page: An upright page.
            rows: Its lines, by rows.
            heads: One of the rows.
        """
        lines = [line for row in rows for line in row]
        degrees = text_degrees(lines)
        tops = turned(np.concatenate([line.box.array for line in heads]).astype(float), degrees)
        below = rows[list(rows).index(heads) :]
        points = np.concatenate([line.box.array for row in below for line in row]).astype(float)
        corners = turned(points, degrees)
        high = float(np.median([line.box.height for line in heads]))
        pad = _SIDES * high
        left = float(corners[:, 0].min()) - pad
        width = float(corners[:, 0].max()) + pad - left
        top = float(tops[:, 1].min()) - _AIR * high
        return cls(
            degrees=degrees,
            bow=_bow(below, degrees, left=left, width=width),
            left=left,
            top=top,
            width=width,
            height=float(corners[:, 1].max()) + high - top,
            tall=float(page.height),
        )

    def place(self, points: NDArray[np.float32]) -> _Floats:
        """
        Give the place in the strip, in its pixels, of points of the page.
        """
        level = turned(points.astype(np.float64), self.degrees)
        across = level[:, 0] - self.left
        down = level[:, 1] - self.top - np.polyval(self.bow, across / self.width)
        return np.stack([across, down], axis=-1) * self.scale

    @property
    def scale(self) -> float:
        """
        How many pixels of the flattened strip one of the page is.
        """
        return min(max(self.width, WIDTHS[0]), WIDTHS[1]) / self.width

    def leant(self, word: tuple[int, int, int, int], lean: float) -> tuple[int, int, int, int]:
        """
        Give the place of a word of the flattened strip if the page narrows downwards.

        Args:
            word: Its left, top, right and bottom.
            lean: By which share of itself the page narrows over its height.
        """
        left, top, right, bottom = word
        middle = self.width * self.scale / 2
        wider = 1 + lean * (top + bottom) / 2 / (self.tall * self.scale)
        first, last = middle + (left - middle) * wider, middle + (right - middle) * wider
        return round(first), top, round(last), bottom


def flatten_strip(
    page: Page, strip: Strip, *, frame: tuple[int, int, int, int] | None = None, lean: float = 0.0
) -> FlatTable:
    """
    Cut a strip, or a frame within it, out of a page.

    Args:
        page: The page on which the strip lies.
        strip: The strip.
        frame: Left, top, right and bottom in pixels of the flattened strip that leans; None
            for all of it.
        lean: By which share of itself the page narrows over its height.
    """
    scale = strip.scale
    whole = (0, 0, round(strip.width * scale), round(strip.height * scale))
    left, top, right, bottom = whole if frame is None else frame
    larger = min(max(right - left, WIDTHS[0]), WIDTHS[1]) / max(right - left, 1)
    wide, high = round((right - left) * larger), round((bottom - top) * larger)
    across = (left + np.arange(wide) / larger)[None, :]
    down = (top + np.arange(high) / larger)[:, None]
    middle = strip.width * scale / 2
    across = middle + (across - middle) / (1 + lean * down / (strip.tall * scale))
    u = across / scale
    v = strip.top + down / scale + np.polyval(strip.bow, u / strip.width)
    u = u + strip.left
    back = turned(np.stack([u, np.broadcast_to(v, u.shape)], axis=-1), -strip.degrees)
    source_x, source_y = back[..., 0].astype(np.float32), back[..., 1].astype(np.float32)
    flat = cv2.remap(
        page.pixels, source_x, source_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return FlatTable(
        pixels=np.asarray(flat, dtype=np.uint8),
        source_x=source_x,
        source_y=source_y,
        frame=(0, 0, wide - 1, high - 1),
    )


def _bow(
    rows: Sequence[Sequence[PageLine]], degrees: float, *, left: float, width: float
) -> _Floats:
    """
    Fit one curve to all rows, each at its own height.
    """
    across, down, owner = [], [], []
    kept = 0
    for row in rows:
        middles = turned(np.array([line.box.centre for line in row], dtype=float), degrees)
        places = (middles[:, 0] - left) / width
        if np.ptp(places) < _LEAST_SPAN or len(row) < _BOW_DEGREE:
            continue
        across.append(places)
        down.append(middles[:, 1])
        owner.append(np.full(len(row), kept))
        kept += 1
    if kept < _LEAST_ROWS:
        return np.zeros(1)
    x, y, own = np.concatenate(across), np.concatenate(down), np.concatenate(owner)
    shape = np.stack([x**power for power in range(_BOW_DEGREE, 0, -1)], axis=1)
    ruled = np.concatenate([shape, (own[:, None] == np.arange(kept)).astype(float)], axis=1)
    weights = np.ones(len(y))
    solved: _Floats = np.zeros(ruled.shape[1])
    for _ in range(3):
        solved = np.asarray(np.linalg.lstsq(ruled * weights[:, None], y * weights, rcond=None)[0])
        error = np.abs(ruled @ solved - y)
        weights = 1 / np.maximum(error, max(float(np.median(error)), 1.0))
    return np.asarray([*solved[:_BOW_DEGREE], 0.0])
