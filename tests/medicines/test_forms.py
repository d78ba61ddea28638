"""
Forms: the shape a medicine comes in, and the unit in which its doses are counted.
"""

import pytest

from dastern_core.medicines import CONTAINERS, FORM_WORDS, FormWord


@pytest.mark.parametrize(
    ("word", "unit", "form"),
    [
        ("គ្រាប់", "tablet", "tablet"),
        ("គ្រាប់ស្រោប", "tablet", "film-coated tablet"),
        ("កញ្ចប់", "sachet", "powder"),
        ("gélule", "capsule", "capsule"),
        ("ml", "ml", None),
    ],
)
def test_words_in_three_languages(word: str, unit: str, form: str | None) -> None:
    """
    A printed word gives the unit that is counted and the form.
    """
    assert FormWord(unit=unit, form=form) == FORM_WORDS[word]


def test_words_are_lower_case() -> None:
    """
    Look-ups fold the case, so each word is written in lower case.
    """
    assert [word for word in FORM_WORDS if word != word.lower()] == []


def test_containers_are_units() -> None:
    """
    Every container is the unit of some word.
    """
    assert CONTAINERS <= {word.unit for word in FORM_WORDS.values()}
