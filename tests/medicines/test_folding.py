"""
Folding: names written so that spellings that look or sound alike compare equal.
"""

import pytest

from dastern_core.medicines import folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paracétamol", "PARACETAMOL"),
        ("Durée (j)", "dureej"),
        ("ប៉ារ៉ា\u200bសេតាម៉ុល", "ប៉ារ៉ាសេតាម៉ុល"),
        ("វីតាមីនបេ១២", "វីតាមីនបេ12"),
        ("ក\u17d2ត", "ក\u17d2ដ"),
        ("ស\u17d2ត\u17d2រ\u17b8", "ស\u17d2រ\u17d2ត\u17b8"),
        ("ប\u17b6\u17c9", "ប\u17c9\u17b6"),
        ("ក\u17c1\u17b6", "ក\u17c4"),
        ("ក\u17c1\u17b8", "ក\u17be"),
        ("ក\u17c6\u17bb", "ក\u17bb\u17c6"),
    ],
)
def test_spellings_that_look_alike(one: str, other: str) -> None:
    """
    Accents, zero-width spaces, digits, look-alike subscripts and the order of signs.
    """
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("ក\u17d2រ", "ករ"), ("amlodipine", "amiodarone")])
def test_spellings_that_differ(one: str, other: str) -> None:
    """
    What looks different stays different.
    """
    assert folded(one) != folded(other)
