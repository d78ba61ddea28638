"""
Numerals: tables printed in Khmer digits, which the Latin engine reads as look-alikes.

The Latin engine knows no Khmer digit, but reads some of them as the same Latin sign each
time. In a table of Khmer digits such a sign vouches for the digit that the Khmer engine
read, and stands in for one that it did not read.
"""

import re
from collections.abc import Sequence

import attrs

from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.recognition import LineText

__all__ = ["with_khmer_numerals"]

_LOOK_ALIKES = {"9": "១", "m": "៣", "ls": "៤", "Ls": "៤", "b": "២", "o": "០", "O": "០", "0": "០"}
# measured on generated pages in twelve faces: what the Latin engine reads most often
_SIGN = re.compile("|".join([*_LOOK_ALIKES, "[0-9០-៩/., ]"]))
_KHMER_NUMBER = re.compile(r"[០-៩][០-៩/., ]*")
_KHMER = re.compile(r"[\u1780-\u17f9]")
_LATIN_NUMBER = re.compile(r"[0-9][0-9/., ]*")
_LONGEST = 6  # signs of a number in a cell: "1 1/2" and some
_LEAST = 2  # numbers in Khmer digits that make a table one of Khmer digits
_VOUCHED = 0.95  # the least confidence where both engines say the same, each in its signs


def with_khmer_numerals(cells: Sequence[ReadCell]) -> tuple[ReadCell, ...]:
    """
    Settle the numbers of a table that is printed in Khmer digits.

    Args:
        cells: The cells of one table.

    Returns:
        The cells; of a table in Latin digits, or of one with both, as they were.
    """
    lines = [line for cell in cells for line in cell.lines]
    khmer = sum(_KHMER_NUMBER.match(line.text) is not None for line in lines)
    latin = sum(
        _LATIN_NUMBER.fullmatch(line.text) is not None
        and line.text == line.second
        and _meant(line.text) is None  # both engines may take a Khmer digit for a 9 or a 0
        for line in lines
    )
    if khmer < _LEAST or khmer <= latin:
        return tuple(cells)
    return tuple(
        attrs.evolve(cell, lines=tuple(_settled(line) for line in cell.lines)) for cell in cells
    )


def _settled(line: LineText) -> LineText:
    if len(line.text) > _LONGEST or line.second is None:
        return line
    meant = _meant(line.second)
    if _KHMER_NUMBER.fullmatch(line.text):
        if meant != line.text:
            return line
        sure = max(line.confidence, _VOUCHED)
        return attrs.evolve(line, confidence=sure, second=line.text)
    latin_first = (line.second, line.text) if _KHMER.search(line.text) else (line.text, line.second)
    text = next(filter(None, map(_meant, latin_first)), None)
    return line if text is None else attrs.evolve(line, text=text)


def _meant(text: str) -> str | None:
    """
    Give the Khmer digits that a text looks like; None where a sign looks like none.
    """
    if _SIGN.sub("", text) or not text:
        return None
    meant = _SIGN.sub(lambda found: _LOOK_ALIKES.get(found[0], found[0]), text)
    return meant if _KHMER_NUMBER.fullmatch(meant) else None
