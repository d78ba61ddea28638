"""
Alternatives: the other values that a reading may have, ranked for a person to choose from.
"""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from dastern_core.medicines import folded
from dastern_core.medicines.formulary import FORMULARY
from dastern_core.ocr.draft import Alternative

__all__ = ["MOST_ALTERNATIVES", "ranked", "similar_names"]

MOST_ALTERNATIVES = 5
"""
So many a person compares with the print at a glance.
"""

_NAMES = {  # each as it is spelled first
    folded(name): name for entry in reversed(FORMULARY.entries) for name in reversed(entry.names)
}
_LEAST = 75  # of 100 (Indel), as for every other word that is taken for a known one
_SHORT = 4  # letters; a shorter word is like too many names


def ranked(value: str | None, told: Iterable[tuple[str, float]]) -> tuple[Alternative, ...]:
    """
    Rank what else a reading may say.

    Args:
        value: What it was taken for, or None; it is no alternative to itself.
        told: Values with their scores, 0 to 1, in any order; of the same value the
            highest score counts.

    Returns:
        At most five, the likeliest first.

    Example:
        >>> [one.value for one in ranked("1", [("1", 0.9), ("7", 0.6), ("4", 0.7)])]
        ['4', '7']
    """
    best: dict[str, float] = {}
    for text, score in told:
        if text and text != value:
            best[text] = max(score, best.get(text, 0.0))
    ordered = sorted(best.items(), key=lambda entry: -entry[1])[:MOST_ALTERNATIVES]
    return tuple(Alternative(value=text, score=score) for text, score in ordered)


def similar_names(name: str) -> list[tuple[str, float]]:
    """
    Find medicines whose names resemble one that is not known.

    They are shown, and none is ever taken: "two near-equal candidates are both shown".

    Args:
        name: As read, without its strength.

    Returns:
        Names with their likeness, 0 to 1; none for the name of a known medicine.

    Example:
        >>> similar_names("Paracetamo")[0][0], similar_names("Paracetamol")
        ('paracetamol', [])
    """
    asked = folded(name)
    if asked in _NAMES or len(asked) < _SHORT:
        return []
    found = process.extract(
        asked, list(_NAMES), scorer=fuzz.ratio, score_cutoff=_LEAST, limit=MOST_ALTERNATIVES
    )
    return [(_NAMES[known], score / 100) for known, score, _ in found]
