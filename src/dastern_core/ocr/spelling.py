"""
Spelling: Khmer words, which one engine alone can read, checked against known words.

The Khmer engine misreads about one sign in a hundred and is as sure of those as of the
others, so its confidence says little. A known word vouches for itself, and so does the
name of a medicine; a word one sign away from a known one is taken for it, but none is ever
taken for a medicine that it resembles; any other word is for a person to check.
"""

import re

import attrs

from dastern_core.medicines import FORM_WORDS, folded
from dastern_core.ocr.correction import snap
from dastern_core.ocr.draft import Doubt, DoubtCode
from dastern_core.ocr.lexicon import (
    COMMON_WORDS,
    FIELD_WORDS,
    HOSPITAL_WORDS,
    MEDICINE_NAMES,
    SEX_WORDS,
)

__all__ = ["Spelled", "spelled"]

_WORD = re.compile(r"[\u1780-\u17b3][\u1780-\u17d3]*")
_NEAR = 0.88  # of 1: one sign of nine differs
_KNOWN = tuple(
    (word, word)
    for word in {
        *COMMON_WORDS,
        *FORM_WORDS,
        *HOSPITAL_WORDS,
        *(word for words in FIELD_WORDS.values() for word in words),
        *(word for words in SEX_WORDS.values() for word in words),
    }
    if _WORD.fullmatch(word)
)


@attrs.frozen(kw_only=True)
class Spelled:
    """
    A text with its Khmer words as known words spell them.

    Args:
        text: The text, each word near a known one spelled as that.
        review: A doubt where a Khmer word is not known; empty where none is.
    """

    text: str
    review: tuple[Doubt, ...]


def spelled(text: str, *, least: float = _NEAR) -> Spelled:
    """
    Check a text's Khmer words.

    Args:
        text: As read.
        least: The least likeness, 0 to 1, at which a word is taken for a known one; below
            0.88 with a doubt.

    Example:
        >>> spelled("ក្រោយបាយ 2 ដង").review
        ()
    """
    unknown = False

    def check(found: re.Match[str]) -> str:
        nonlocal unknown
        word = found[0]
        if folded(word) in MEDICINE_NAMES:
            return word
        near = snap(word, _KNOWN, least=least)
        unknown = unknown or near.best is None or near.likeness < _NEAR
        return word if near.best is None or folded(near.best) == folded(word) else near.best

    checked = _WORD.sub(check, text)
    detail = "One engine alone read this Khmer text; check its spelling."
    doubt = Doubt(code=DoubtCode.ONE_ENGINE, detail=detail)
    return Spelled(text=checked, review=(doubt,) if unknown else ())
