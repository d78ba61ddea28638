"""
Text recognition without an engine: lines are printed as bars, and read back from them.
"""

from collections.abc import Sequence

import attrs
import cv2
import numpy as np

from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition, Script, upright

__all__ = ["BarRecognizer", "BarSheet", "PrintedLine", "bars"]

_BITS = 7  # so many different lines: 128
_WIDE, _NARROW, _GAP = 6, 2, 4  # pixels
_HEIGHT = 24  # pixels
_CLOSE = 41  # pixels: wider than a gap between bars, narrower than one between lines
_FAINTEST = 20  # grey levels between ink and paper
_LEADING = 1.4  # from one line of a cell to the next, in heights
_ROW = 2.4  # a row's height, in lines
_DASH = (12, 4)  # pixels
_RULE = 2  # pixels


@attrs.frozen(kw_only=True)
class PrintedLine:
    """
    A line of print and what each engine reads in it.

    Args:
        latin: What the Latin engine reads.
        khmer: What the Khmer engine reads.
    """

    latin: Recognition
    khmer: Recognition

    @classmethod
    def of(cls, text: str, *, confidence: float = 0.99) -> "PrintedLine":
        """
        Give a line that both engines read alike.
        """
        read = Recognition(text=text, confidence=confidence)
        return cls(latin=read, khmer=read)


def bars(number: int) -> Pixels:
    """
    Draw a number as nine bars on white: two for scale, seven for its bits.
    """
    bits = [True, False, *(bool(number >> bit & 1) for bit in range(_BITS))]
    gap = np.full((_HEIGHT, _GAP), 255, np.uint8)
    drawn = [np.zeros((_HEIGHT, _WIDE if bit else _NARROW), np.uint8) for bit in bits]
    return np.hstack([part for bar in drawn for part in (bar, gap)][:-1])


@attrs.frozen(kw_only=True)
class BarRecognizer:
    """
    Reads lines that were drawn as bars.

    Args:
        lines: What each number of bars says, at most 128.
        close: How far the parts of one line stand from each other at most, in pixels.
    """

    lines: Sequence[PrintedLine] = attrs.field(validator=attrs.validators.max_len(2**_BITS))
    close: int = _CLOSE

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find what is dark, joined along the direction that leaves fewer pieces.
        """
        ink = _ink(page.grey())
        found = []
        for shape in ((1, self.close), (self.close, 1)):
            joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(shape, np.uint8))
            _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
            found.append(stats[1:].tolist())
        return tuple(
            upright(left, top, left + width, top + height)
            for left, top, width, height, _ in min(found, key=len)
        )

    def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
        """
        Read bars; anything else is no text.
        """
        return tuple(self._read(line, script) for line in lines)

    def _read(self, line: Pixels, script: Script) -> Recognition:
        grey = line if line.ndim == 2 else line.min(axis=2)
        middle = _ink(np.asarray(grey, dtype=np.uint8))[grey.shape[0] // 2] > 0
        edges = np.diff(np.concatenate([[0], middle.astype(np.int8), [0]]))
        widths = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
        if len(widths) == _BITS + 2:
            wide = widths > (widths[0] + widths[1]) / 2
            number = sum(1 << bit for bit in range(_BITS) if wide[bit + 2])
            if number < len(self.lines):
                printed = self.lines[number]
                return printed.latin if script is Script.LATIN else printed.khmer
        return Recognition(text="", confidence=0.0)


def _ink(grey: Pixels) -> Pixels:
    if int(grey.max()) - int(grey.min()) < _FAINTEST:
        return np.zeros_like(grey)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(ink, dtype=np.uint8)


@attrs.define(kw_only=True)
class BarSheet:
    """
    A white sheet on which a test prints lines and ruled tables in bars.

    Args:
        width: In pixels.
        height: In pixels.
    """

    width: int = 1400
    height: int = 1000
    pixels: Pixels = attrs.field(init=False)
    lines: list[PrintedLine] = attrs.field(init=False, factory=list)

    def __attrs_post_init__(self) -> None:
        """
        Take a blank sheet.
        """
        self.pixels = np.full((self.height, self.width, 3), 255, dtype=np.uint8)

    @property
    def page(self) -> Page:
        """
        The sheet as printed so far.
        """
        return Page(pixels=self.pixels)

    @property
    def recognizer(self) -> BarRecognizer:
        """
        The engines that can read the sheet.
        """
        return BarRecognizer(lines=tuple(self.lines))

    def write(self, line: PrintedLine | str, *, x: int, y: int) -> None:
        """
        Print one line; ``x`` and ``y`` are its upper left corner.
        """
        printed = PrintedLine.of(line) if isinstance(line, str) else line
        if printed not in self.lines:
            self.lines.append(printed)
        drawn = bars(self.lines.index(printed))
        self.pixels[y : y + drawn.shape[0], x : x + drawn.shape[1]] = drawn[:, :, None]

    def rule(
        self,
        rows: Sequence[Sequence[PrintedLine | str]],
        *,
        x: int = 100,
        y: int = 200,
        column: int = 140,
        rules: bool = True,
    ) -> None:
        """
        Print a table of equal columns.

        Args:
            rows: Its cells; ``-`` is a dash, an empty text a blank, a newline a new line.
            x: Its left edge.
            y: Its upper edge.
            column: The width of a column.
            rules: Whether each cell is ruled.
        """
        for cells in rows:
            texts = [cell.split("\n") if isinstance(cell, str) else [cell] for cell in cells]
            high = round(_HEIGHT * (_ROW + _LEADING * (max(map(len, texts)) - 1)))
            for index, text in enumerate(texts):
                left = x + index * column
                corner, other = (left, y), (left + column, y + high)
                if rules:
                    cv2.rectangle(self.pixels, corner, other, (0, 0, 0), _RULE)
                self._fill(text, left=left, top=y, high=high)
            y += high

    def _fill(self, text: Sequence[PrintedLine | str], *, left: int, top: int, high: int) -> None:
        if text == ["-"]:
            wide, deep = _DASH
            middle = top + high // 2
            self.pixels[middle : middle + deep, left + 60 : left + 60 + wide] = 0
            return
        step = round(_HEIGHT * _LEADING)
        start = top + (high - step * (len(text) - 1) - _HEIGHT) // 2
        for number, line in enumerate(text):
            if line:
                self.write(line, x=left + 24, y=start + number * step)
