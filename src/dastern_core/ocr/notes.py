"""
Notes: advice printed around the table, such as what to drink and when to come back.

Few forms label it. It is told by its words, or by the dash or dot that it begins with.
"""

import re
from collections.abc import Sequence

import attrs
from rapidfuzz import fuzz

from dastern_core.ocr.draft import Doubt, DoubtCode, Reading, doubted
from dastern_core.ocr.lexicon import ADVICE_WORDS
from dastern_core.ocr.quadrilaterals import enclosing

__all__ = ["Advice", "advice", "joined_note"]

_BULLET = re.compile(r"\s*[-\u2013\u2014\u2022*\u00b7\u00ab\u00bb+]+\s*")
_LETTERS = re.compile(r"(?:[^\W\d_]\W*){3}")
_KHMER = re.compile(r"[\u1780-\u17b3]")
_ALIKE = 85  # of 100: one sign of seven misread, for Khmer words stand without gaps
_FUZZY = 5  # signs; a shorter word is like too many
_SPACED = tuple(
    re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
    for word in ADVICE_WORDS
    if not _KHMER.match(word)
)
_UNSPACED = tuple(word for word in ADVICE_WORDS if _KHMER.match(word))


@attrs.frozen(kw_only=True)
class Advice:
    """
    What a line advises.

    Args:
        text: The line without the dash or dot before it.
        known: Whether a word of it is one of advice.
    """

    text: str
    known: bool


def advice(text: str) -> Advice | None:
    """
    Tell whether a line without a label is advice.

    Args:
        text: As read.

    Example:
        >>> advice("- Drink plenty of water").text, advice("Phnom Penh")
        ('Drink plenty of water', None)
        >>> advice("« Drink plenty of water").text  # a blurred dot
        'Drink plenty of water'
    """
    bullet = _BULLET.match(text)
    rest = text[bullet.end() :] if bullet else text
    known = any(word.search(rest) for word in _SPACED) or any(
        _says(word, rest) for word in _UNSPACED
    )
    if not known and (bullet is None or _LETTERS.search(rest) is None):
        return None
    return Advice(text=" ".join(rest.split()), known=known)


def _says(word: str, text: str) -> bool:
    if len(word) < _FUZZY or len(text) < len(word):
        return text.startswith(word)
    return fuzz.partial_ratio(word, text) >= _ALIKE


def joined_note(lines: Sequence[tuple[Advice, Reading]]) -> Reading | None:
    """
    Give the lines of a note as one reading.

    Args:
        lines: Each line's advice, and how it was read.

    Returns:
        The note, its lines parted by newlines; None where there is no line.
    """
    if not lines:
        return None
    detail = "This has no known word of advice; check whether it is a note."
    doubt = Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail)
    readings = [one if told.known else doubted(one, doubt) for told, one in lines]
    boxes = [one.box for one in readings if one.box is not None]
    first, *others = readings
    return attrs.evolve(
        first,
        text="\n".join(one.text for one in readings),
        value="\n".join(one.value or one.text for one in readings),
        confidence=min(one.confidence for one in readings),
        box=enclosing(boxes) if boxes else None,
        review=tuple(dict.fromkeys(doubt for one in readings for doubt in one.review)),
        alternatives=() if others else first.alternatives,
    )
