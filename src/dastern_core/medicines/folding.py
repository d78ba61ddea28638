"""
Folding: names written so that spellings that look or sound alike compare equal.
"""

import re
import unicodedata
from functools import lru_cache

from dastern_core.kernel import ascii_digits

__all__ = ["folded"]

_KEPT = re.compile(r"[^0-9a-z\u1780-\u17d2#°º]")
_COENG = "\u17d2"
# A base sign with all that hangs on it: subscripts, shifters, vowels, signs.
_MARKS = re.compile(rf"((?:{_COENG}[\u1780-\u17b3]|[\u17b6-\u17d1])+)")
_MARK = re.compile(rf"{_COENG}[\u1780-\u17b3]|[\u17b6-\u17d1]")
_RO = f"{_COENG}\u179a"
_SHIFTERS = "\u17c9\u17ca"
_LAST_VOWEL = "\u17c5"


@lru_cache(maxsize=4096)  # a page asks for the lexicon's own words some hundred times
def folded(text: str) -> str:
    """
    Write a word so that spellings that look alike compare equal.

    Case, accents, spaces (zero-width ones too) and punctuation go, Khmer digits become
    ASCII. In Khmer, coeng DA becomes coeng TA, since the two are drawn alike; subscripts,
    shifters and vowels are put into the order of the script, and a vowel typed in two
    parts becomes one.

    Example:
        >>> folded("Après-Midi (14-16)"), folded("ល.រ")
        ('apresmidi1416', 'លរ')
        >>> folded("ស្ត្រី") == folded("ស្រ្តី")
        True
    """
    plain = unicodedata.normalize("NFD", ascii_digits(text).lower())
    kept = _KEPT.sub("", plain.replace("\u17d2\u178a", "\u17d2\u178f"))
    return kept if kept.isascii() else _MARKS.sub(lambda marks: _ordered(marks[0]), kept)


def _ordered(marks: str) -> str:
    parts = sorted(_MARK.findall(marks), key=_rank)
    joined = "".join(parts)
    return joined.replace("\u17c1\u17b8", "\u17be").replace("\u17c1\u17b6", "\u17c4")


def _rank(mark: str) -> int:
    if mark.startswith(_COENG):
        return 1 if mark == _RO else 0
    if mark in _SHIFTERS:
        return 2
    return 3 if mark <= _LAST_VOWEL else 4
