"""
Merged heads: heads of neighbouring columns that stand as near as words of one head do.

The engines read where one known head ends and the next begins; between the two the ink has
a gap, and there the print is parted.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import attrs
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.correction import read_hours, snap
from dastern_core.ocr.draft import ColumnKind
from dastern_core.ocr.lexicon import COLUMN_WORDS

__all__ = ["HeadLine", "head_gaps"]

_Filled = NDArray[np.bool_]
_Meaning = ColumnKind | tuple[int, int]

_WORDS = tuple((word, kind) for kind, words in COLUMN_WORDS.items() for word in words)
_MOST_WORDS = 4  # of one head, such as "nom du médicament"
_LEAST_GAP = 0.25  # of a letter's height: less is a gap between two letters
_SURE = 0.9  # of 1: a head with one sign misread


@attrs.frozen(kw_only=True)
class HeadLine:
    """
    A line in a row of heads.

    Args:
        text: As read.
        left: Where it begins.
        right: Where it ends.
    """

    text: str
    left: float
    right: float


def head_gaps(
    lines: Sequence[HeadLine], ink: _Filled, *, letters: float, twice: bool = False
) -> tuple[tuple[int, int], ...]:
    """
    Find the gaps between heads that name different columns, or columns of different hours.

    Args:
        lines: The lines of a row of heads, its hours included.
        ink: The print of the row of heads, from its top to its bottom.
        letters: How high a letter is.
        twice: Whether the words and the hours must both tell of a gap.

    Returns:
        Where each gap begins and ends, from left to right.
    """
    filled: _Filled = np.asarray(ink.any(axis=0), dtype=np.bool_)
    told = sorted((one for line in lines for one in _told(line, filled)), key=lambda one: one[0])
    found = Counter[tuple[int, int]]()
    for sort in (ColumnKind, tuple):
        alike = [one for one in told if isinstance(one[1], sort)]
        for (start, before), (end, after) in pairwise(alike):
            gap = _widest(filled, start, end)
            if before != after and gap[1] - gap[0] >= _LEAST_GAP * letters:
                found[gap] += 1
    return tuple(sorted(gap for gap, times in found.items() if times > twice))


def _told(line: HeadLine, filled: _Filled) -> Iterator[tuple[int, _Meaning]]:
    """
    Give each head and each hours of a line with the place of its middle.

    Signs are counted along the print, for the gaps between heads are of any width.
    """
    left = max(round(line.left), 0)
    printed = left + np.flatnonzero(filled[left : max(round(line.right), 0)])
    words = line.text.split()
    signs = sum(map(len, words))
    start, place = 0, 0
    while start < len(words):
        length, meaning = _longest(words[start:])
        told = len("".join(words[start : start + length]))
        if meaning is not None and len(printed):
            yield int(printed[int((place + told / 2) / signs * len(printed))]), meaning
        place += told
        start += length


def _longest(words: Sequence[str]) -> tuple[int, _Meaning | None]:
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        text = " ".join(words[:length])
        found = snap(text, _WORDS, least=_SURE)
        meaning = found.best or (read_hours(text) if length == 1 else None)
        if meaning is not None:
            return length, meaning
    return 1, None


def _widest(filled: _Filled, start: int, end: int) -> tuple[int, int]:
    """
    Find the widest gap in the ink between two places.
    """
    edges = np.flatnonzero(np.diff(np.r_[True, filled[start:end], True]))
    gaps = list(zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True))
    first, last = max(gaps, key=lambda gap: gap[1] - gap[0], default=(0, 0))
    return start + first, start + last
