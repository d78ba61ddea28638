"""
Correction: from text as read to the value it stands for, or to honest candidates.
"""

import re
from collections.abc import Iterable
from datetime import date, time
from fractions import Fraction
from typing import Generic, TypeVar

import attrs
from rapidfuzz import fuzz

from dastern_core.kernel import InvalidInputError, ascii_digits, parse_amount
from dastern_core.medicines import FORM_WORDS, FormWord, folded

__all__ = [
    "Counted",
    "Snapped",
    "mixed_candidates",
    "read_counted",
    "read_date",
    "read_days",
    "read_hours",
    "small_fraction",
    "snap",
]

_T = TypeVar("_T")

_LEAST_LIKENESS = 0.75  # of 1 (Indel): a five-sign word with one sign misread still snaps

_MARGIN = 0.08  # of 1: candidates of other meanings nearer to each other are both shown
_INNER_COLON = re.compile(r"(?<=[\u1780-\u17d3]):(?=[\u1780-\u17b3])")  # the sign U+17C8, as read
_SHORT = 3  # letters; a shorter word must match exactly, else "no" and "m" match anything
_NUMBER = r"(?:[0-9]+\s+)?[0-9]+\s*[/\u2044]\s*[0-9]+|[0-9]*\s*[½¼¾⅓⅔⅛]|[0-9]+(?:[.,][0-9]+)?"
_SMALL_FRACTION = re.compile(r"([1-9]?)(1|3(?=4))([24])")
_IMPROPER = re.compile(r"\s*([1-9][0-9]{1,3})\s*[/\u2044]\s*([1-9][0-9]{0,3})(?![0-9])")
_COUNTED = re.compile(rf"\s*(?P<amount>{_NUMBER})\s*(?P<word>[^0-9]*)")
_DATE = re.compile(
    r"(?<![0-9])(?:(?P<day>[0-9]{1,2})\s*[/.-]\s*(?P<month>[0-9]{1,2})\s*[/.-]\s*(?P<year>[0-9]{4})"
    r"|(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}))"
    r"(?:[ T,]*(?P<hour>[0-9]{1,2})\s*[:h.]\s*(?P<minute>[0-9]{2}))?(?![0-9])"
)
_HOUR = re.compile(r"(?<![0-9])([0-9]{1,2})(?::[0-9]{2}|h[0-9]{0,2})(?![0-9])")
_HOURS = re.compile(
    r"(?<![0-9])([0-9]{1,2})(?:[:h]00|h)?\s*(?:-|\u2013|\u2014|~|à|to)\s*([0-9]{1,2})(?:[:h]00|h)?(?![0-9])"
)
_DAY_WORDS = {
    1: ("ថ្ងៃ", "day", "days", "jour", "jours", "j", "d", ""),
    7: ("សប្តាហ៍", "សប្ដាហ៍", "អាទិត្យ", "week", "weeks", "semaine", "semaines", "sem"),
    30: ("ខែ", "month", "months", "mois"),  # OCR-21
}
_MOST_DAYS = 366
_MOST_HOURS = 24


@attrs.frozen(kw_only=True)
class Snapped(Generic[_T]):
    """
    The meaning of a word, if it has one.

    Args:
        best: The one meaning that fits; None where none or several do.
        likeness: How like the word is to its best candidate, 0 to 1.
        candidates: The lexicon's words that fit about equally well; two or more where
            none was chosen.
        scored: The meanings of the candidates, each with its likeness.
    """

    best: _T | None
    likeness: float
    candidates: tuple[str, ...]
    scored: tuple[tuple[_T, float], ...] = ()


def snap(
    text: str, lexicon: Iterable[tuple[str, _T]], *, least: float = _LEAST_LIKENESS
) -> Snapped[_T]:
    """
    Find the lexicon's meaning for a word that may be misread.

    Args:
        text: As read.
        lexicon: Words with their meanings; several words may share one.
        least: The least likeness, 0 to 1, that is a match.

    Returns:
        The meaning whose word is most like the text. Where words of different meanings
        come near each other none is chosen and all of them are given.
    """
    asked = folded(_INNER_COLON.sub("\u17c8", text))
    scored: dict[_T, tuple[float, str]] = {}
    for word, meaning in lexicon:
        against = folded(word)
        if not asked or min(len(asked), len(against)) < _SHORT:
            score = 1.0 if asked and asked == against else 0.0
        else:
            score = fuzz.ratio(asked, against) / 100
        if score > scored.get(meaning, (0.0, ""))[0]:
            scored[meaning] = (score, word)
    ranked = sorted(scored.items(), key=lambda entry: -entry[1][0])
    if not ranked or ranked[0][1][0] < least:
        return Snapped(best=None, likeness=0.0, candidates=())
    (meaning, (score, word)), *rest = ranked
    near = [one for one in rest if one[1][0] > score - _MARGIN]
    if near and score < 1:  # an exact match leaves no doubt
        words = (word, *(other for _, (_, other) in near))
        alike = ((meaning, score), *((other, likeness) for other, (likeness, _) in near))
        return Snapped(best=None, likeness=score, candidates=words, scored=alike)
    return Snapped(best=meaning, likeness=score, candidates=(word,), scored=((meaning, score),))


