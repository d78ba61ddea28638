"""
Alternatives: the other values that a reading may have, ranked for a person to choose from.
"""

import pytest

from dastern_core.ocr import Alternative
from dastern_core.ocr.alternatives import MOST_ALTERNATIVES, ranked, similar_names


def test_the_likeliest_comes_first_and_once() -> None:
    """
    Values are ranked by their best score; the value itself and an empty one are left out.
    """
    told = [("7", 0.2), ("1", 0.9), ("4", 0.5), ("7", 0.6), ("", 1.0)]

    assert ranked("1", told) == (
        Alternative(value="7", score=0.6),
        Alternative(value="4", score=0.5),
    )


def test_no_more_than_a_person_compares() -> None:
    """
    Of many only the likeliest are given.
    """
    told = [(str(number), number / 10) for number in range(10)]

    assert [one.value for one in ranked(None, told)] == ["9", "8", "7", "6", "5"]
    assert len(ranked(None, told)) == MOST_ALTERNATIVES


@pytest.mark.parametrize(
    ("name", "first"), [("Amoxicilin", "Amoxicillin"), ("amlodipin", "Amlodipine")]
)
def test_names_that_resemble_an_unknown_one(name: str, first: str) -> None:
    """
    A name with a letter lost resembles the medicine's, and its score says by how much.
    """
    (found, likeness), *_ = similar_names(name)

    assert found.lower() == first.lower()
    assert 0.75 <= likeness < 1


@pytest.mark.parametrize("name", ["Amoxicillin", "", "ORS", "Qwertzuiop"])
def test_names_that_resemble_none(name: str) -> None:
    """
    A known name, a short one and one unlike all others have nothing to offer.
    """
    assert similar_names(name) == []
