"""
Text recognition without an engine: lines are printed as bars, and read back from them.
"""

from collections.abc import Sequence

import attrs
import cv2
import numpy as np

from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition, Script, upright

__all__ = ["BarRecognizer", "PrintedLine"]

_BITS = 7  # so many different lines: 128
_WIDE, _NARROW, _GAP = 6, 2, 4  # pixels
_CLOSE = 41  # pixels: wider than a gap between bars, narrower than one between lines


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


@attrs.frozen(kw_only=True)
class BarRecognizer:
    """
    Reads lines that ``draw`` drew: nine bars, two for scale and seven for the line's number.

    Args:
        lines: The lines that there are, at most 128.
    """

    lines: tuple[PrintedLine, ...] = attrs.field(validator=attrs.validators.max_len(2**_BITS))

    def draw(self, number: int, *, height: int = 24) -> Pixels:
        """
        Draw a line as bars on white.

        Args:
            number: Its place among the lines.
            height: In pixels.
        """
        bits = [True, False, *(bool(number >> bit & 1) for bit in range(_BITS))]
        gap = np.full((height, _GAP), 255, np.uint8)
        bars = [np.zeros((height, _WIDE if bit else _NARROW), np.uint8) for bit in bits]
        parts = [part for bar in bars for part in (bar, gap)][:-1]
        return np.hstack(parts)

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find what is dark, joined to lines across the longer way.
        """
        ink = _ink(page.grey())
        joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, _CLOSE), np.uint8))
        _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
        return tuple(
            upright(left, top, left + width, top + height)
            for left, top, width, height, _ in stats[1:].tolist()
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
        if len(widths) != _BITS + 2:
            return Recognition(text="", confidence=0.0)
        wide = widths > (widths[0] + widths[1]) / 2
        number = sum(1 << bit for bit in range(_BITS) if wide[bit + 2])
        if number >= len(self.lines):
            return Recognition(text="", confidence=0.0)
        printed = self.lines[number]
        return printed.khmer if script is Script.KHMER else printed.latin


def _ink(grey: Pixels) -> Pixels:
    if int(grey.max()) - int(grey.min()) < _WIDE:
        return np.zeros_like(grey)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    return np.asarray(ink, dtype=np.uint8)
