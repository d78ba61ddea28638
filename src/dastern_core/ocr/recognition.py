"""
Recognition: which line of the page goes to which engine, and what the two say together.

The Latin engine reads every line first; the Khmer engine then reads what the Latin one
did not read with certainty. Both see digits, so where they agree two independent engines
vouch for a number. The engines themselves are behind a port.
"""

import re
from collections.abc import Sequence
from enum import Enum
from typing import Protocol

import attrs
import cv2
import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from dastern_core.ocr.pages import Page, Pixels
from dastern_core.ocr.quadrilaterals import Quadrilateral

__all__ = ["LineText", "Recognition", "Recognizer", "Script", "read_texts", "sharpened"]

_SURE_LATIN = 0.97  # measured: above it the Latin engine had read Latin, never Khmer
_LEAST_LETTERS = 4  # a shorter word has too many neighbours to be matched
_ALIKE = 70  # of 100: the Khmer engine's spelling of a Latin word is that near (CER 0.047)
_NARROW = 1.4  # times as wide as high: one digit, which is misread without paper around it
_UNEQUAL = 0.75  # of 1, at most: a word in which one engine saw letters that the other did not
_FEW_SIGNS = 3  # that the Latin engine reads in one Khmer digit, at most
_SURE_UNIT = 0.8
_WEAK = 0.85  # a line read with less is looked at once more
_SHARPEN = 2.0  # times the difference to the softened line: Khmer in blurred lines is read then
_SOFT = 0.07  # of the line's height: the deviation of the softening
_SURE_PRINT = 0.93  # of blurred Latin print; Khmer print reached 0.9 in three signs and more
_UNSURE_KHMER = 0.85  # of blurred Latin print, which it takes for Khmer
_PLAIN_PRINT = re.compile(r"[A-Za-z0-9 .,'()/-]{3,}")
_UNITS = frozenset({"mg", "ml", "mcg", "g", "iu", "tab", "cap", "cp"})
_PLAIN_WORDS = re.compile(r"[A-Za-z .,'()-]{4,}")
_NUMBER = re.compile(r"\(?[0-9]{1,4}(?:[-/.,][0-9]{1,4})?\)?(?: ?[a-z]{1,2})?")  # 1/2, (6-8), 10mg
_NUMERALS = re.compile(r"[0-9\u17e0-\u17e9/.,() -]+")
_NUMBER_THEN_WORD = re.compile(r"(?<=[0-9\u17e0-\u17e9])(?=[\u1780-\u17b3])")
_KHMER = re.compile(r"[\u1780-\u17d3\u17e0-\u17e9]")  # letters, marks and digits
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'-]*(?: [A-Za-z][A-Za-z'-]*)*")


class Script(Enum):
    """
    What stands in a line, as far as it is known: it decides which engine reads it.

    ``DIGITS`` are lines that the Latin engine read as a number alone; the Khmer engine reads
    them again, as many at a time as it can.
    """

    LATIN = "latin"
    KHMER = "khmer"
    DIGITS = "digits"


@attrs.frozen(kw_only=True)
class Recognition:
    """
    What one engine read in one line.

    Args:
        text: As read; empty where it saw no text.
        confidence: The mean probability of the characters, 0 to 1; 0 for no text.
    """

    text: str
    confidence: float = attrs.field(validator=[attrs.validators.ge(0.0), attrs.validators.le(1.0)])


