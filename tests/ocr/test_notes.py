"""
Notes: advice printed around the table.
"""

import pytest

from dastern_core.ocr import DoubtCode, Reading
from dastern_core.ocr.notes import Advice, advice, joined_note
from dastern_core.ocr.quadrilaterals import upright


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Drink plenty of water", Advice(text="Drink plenty of water", known=True)),
        ("Boire  beaucoup d'eau", Advice(text="Boire beaucoup d'eau", known=True)),
        ("-ហាមផឹកស្រា", Advice(text="ហាមផឹកស្រា", known=True)),
        ("ត្រូវមកពិនីត្យ", Advice(text="ត្រូវមកពិនីត្យ", known=True)),  # one sign misread
        ("\u2022 keep it cool", Advice(text="keep it cool", known=False)),
        ("- 12", None),
        ("Forest Street", None),
        ("កុ", None),
        ("Dr SAMPLE", None),
    ],
)
def test_advice_is_told_by_its_words_or_its_dash(text: str, expected: Advice | None) -> None:
    """
    A line of advice has a known word of advice, or begins with a dash or a dot.
    """
    assert advice(text) == expected


def test_no_lines_are_no_note() -> None:
    """
    Without a line of advice there is no note.
    """
    assert joined_note([]) is None


def test_lines_join_with_their_doubts() -> None:
    """
    A note is as sure as its least sure line; one that only a dash tells is for a person.
    """
    boxes = upright(0, 0, 100, 20), upright(0, 30, 80, 50)
    readings = [
        Reading(text=text, value=text, confidence=sure, box=box)
        for text, sure, box in zip(("Drink", "keep cool"), (0.9, 0.8), boxes, strict=True)
    ]
    told = Advice(text="Drink", known=True), Advice(text="keep cool", known=False)

    note = joined_note(list(zip(told, readings, strict=True)))

    assert note is not None
    assert (note.value, note.confidence) == ("Drink\nkeep cool", 0.8)
    assert [doubt.code for doubt in note.review] == [DoubtCode.NOT_UNDERSTOOD]
    assert note.box == upright(0, 0, 100, 50)


def test_a_note_without_a_place() -> None:
    """
    A note of which no line has a box has none.
    """
    reading = Reading(text="Drink", value=None, confidence=0.9, box=None)

    note = joined_note([(Advice(text="Drink", known=True), reading)])

    assert note is not None
    assert (note.value, note.box) == ("Drink", None)