@attrs.frozen(kw_only=True)
class Counted:
    """
    A number and the unit printed after it.

    Args:
        amount: The number.
        word: The text after it; empty where there is none.
        unit: What the word means; the best is None where it means nothing known.
    """

    amount: Fraction
    word: str
    unit: Snapped[FormWord]


def read_counted(text: str) -> Counted | None:
    """
    Read an amount with an optional unit.

    Returns:
        The amount and its unit; None where the text does not begin with a number or holds
        another one after the unit.

    Example:
        >>> counted = read_counted("14 គ្រាប់")
        >>> counted.amount, counted.unit.best.unit
        (Fraction(14, 1), 'tablet')
    """
    found = _COUNTED.fullmatch(ascii_digits(text))
    if found is None:
        return None
    try:
        amount = parse_amount(found["amount"])
    except InvalidInputError:
        return None
    word = found["word"].strip(" .,:;()")
    return Counted(amount=amount, word=word, unit=snap(word, FORM_WORDS.items()))


def mixed_candidates(text: str) -> tuple[Fraction, ...]:
    """
    Give what an improper fraction may say: itself, or a mixed number that lost its gap.

    Engines drop that gap, all of them alike: a printed ``1 1/2`` is read as ``11/2``.

    Returns:
        The smallest first; empty where the text is not such a fraction.

    Example:
        >>> mixed_candidates("11/2 tab"), mixed_candidates("3/2"), mixed_candidates("1 1/2")
        ((Fraction(3, 2), Fraction(11, 2)), (), ())
    """
    found = _IMPROPER.match(ascii_digits(text))
    if found is None:
        return ()
    digits, under = found[1], int(found[2])
    splits = [(int(digits[:end]), int(digits[end:])) for end in range(1, len(digits))]
    mixed = [whole + Fraction(over, under) for whole, over in splits if 0 < over < under]
    return tuple(sorted([*mixed, Fraction(int(digits), under)])) if mixed else ()


def small_fraction(text: str) -> Fraction | None:
    """
    Give what digits such as ``112`` are if they are a mixed number in small signs.

    Example:
        >>> small_fraction("112"), small_fraction("34"), small_fraction("15")
        (Fraction(3, 2), Fraction(3, 4), None)
    """
    found = _SMALL_FRACTION.fullmatch(ascii_digits(text))
    if found is None:
        return None
    whole, over, under = (int(part or 0) for part in found.groups())
    return whole + Fraction(over, under)


def read_days(text: str) -> int | None:
    """
    Read a duration in days, weeks or months (OCR-21).

    Returns:
        Days, 1 to 366; None where the text says no such thing.

    Example:
        >>> read_days("2 សប្តាហ៍"), read_days("7"), read_days("x")
        (14, 7, None)
    """
    counted = read_counted(text)
    if counted is None:
        return None
    for days, words in _DAY_WORDS.items():
        if folded(counted.word) in {folded(word) for word in words}:
            total = counted.amount * days
            return int(total) if total.denominator == 1 and 1 <= total <= _MOST_DAYS else None
    return None


def read_date(text: str) -> str | None:
    """
    Find the one date in a text, with its time of day where one follows (OCR-27).

    Returns:
        ISO 8601, such as ``2025-06-15`` or ``2025-06-15T14:20``, local time; None where
        there is no date, where there are several, or where the calendar has no such day.

    Example:
        >>> read_date("ថ្ងៃទី ១៥/០៦/២០២៥ 14:20"), read_date("31/02/2025")
        ('2025-06-15T14:20', None)
    """
    found = list(_DATE.finditer(ascii_digits(text)))
    if len(found) != 1:
        return None
    (one,) = found
    try:
        if one["iso"]:
            day = date.fromisoformat(one["iso"])
        else:
            day = date(int(one["year"]), int(one["month"]), int(one["day"]))
        if one["hour"] is None:
            return day.isoformat()
        clock = time(int(one["hour"]), int(one["minute"]))
    except ValueError:
        return None
    return f"{day.isoformat()}T{clock.isoformat('minutes')}"


def read_hours(text: str) -> tuple[int, int] | None:
    """
    Find printed hours such as (6-8), 17h-18h or 07:00.

    Returns:
        The first and the last hour, 0 to 24, alike where one is printed; None where the
        text has none or several.
    """
    plain = ascii_digits(text)
    found = [(int(first), int(last)) for first, last in _HOURS.findall(plain)]
    found = found or [(int(hour), int(hour)) for hour in _HOUR.findall(plain)]
    return found[0] if len(found) == 1 and max(found[0]) <= _MOST_HOURS else None
