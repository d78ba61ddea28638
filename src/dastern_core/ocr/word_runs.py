"""
Word runs: the words of an unruled table, row by row.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

__all__ = [
    "Word",
    "goes_on",
    "is_alone",
    "middle",
    "row_bounds",
    "side_by_side",
    "spaces_between",
    "usual_step",
    "word_runs",
]

_LINE_GAP = 1.0  # of a letter's height: paper between two lines of one cell

Word = tuple[int, int, int, int]
"""
A word's box: left, top, right, bottom.
"""


def word_runs(words: Sequence[Word]) -> list[list[Word]]:
    """
    Group words that share rows of pixels, from top to bottom.
    """
    runs: list[list[Word]] = []
    bottom = -1
    for word in sorted(words, key=lambda one: one[1]):
        if word[1] < bottom:
            runs[-1].append(word)
        else:
            runs.append([word])
        bottom = max(bottom, word[3])
    return runs


def side_by_side(words: Sequence[Word], *, gap: float) -> list[Word]:
    """
    Join words above each other, from left to right.
    """
    joined: list[Word] = []
    for word in sorted(words):
        if joined and word[0] <= joined[-1][2] + gap:
            left, top, right, bottom = joined[-1]
            joined[-1] = (left, min(top, word[1]), max(right, word[2]), max(bottom, word[3]))
        else:
            joined.append(word)
    return joined


def spaces_between(
    middles: Sequence[float], runs: Sequence[Sequence[Word]]
) -> list[tuple[float, float]]:
    """
    Find the widest paper between each two heads' middles; of no width where there is none.
    """
    filled = side_by_side([word for run in runs for word in run], gap=0.0)
    found = []
    for start, end in pairwise(middles):
        inner = [word for word in filled if word[2] > start and word[0] < end]
        edges = [start, *(edge for word in inner for edge in (word[0], word[2])), end]
        gaps = [
            (max(left, start), min(right, end))
            for left, right in zip(edges[0::2], edges[1::2], strict=True)
        ]
        found.append(max(gaps, key=lambda pair: pair[1] - pair[0]))
    return found


def middle(run: Sequence[Word]) -> float:
    """
    Give the height at which a run stands.
    """
    return (min(word[1] for word in run) + max(word[3] for word in run)) / 2


def usual_step(runs: Sequence[Sequence[Word]]) -> float:
    """
    Give the distance at which most runs follow each other.
    """
    return float(np.median([middle(after) - middle(before) for before, after in pairwise(runs)]))


def is_alone(run: Sequence[Word], middles: Sequence[float]) -> bool:
    """
    Tell whether a run is one word, as the lines below a table are, and no row.
    """
    return len(run) < 2 and len(middles) > 2  # noqa: PLR2004 - a row has a name and a dose


def goes_on(word: Word, row: Sequence[Word], *, letters: float) -> bool:
    """
    Tell whether a word is the next line of the one above it, nearer to it than a row is.
    """
    above = [one for one in row if one[0] < word[2] and word[0] < one[2]]
    gap = word[1] - max((one[3] for one in above), default=-np.inf)
    return bool(gap < _LINE_GAP * letters)


def row_bounds(runs: Sequence[Sequence[Word]], *, pad: int) -> list[tuple[int, int]]:
    """
    Put the edge between two rows into the middle of the paper between them.
    """
    spans = [(min(word[1] for word in run), max(word[3] for word in run)) for run in runs if run]
    between = [(above[1] + below[0]) // 2 for above, below in pairwise(spans)]
    outer = (spans[:1], spans[-1:])
    edges = [*(top - pad for top, _ in outer[0]), *between, *(end + pad for _, end in outer[1])]
    return list(pairwise(edges))
