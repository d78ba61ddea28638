"""
Misread labels: values around the table whose labels are only like the words of forms.

What is found so is a guess at which field it is, so whoever takes it must flag it.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from rapidfuzz import fuzz

from dastern_core.medicines import folded
from dastern_core.ocr.draft import FieldName
from dastern_core.ocr.lexicon import FIELD_WORDS, HOSPITAL_WORDS, SEX_WORDS
from dastern_core.ocr.page_lines import PageLine

__all__ = ["like_a_hospital", "told_by_likeness", "told_by_sex"]

_ALIKE = 55  # of 100: about half of a long label's signs are misread in blurred print
_LEAST_SIGNS = 4  # a shorter label is like too many words
_PART = re.compile(r"(?P<label>.*?)(?:[:\uff1a](?![0-9])|\s[-.]\s|\.\s)\s*(?P<value>\S.*)")
_DATED = re.compile(
    r"(?P<label>[^\s0-9]*[^\s/]?)\s+(?P<value>[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}.*)"
)
_HOSPITAL_ALIKE = 70  # of 100
_KHMER_HOSPITALS = tuple(word for word in HOSPITAL_WORDS if not word.isascii() and word[0] > "ក")
_SEXES = frozenset(word for words in SEX_WORDS.values() for word in words if not word.isascii())
_TITLED = frozenset({FieldName.DOCTOR, FieldName.NOTE})  # found by where and how they stand
_NUMERIC = frozenset(
    {
        FieldName.AGE,
        FieldName.CODE,
        FieldName.DATE,
        FieldName.NEXT_VISIT,
        FieldName.BLOOD_PRESSURE,
        FieldName.PULSE,
        FieldName.TEMPERATURE,
        FieldName.WEIGHT,
        FieldName.GLUCOSE,
    }
)


def told_by_likeness(
    lines: Sequence[PageLine], wanted: Collection[FieldName]
) -> Iterator[tuple[FieldName, str, PageLine]]:
    """
    Find the fields whose labels are about half like a form's words.

    Args:
        lines: Lines of which no label was read.
        wanted: The fields that were not found.
    """
    for line in lines:
        text = line.text.text
        parted = _DATED.fullmatch(text) or _PART.fullmatch(text)
        name = None if parted is None else _most_like(parted["label"])
        if parted is None or name is None or name not in wanted:
            continue
        if name not in _NUMERIC or any(sign.isdigit() for sign in parted["value"]):
            yield name, parted["value"], line


def _most_like(label: str) -> FieldName | None:
    asked = folded(label)
    scores = [
        (fuzz.ratio(asked, folded(word)), name)
        for name, words in FIELD_WORDS.items()
        for word in words
        if name not in _TITLED and min(len(folded(word)), len(asked)) >= _LEAST_SIGNS
    ]
    score, name = max(scores, key=lambda one: one[0], default=(0.0, None))
    return name if score >= _ALIKE else None


def told_by_sex(lines: Sequence[PageLine]) -> tuple[str, PageLine] | None:
    """
    Find the one Khmer word for a sex that stands alone in a line with another value.
    """
    found = [
        (word, line)
        for line in lines
        for word in re.split(r"[\s:/()]+", line.text.text)
        if word in _SEXES and folded(line.text.text) != folded(word)
    ]
    return found[0] if len(found) == 1 else None


def like_a_hospital(text: str) -> bool:
    """
    Tell whether a line begins about as a hospital's Khmer name does.
    """
    return any(fuzz.ratio(word, text[: len(word)]) >= _HOSPITAL_ALIKE for word in _KHMER_HOSPITALS)
