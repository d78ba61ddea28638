"""
Evaluation: a draft measured against what is truly printed, value by value.

Three things count: whether a value is right, whether a wrong one was flagged for review,
and whether a dose stands in a slot in which none is printed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import pairwise, zip_longest

import attrs
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from dastern_core.kernel import ascii_digits
from dastern_core.ocr.correction import read_counted
from dastern_core.ocr.draft import (
    DraftMedication,
    DraftTable,
    PrescriptionDraft,
    Reading,
)
from dastern_core.ocr.truth import PageTruth, Part, TrueRow, amount_text

__all__ = [
    "Band",
    "Judgement",
    "Verdict",
    "calibration",
    "evaluate",
    "sign_errors",
    "squashed",
]

_IGNORED = re.compile(r"[\s\u200b\u200c\ufeff]+")
_KHMER, _LATIN = re.compile(r"[\u1780-\u17d3]"), re.compile(r"[A-Za-z\u00c0-\u024f]")
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4"}
_MIXED = re.compile(r"([0-9])\s+([0-9]+/[0-9])")
_BANDS = (0.0, 0.8, 0.9, 0.95, 0.99, 1.0)
_SUREST = 0.999999  # a confidence of 1 belongs to the last band
_LEAST_ALIKE = 0.5  # of 1: two rows less alike than this are not the same row
_UNREAD = 0.1  # of 1: a row of which nothing was read goes to a printed one that is left

_Values = Mapping[tuple[Part, str], Reading]


class Verdict(Enum):
    """
    How it was read: rightly, wrongly, not at all, or found where nothing is printed.
    """

    RIGHT = "right"
    WRONG = "wrong"
    ABSENT = "absent"
    INVENTED = "invented"


@attrs.frozen(kw_only=True)
class Judgement:
    """
    One value of a page, as printed and as read.

    Args:
        part: What it is.
        place: Where, such as ``rows[2].evening`` or ``fields.age``; rows count from 0, and
            a row that is printed nowhere is ``medications[2]``.
        expected: What is printed; empty where nothing is.
        actual: What was read; empty where nothing was.
        verdict: How it was read.
        flagged: Whether the draft asks a person to check it: the value itself, its row
            or, for a row that is not in the draft, the page.
        confidence: The reading's own; 0 where nothing was read.
    """

    part: Part
    place: str
    expected: str
    actual: str
    verdict: Verdict
    flagged: bool
    confidence: float = 0.0

    @property
    def silent(self) -> bool:
        """
        Whether it is wrong and nobody is asked to check it.
        """
        return self.verdict is not Verdict.RIGHT and not self.flagged


@attrs.frozen(kw_only=True)
class Band:
    """
    What was read with about the same confidence and not flagged.

    Args:
        least: The least confidence in it, inclusive.
        most: The most, exclusive but for 1.
        values: How many values.
        wrong: How many of them are wrong.
    """

    least: float
    most: float
    values: int
    wrong: int


def calibration(found: Iterable[Judgement]) -> tuple[Band, ...]:
    """
    Count how often an unflagged value is wrong, by the confidence with which it was read.

    Args:
        found: Judgements; cells, which are evidence, and values not read are left out.

    Returns:
        The bands from the least confidence to the most; one may be empty.
    """
    kept = [one for one in found if one.part is not Part.CELL and one.actual and not one.flagged]
    return tuple(
        Band(
            least=least,
            most=most,
            values=len(inside),
            wrong=sum(one.verdict is not Verdict.RIGHT for one in inside),
        )
        for least, most in pairwise(_BANDS)
        for inside in [[one for one in kept if least <= min(one.confidence, _SUREST) < most]]
    )


def evaluate(truth: PageTruth, draft: PrescriptionDraft) -> tuple[Judgement, ...]:
    """
    Judge a draft.

    Rows are matched in their order by how alike they are.

    Args:
        truth: What is printed.
        draft: What was read.

    Returns:
        For each printed row its cells and its medication's values, for each medication
        that is printed nowhere its values, for each printed field its value. A value that
        is neither printed nor read is not judged, a blank cell is.
    """
    fields = {name.value: reading for name, reading in draft.fields.items()}
    found = [*_cells(truth, draft), *_medications(truth, draft)]
    for name, text in truth.field_values().items():
        reading = fields.get(name)
        told = None if reading is None else attrs.evolve(reading, text=reading.value or "")
        found.append(_judged(Part.FIELD, f"fields.{name}", text, told, around=False))
    return tuple(found)


def _cells(truth: PageTruth, draft: PrescriptionDraft) -> Iterator[Judgement]:
    lines = [_line(table, row) for table in draft.tables for row in table.rows]
    printed = [" ".join(row.cells.values()) for row in truth.rows]
    read = [" ".join(reading.text for reading in line.values()) for line in lines]
    for number, other in _pairs(printed, read):
        if number is not None:
            row = truth.rows[number]
            cells = {} if other is None else _by_column(row, lines[other])
            for column, text in row.cells.items():
                place = f"rows[{number}].{column}"
                reading = cells.get(column)
                around = other is None and bool(draft.review)
                yield _judged(Part.CELL, place, text, reading, around=around)


def _medications(truth: PageTruth, draft: PrescriptionDraft) -> Iterator[Judgement]:
    printed = [row.cells.get("name", "") for row in truth.rows]
    read = [_name(medication).text for medication in draft.medications]
    for number, other in _pairs(printed, read):
        medication = None if other is None else draft.medications[other]
        around = bool(draft.review if medication is None else medication.review)
        actual = {} if medication is None else _values(medication)
        if number is None:
            here, expected = f"medications[{other}]", dict.fromkeys(actual, "")
        else:
            here, expected = f"rows[{number}]", dict(truth.rows[number].values())
        for (part, name), text in expected.items():
            one = _judged(part, f"{here}.{name}", text, actual.get((part, name)), around=around)
            if one.expected or one.actual:
                yield one


def sign_errors(found: Sequence[Judgement]) -> Mapping[str, tuple[int, int]]:
    """
    Count misread signs in cells and fields, by script.

    Returns:
        For ``khmer``, ``latin``, ``digits`` and ``mixed`` the edits from what was read to
        what is printed, and the signs printed; the ratio is the character error rate.
    """
    counts: dict[str, tuple[int, int]] = {}
    for one in found:
        printed, read = squashed(one.expected), squashed(one.actual)
        if one.part in {Part.CELL, Part.FIELD} and printed:
            edits, signs = counts.get(_script(printed), (0, 0))
            edits += Levenshtein.distance(printed, read)
            counts[_script(printed)] = (edits, signs + len(printed))
    return counts


def _script(text: str) -> str:
    khmer, latin = bool(_KHMER.search(text)), bool(_LATIN.search(text))
    names = {(True, True): "mixed", (True, False): "khmer", (False, True): "latin"}
    return names.get((khmer, latin), "digits")


def squashed(text: str) -> str:
    """
    Write a text so that what a reader may spell either way compares equal.

    Spaces go, Khmer digits become ASCII, U+17C8 becomes the colon that it looks like, coeng
    DA coeng TA, and a vulgar fraction its digits.

    Example:
        >>> squashed("1½ គ្រាប់") == squashed("១ 1/2 គ្រាប់"), squashed("1½") == squashed("11/2")
        (True, False)
    """
    plain = ascii_digits(unicodedata.normalize("NFC", text))
    for vulgar, over in _VULGAR.items():
        plain = plain.replace(vulgar, f" {over}")
    # "1 1/2" must not become "11/2", which is another amount
    plain = _IGNORED.sub("", _MIXED.sub(r"\1+\2", plain))
    return plain.replace("\u17c8", ":").replace("\u17d2\u178a", "\u17d2\u178f")


def _judged(part: Part, place: str, text: str, read: Reading | None, *, around: bool) -> Judgement:
    actual = "" if read is None else read.text
    verdict = Verdict.WRONG
    if squashed(text) == squashed(actual):
        verdict = Verdict.RIGHT
    elif not text:
        verdict = Verdict.INVENTED
    elif not actual:
        verdict = Verdict.ABSENT
    flagged = around or (read is not None and bool(read.review))
    return Judgement(
        part=part,
        place=place,
        expected=text,
        actual=actual,
        verdict=verdict,
        flagged=flagged,
        confidence=0.0 if read is None else read.confidence,
    )


def _pairs(printed: Sequence[str], read: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """
    Match two lists of rows in their order; rows that are like none are paired by their place.

    A row whose name was misread stands between the same neighbours as the printed one: it
    was read, and its values are judged.
    """
    printed_alone: list[int] = []
    read_alone: list[int] = []
    for number, other in [*_alignment(printed, read), (-1, -1)]:
        if number is None or other is None:
            printed_alone += [] if number is None else [number]
            read_alone += [] if other is None else [other]
            continue
        yield from zip_longest(printed_alone, read_alone)
        printed_alone, read_alone = [], []
        if number >= 0:
            yield number, other


def _alignment(
    printed: Sequence[str], read: Sequence[str]
) -> Iterator[tuple[int | None, int | None]]:
    """
    Match two lists of rows in their order, as alike as can be (Needleman and Wunsch, 1970).
    """
    alike = [[_alike(one, other) for other in read] for one in printed]
    best = [[0.0] * (len(read) + 1) for _ in range(len(printed) + 1)]
    for i in range(len(printed) - 1, -1, -1):
        for j in range(len(read) - 1, -1, -1):
            both = best[i + 1][j + 1] + alike[i][j]
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(printed) and j < len(read):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1
    yield from ((rest, None) for rest in range(i, len(printed)))
    yield from ((None, rest) for rest in range(j, len(read)))


def _alike(printed: str, read: str) -> float:
    if not read:
        return _UNREAD
    score = fuzz.ratio(squashed(printed).lower(), squashed(read).lower()) / 100
    return score if score >= _LEAST_ALIKE else 0.0


def _line(table: DraftTable, row: Sequence[Reading]) -> dict[str, Reading]:
    """
    Give a row's readings by column; a column without a name goes by its place.
    """
    return {
        str(place) if kind is None else kind.value: _corrected(reading)
        for place, (kind, reading) in enumerate(zip(table.columns, row, strict=True))
    }


def _corrected(reading: Reading) -> Reading:
    return reading if reading.value is None else attrs.evolve(reading, text=reading.value)


def _by_column(row: TrueRow, line: Mapping[str, Reading]) -> Mapping[str, Reading]:
    """
    Match cells by their place where as many were read as are printed, else by name.
    """
    if len(line) == len(row.cells):
        return dict(zip(row.cells, line.values(), strict=True))
    return line


def _name(medication: DraftMedication) -> Reading:
    """
    Give name and strength as the one text that most forms print them as.
    """
    name, strength = medication.name, medication.strength
    if strength is None or strength.box != name.box:
        return attrs.evolve(name, text=name.value or "")
    text = f"{name.value or ''} {strength.text}"
    return attrs.evolve(name, text=text, review=name.review + strength.review)


def _values(medication: DraftMedication) -> _Values:
    strength = medication.strength
    apart = strength is not None and strength.box != medication.name.box
    values: dict[tuple[Part, str], Reading | None] = {
        (Part.NAME, "name"): _name(medication),
        (Part.STRENGTH, "strength"): strength if apart else None,
        (Part.QUANTITY, "quantity"): _valued(medication.quantity),
        (Part.UNIT, "unit"): _valued(medication.unit),
        (Part.DAYS, "days"): _valued(medication.duration_days),
        (Part.INSTRUCTIONS, "instructions"): _valued(medication.instructions),
    }
    for slot, dose in medication.doses.items():
        values[Part.DOSE, slot.value] = _valued(dose)
    return {key: reading for key, reading in values.items() if reading is not None}


def _valued(reading: Reading | None) -> Reading | None:
    """
    Give a reading with its value as its text, an amount as an exact fraction.
    """
    if reading is None:
        return None
    value = reading.value or ""
    return attrs.evolve(reading, text=value if read_counted(value) is None else amount_text(value))
