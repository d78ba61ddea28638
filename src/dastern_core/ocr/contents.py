"""
Contents: what a cell's text says in the column in which it stands.
"""

import re

from dastern_core.kernel import ascii_digits
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.correction import mixed_candidates, read_counted, read_days
from dastern_core.ocr.draft import ColumnKind
from dastern_core.ocr.rows import amount_doubts
from dastern_core.ocr.spelling import spelled

__all__ = ["TOLD_LIKENESS", "corrected", "is_counted", "is_sensible", "is_understood"]

TOLD_LIKENESS = 0.6
"""
Least likeness, 0 to 1, to a known word of how a medicine is taken: such words are few, and
what is unlike them is doubted.
"""

_TOLD = (ColumnKind.METHOD, ColumnKind.REMARK)
_COUNTED = (ColumnKind.QUANTITY, ColumnKind.UNIT, ColumnKind.DURATION)
_WORD = re.compile(r"[^\W\d_]\W*[^\W\d_]")  # Khmer vowels stand between letters


def is_understood(text: str, cell: ReadCell, kind: ColumnKind | None) -> bool:
    """
    Tell whether a cell's text is of the kind that its column holds, and seconded.

    Args:
        text: The cell's text as known words spell it.
        cell: The cell, with what the second engine read.
        kind: What its column holds; None where that is not known.
    """
    if not is_sensible(text, kind):
        return False
    if not is_counted(kind) or kind is ColumnKind.UNIT:
        return True
    counted = read_counted(text)
    return counted is not None and (
        bool(mixed_candidates(text)) or not amount_doubts(cell, counted)
    )


def is_sensible(text: str, kind: ColumnKind | None) -> bool:
    """
    Tell whether a text is of the kind that a column holds.

    Args:
        text: As known words spell it.
        kind: What the column holds; None where that is not known.
    """
    if kind in _TOLD or kind is ColumnKind.NAME:
        return _WORD.search(text) is not None and not spelled(text).review
    if kind is ColumnKind.NUMBER:
        return ascii_digits(text).strip(" .)").isdigit()
    if kind is ColumnKind.UNIT:
        text = f"1 {text}"
    if not is_counted(kind):
        return True
    counted = read_counted(text)
    if counted is None or mixed_candidates(text):
        return kind is ColumnKind.DURATION and read_days(text) is not None
    return not counted.word or counted.unit.best is not None or kind is ColumnKind.DURATION


def is_counted(kind: ColumnKind | None) -> bool:
    """
    Tell whether a column holds a number with its unit, or a unit.
    """
    return kind is not None and (kind in _COUNTED or kind.slot is not None)


def corrected(text: str, kind: ColumnKind | None) -> str:
    """
    Write a cell's text as known words spell it.

    Args:
        text: As read, on one line.
        kind: What its column holds; None where that is not known.
    """
    if kind in _TOLD:
        return spelled(text, least=TOLD_LIKENESS).text
    numbered = kind is None or is_counted(kind)
    counted = read_counted(text) if numbered else None
    if counted is None:
        return text
    number = text[: text.rfind(counted.word)] if counted.word else text
    mixed = mixed_candidates(text)
    if mixed:
        number = f"{int(mixed[0])} {mixed[0] - int(mixed[0])} "
    word = counted.unit.candidates[0] if len(counted.unit.candidates) == 1 else counted.word
    return f"{number}{word}".strip()
