"""
The rows of the week's picture: one for each slot and medicine, with its doses by day.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule import DoseStatus, Slot

__all__ = ["DAYS", "MOST_ROWS", "WeekDose", "WeekRow", "rows_of", "wrapped"]

DAYS: Final = 7
MOST_ROWS: Final = 200
"""
How many rows a picture may have: about a metre of paper; one beyond helps nobody.
"""

_SLOTS: Final = (*Slot, None)
_COENG: Final = "\u17d2"  # joins a Khmer consonant to the one before
_ZERO_WIDTH_SPACE: Final = "\u200b"  # parts Khmer words


@attrs.frozen(kw_only=True)
class WeekDose:
    """
    One dose as the picture shows it.

    Args:
        local: What the clock on the patient's wall shows when it is due, naive.
        medicine: The medicine's name and strength.
        amount: How much, in words such as ``1`` or ``1/2 tablet``.
        slot: The time of day it belongs to; None for a dose at a time of its own.
        status: What became of it.
    """

    local: datetime
    medicine: str
    amount: str
    slot: Slot | None
    status: DoseStatus


@attrs.frozen(kw_only=True)
class WeekRow:
    """
    The doses of one medicine in one slot.

    Args:
        slot: The slot.
        medicine: The medicine.
        doses: Each with the day it falls on, from 0.
    """

    slot: Slot | None
    medicine: str
    doses: tuple[tuple[int, WeekDose], ...]


def rows_of(doses: Sequence[WeekDose], start: date) -> list[WeekRow]:
    """
    Give a row to each slot and medicine, and one more to each repeat within a day.

    Args:
        doses: In any order; those outside the week are left out.
        start: The week's first day.

    Raises:
        InvalidInputError: The week needs more rows than a picture can show.
    """
    found: dict[tuple[int, int, int], list[tuple[int, WeekDose]]] = {}
    medicines: dict[str, int] = {}
    seen: Counter[tuple[int, int, int]] = Counter()
    for dose in sorted(doses, key=lambda one: one.local):
        day = (dose.local.date() - start).days
        if not 0 <= day < DAYS:
            continue
        slot = _SLOTS.index(dose.slot)
        medicine = medicines.setdefault(dose.medicine, len(medicines))
        found.setdefault((slot, medicine, seen[slot, medicine, day]), []).append((day, dose))
        seen[slot, medicine, day] += 1
    if len(found) > MOST_ROWS:
        remedy = f"Draw fewer medicines at once: at most {MOST_ROWS} rows of slot and medicine."
        problem = f"need {len(found)} rows"
        raise InvalidInputError(Fault(field="doses", problem=problem, remedy=remedy))
    return [
        WeekRow(slot=_SLOTS[key[0]], medicine=entries[0][1].medicine, doses=tuple(entries))
        for key, entries in sorted(found.items())
    ]


def wrapped(text: str, *, widest: float, width: Callable[[str], float]) -> tuple[str, ...]:
    """
    Break words into lines that are not too wide.

    Args:
        text: Words; a word that is too wide alone is broken between letters, a Khmer one
            never within a syllable's cluster.
        widest: The width of a line.
        width: Measures a line.

    Returns:
        At least one line; nothing is left out but spaces where a line ends.
    """
    lines, line = [], ""
    for piece in _pieces(text, widest=widest, width=width):
        if line and width((line + piece).strip()) > widest:
            lines.append(line.strip())
            line = ""
        line += piece
    return (*lines, line.strip())


def _pieces(text: str, *, widest: float, width: Callable[[str], float]) -> Iterator[str]:
    words = text.replace(_ZERO_WIDTH_SPACE, f"{_ZERO_WIDTH_SPACE} ").split(" ")
    for place, word in enumerate(words):
        parted = word.endswith(_ZERO_WIDTH_SPACE) or place == len(words) - 1
        whole = word.strip(_ZERO_WIDTH_SPACE) + ("" if parted else " ")
        if width(whole) <= widest:
            yield whole
        else:
            yield from _clusters(whole)


def _clusters(word: str) -> Iterator[str]:
    """
    Break a word where a letter begins that does not belong to the one before.
    """
    cluster = ""
    for letter in word:
        joined = unicodedata.category(letter).startswith("M") or cluster.endswith(_COENG)
        if cluster and not joined:
            yield cluster
            cluster = ""
        cluster += letter
    yield cluster
