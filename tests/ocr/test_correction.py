"""
Correction: from text as read to the value it stands for, or to honest candidates.
"""

from fractions import Fraction

import pytest

from dastern_core.ocr.correction import (
    mixed_candidates,
    read_counted,
    read_date,
    read_days,
    read_hours,
    snap,
)

WORDS = (("morning", 1), ("evening", 2), ("matin", 1))


def test_snaps_to_the_one_like_word() -> None:
    """
    A word with one letter misread has its meaning, with the likeness of the two.
    """
    found = snap("Mornlng", WORDS)

    assert found.best == 1
    assert 0.8 < found.likeness < 1
    assert found.candidates == ("morning",)


def test_near_candidates_are_all_shown() -> None:
    """
    Where two meanings fit about equally well, none is chosen and both are given.
    """
    found = snap("xorning", (("morning", 1), ("corning", 2)))

    assert found.best is None
    assert set(found.candidates) == {"morning", "corning"}
    assert [meaning for meaning, _ in found.scored] == [1, 2]
    assert [likeness for _, likeness in found.scored] == [found.likeness] * 2


def test_an_exact_word_beats_a_near_one() -> None:
    """
    A word that stands in the lexicon is that word.
    """
    assert snap("corning", (("morning", 1), ("corning", 2))).best == 2


@pytest.mark.parametrize("text", ["", "xx", "12345", "m"])
def test_other_words_mean_nothing(text: str) -> None:
    """
    A word like none, and a short word that is not exactly one, has no meaning.
    """
    assert snap(text, (*WORDS, ("f", 3))).best is None


def test_a_short_word_must_match_exactly() -> None:
    """
    A single letter means something only where it stands in the lexicon.
    """
    assert snap("F", (*WORDS, ("f", 3))).best == 3


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("14 គ្រាប់", 14, "tablet"),
        ("១៤ គ្រាប់", 14, "tablet"),
        ("1½ tab.", Fraction(3, 2), "tablet"),
        ("1 1/2", Fraction(3, 2), None),
        ("1/2", Fraction(1, 2), None),
        ("2,5ml", Fraction(5, 2), "ml"),
    ],
)
@pytest.mark.rule("OCR-17")
def test_reads_an_amount_and_its_unit(text: str, amount: Fraction, unit: str | None) -> None:
    """
    A number in any spelling comes with the unit after it.
    """
    counted = read_counted(text)

    assert counted is not None
    assert counted.amount == amount
    assert (None if counted.unit.best is None else counted.unit.best.unit) == unit


@pytest.mark.parametrize("text", ["", "tab", "-1", "1-0-1", "14 tab 2 box", "1/0"])
def test_reads_no_amount(text: str) -> None:
    """
    Anything but one number with one unit is no amount.
    """
    assert read_counted(text) is None


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("11/2", ["3/2", "11/2"]),
        ("១៣/៤ គ្រាប់", ["7/4", "13/4"]),
        ("111/12", ["23/12", "37/4", "133/12"]),
        ("111/2", ["23/2", "111/2"]),
        ("12/2", []),
        ("10/4", []),
        ("3/2", []),
        ("1 1/2", []),
        ("11/0", []),
        ("tab", []),
    ],
)
@pytest.mark.rule("OCR-17")
def test_a_mixed_number_that_may_have_lost_its_gap(text: str, amounts: list[str]) -> None:
    """
    An improper fraction that reads as a mixed number too is both, the smallest first.
    """
    assert [str(amount) for amount in mixed_candidates(text)] == amounts


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("7", 7),
        ("7 ថ្ងៃ", 7),
        ("5j", 5),
        ("2 សប្ដាហ៍", 14),
        ("1 month", 30),
        ("1/2 month", 15),
        ("1/2", None),
        ("0", None),
        ("400", None),
        ("7 boxes", None),
        ("x", None),
    ],
)
@pytest.mark.rule("OCR-21")
def test_reads_days(text: str, days: int | None) -> None:
    """
    Weeks are 7 days and months 30; what is no whole number up to a year is none.
    """
    assert read_days(text) == days


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("15/06/2025", "2025-06-15"),
        ("Date: 5-6-2025 at", "2025-06-05"),
        ("2025-06-15T14:20", "2025-06-15T14:20"),
        ("ថ្ងៃទី ១៥/០៦/២០២៥ 14:20", "2025-06-15T14:20"),
        ("31/02/2025", None),
        ("15/06/2025 25:20", None),
        ("15/06/2025 - 16/06/2025", None),
        ("15/06", None),
    ],
)
@pytest.mark.rule("OCR-27")
def test_reads_a_date(text: str, date: str | None) -> None:
    """
    The one date in a text is read if the calendar has it.
    """
    assert read_date(text) == date


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("(6-8)", (6, 8)),
        ("17h-18h", (17, 18)),
        ("ល្ងាច\n(05-06)", (5, 6)),
        ("ព្រឹក\n(07:00)", (7, 7)),
        ("18h", (18, 18)),
        ("7:00 19:00", None),
        ("8", None),
        ("30-40", None),
        ("1-2 3-4", None),
    ],
)
def test_reads_hours(text: str, hours: tuple[int, int] | None) -> None:
    """
    One pair of hours of a day is read, anything else is none.
    """
    assert read_hours(text) == hours
