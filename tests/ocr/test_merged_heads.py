"""
Merged heads: heads of neighbouring columns parted where little paper is between them.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from dastern_core.ocr.merged_heads import HeadLine, head_gaps

_LETTERS = 20.0  # pixels


def _ink(*words: tuple[int, int]) -> NDArray[np.bool_]:
    """
    Give a row of heads with print from each left to each right edge.
    """
    ink = np.zeros((24, 400), dtype=np.bool_)
    for left, right in words:
        ink[4:20, left:right] = True
    return ink


def _gaps(*lines: tuple[str, int, int], ink: NDArray[np.bool_]) -> list[tuple[int, int]]:
    read = [HeadLine(text=text, left=left, right=right) for text, left, right in lines]
    return list(head_gaps(read, ink, letters=_LETTERS))


@pytest.mark.parametrize("text", ["Morning Midday", "ពេលព្រឹក ពេលថ្ងៃ", "(6-8) (11-12)"])
def test_two_heads_in_one_line_are_parted(text: str) -> None:
    """
    One line that says two heads, or two hours, is parted at the gap in its ink.
    """
    assert _gaps((text, 10, 190), ink=_ink((10, 95), (105, 190))) == [(95, 105)]


def test_heads_of_several_lines_are_parted_once() -> None:
    """
    Heads and the hours below them are parted at the same gap.
    """
    lines = ("Morning", 10, 95), ("Midday", 105, 190), ("(6-8)", 20, 80), ("(11-12)", 120, 180)

    assert _gaps(*lines, ink=_ink((10, 95), (105, 190))) == [(95, 105)]


def test_signs_are_counted_along_the_print() -> None:
    """
    A wide gap in a line does not shift where its later heads are sought.
    """
    ink = _ink((10, 90), (250, 320), (328, 390))

    assert _gaps(("Strength Morning Midday", 10, 390), ink=ink) == [(90, 250), (320, 328)]


@pytest.mark.parametrize("text", ["Drug name", "Amoxicillin Paracetamol", "Morning Paracetamol"])
def test_words_of_one_head_stay_together(text: str) -> None:
    """
    A head of two words is one head, and a word that heads no column parts nothing.
    """
    assert _gaps((text, 10, 190), ink=_ink((10, 95), (105, 190))) == []


def test_a_gap_between_letters_parts_nothing() -> None:
    """
    Without paper between them two heads are left as they are.
    """
    assert _gaps(("Morning Midday", 10, 190), ink=_ink((10, 95), (98, 190))) == []


def test_a_head_said_twice_is_not_parted() -> None:
    """
    The same head in two scripts or lines names one column.
    """
    ink = _ink((10, 95), (105, 190))

    assert _gaps(("Morning", 10, 95), ("ព្រឹក", 105, 190), ink=ink) == []


def test_a_line_beside_the_print_says_nothing() -> None:
    """
    A line in whose place nothing is printed is passed over.
    """
    assert _gaps(("Morning", 300, 350), ("Midday", 10, 95), ink=_ink((10, 95))) == []