class Recognizer(Protocol):
    """
    What ``read`` asks of its engines; ``dastern_core.ports.recognition`` says what it promises.
    """

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find the lines of text on a page.
        """
        ...

    def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
        """
        Read lines of text, in their order.
        """
        ...


@attrs.frozen(kw_only=True)
class LineText:
    """
    What the engines say together about one line.

    Args:
        text: The better reading.
        confidence: 0 to 1; see ``read_texts``.
        second: The other engine's reading; None where one engine alone was asked.
        second_confidence: How sure that engine is of it.
    """

    text: str
    confidence: float
    second: str | None = None
    second_confidence: float = 0.0


def read_texts(lines: Sequence[Pixels], *, recognizer: Recognizer) -> tuple[LineText, ...]:
    """
    Read lines with the engines that suit them.

    Args:
        lines: Straightened lines of text.
        recognizer: The engines.

    Returns:
        One text for each line, in their order. The confidence is the engine's own; where
        both read the same text it is the chance that not both are wrong, taking them as
        independent. Lines that are read with less than 0.85 are sharpened and read again.
    """
    read = _read_once(lines, recognizer=recognizer)
    weak = [index for index, one in enumerate(read) if one.confidence < _WEAK]
    if not weak:
        return read
    again = _read_once([sharpened(lines[index]) for index in weak], recognizer=recognizer)
    better = {
        index: one
        for index, one in zip(weak, again, strict=True)
        if one.confidence > read[index].confidence
    }
    return tuple(better.get(index, one) for index, one in enumerate(read))


def sharpened(line: Pixels) -> Pixels:
    """
    Take the softness of a hurried photo from a line (an unsharp mask).
    """
    soft = cv2.GaussianBlur(line, (0, 0), max(_SOFT * line.shape[0], 1.0))
    sharp = cv2.addWeighted(line, 1 + _SHARPEN, soft, -_SHARPEN, 0)
    return np.asarray(sharp, dtype=np.uint8)


def _read_once(lines: Sequence[Pixels], *, recognizer: Recognizer) -> tuple[LineText, ...]:
    latin = recognizer.read_lines(lines, script=Script.LATIN)
    scripts = [_second_script(one, line) for one, line in zip(latin, lines, strict=True)]
    second: dict[int, Recognition] = {}

    def ask(asked: Sequence[int], script: Script) -> None:
        texts = recognizer.read_lines([lines[index] for index in asked], script=script)
        second.update(zip(asked, texts, strict=True))

    ask([index for index, one in enumerate(scripts) if one is Script.DIGITS], Script.DIGITS)
    words = [index for index, one in second.items() if not _NUMERALS.fullmatch(one.text)]
    ask([*words, *(i for i, one in enumerate(scripts) if one is Script.KHMER)], Script.KHMER)
    return tuple(
        _together(one, second[index])
        if index in second
        else LineText(text=_tidy(one.text), confidence=one.confidence)
        for index, one in enumerate(latin)
    )


def _second_script(read: Recognition, line: Pixels) -> Script | None:
    """
    Tell who reads a line again; None for plain Latin words read with certainty.
    """
    if read.confidence >= _SURE_LATIN and _PLAIN_WORDS.fullmatch(read.text):
        return None
    if read.confidence >= _SURE_UNIT and read.text.lower() in _UNITS:
        return None  # two letters alone: the Khmer engine takes them for digits
    height, width = line.shape[:2]
    digit = len(read.text) <= _FEW_SIGNS and width <= _NARROW * height
    return Script.DIGITS if digit or _NUMBER.fullmatch(read.text) else Script.KHMER


def _together(latin: Recognition, khmer: Recognition) -> LineText:
    plain, native = _tidy(latin.text), _tidy(khmer.text)
    if plain == native and plain:
        both = 1 - (1 - latin.confidence) * (1 - khmer.confidence)
        return LineText(
            text=plain, confidence=both, second=native, second_confidence=khmer.confidence
        )
    sure = latin.confidence >= _SURE_PRINT and _PLAIN_PRINT.fullmatch(plain) is not None
    number = latin.confidence >= _SURE_LATIN and _NUMERALS.fullmatch(plain) is not None
    unlike = khmer.confidence < _UNSURE_KHMER and (sure or number)
    if (_KHMER.search(native) or not plain) and not unlike:
        text, unequal = _with_latin_words(native, plain)
        return LineText(
            text=text,
            confidence=min(khmer.confidence, _UNEQUAL if unequal else 1.0),
            second=plain,
            second_confidence=latin.confidence,
        )
    return LineText(
        text=plain,
        confidence=latin.confidence,
        second=native,
        second_confidence=khmer.confidence,
    )


def _tidy(text: str) -> str:
    """
    Write a line in one way: single spaces, no invisible signs, a colon where one is meant.
    """
    kept = text.replace("\u17c8", ":").replace("\u200b", "").replace("\ufeff", "")
    return " ".join(_NUMBER_THEN_WORD.sub(" ", kept).split())


def _with_latin_words(native: str, plain: str) -> tuple[str, bool]:
    """
    Put the Latin engine's spelling in place of the Khmer engine's, word by word.

    Returns:
        The text, and whether one engine saw letters in a word that the other did not: the
        Latin one loses some, or takes Khmer letters at a word's ends for its own.
    """
    unequal = False

    def better(found: re.Match[str]) -> str:
        nonlocal unequal
        word = found[0]
        match = fuzz.partial_ratio_alignment(word, plain, score_cutoff=_ALIKE)
        if len(word) < _LEAST_LETTERS or match is None:
            return word
        start, end = match.dest_start, match.dest_end
        if not _KHMER.search(native[: found.start()].rstrip()[-1:]):
            while start > 0 and plain[start - 1].isascii() and plain[start - 1].isalpha():
                start -= 1
        if not _KHMER.search(native[found.end() :].lstrip()[:1]):
            while end < len(plain) and plain[end].isascii() and plain[end].isalpha():
                end += 1
        grown = (start, end) != (match.dest_start, match.dest_end)
        unequal = unequal or grown or _is_longer(word, plain[start:end])
        return plain[start:end].strip()

    return _LATIN_RUN.sub(better, native), unequal


def _is_longer(word: str, other: str) -> bool:
    """
    Tell whether one of two spellings of a word has letters more, not only others.
    """
    first, second = ("".join(filter(str.isalpha, one.lower())) for one in (word, other))
    return any(edit.tag != "replace" for edit in Levenshtein.editops(first, second))
