"""
Numerals: tables printed in Khmer digits.
"""

import pytest

from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.grid import Cell
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.numerals import with_khmer_numerals
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.recognition import LineText

BOX = upright(0, 0, 10, 10)


def _cell(text: str, second: str | None) -> ReadCell:
    line = LineText(text=text, confidence=0.7, second=second)
    cell = Cell(row=0, column=0, rows=1, columns=1, box=BOX)
    return ReadCell(cell=cell, kind=InkKind.TEXT, lines=(line,), box=BOX)


QUANTITIES = (_cell("២១ គ្រាប់", "b9"), _cell("៨", "G"), _cell("៥", "G"))


@pytest.mark.parametrize(
    ("read", "settled"),
    [
        (("១", "9"), ("១", "១", 0.95)),  # each engine in its own signs
        (("៣", "m"), ("៣", "៣", 0.95)),
        (("១", "m"), ("១", "m", 0.7)),
        (("m", "IT"), ("៣", "IT", 0.7)),  # the Khmer engine read nothing of use
        (("o/២", "9/b"), ("១/២", "9/b", 0.7)),
        (("x", "y"), ("x", "y", 0.7)),
        (("m", None), ("m", None, 0.7)),
        (("Metformin", "m"), ("Metformin", "m", 0.7)),
    ],
)
def test_look_alikes_vouch_and_stand_in(
    read: tuple[str, str | None], settled: tuple[str, str | None, float]
) -> None:
    """
    A look-alike vouches for the digit read, or gives one that the engines dispute.
    """
    line = with_khmer_numerals((*QUANTITIES, _cell(*read)))[-1].lines[0]

    assert (line.text, line.second, line.confidence) == settled


def test_nines_tell_no_table_of_latin_digits() -> None:
    """
    A 9 that both engines read is the Khmer 1 of a table in Khmer digits, and stays disputed.
    """
    cells = (*QUANTITIES, *(_cell("9", "9") for _ in range(5)))

    line = with_khmer_numerals(cells)[-1].lines[0]

    assert (line.text, line.second) == ("១", "9")


def test_a_table_in_latin_digits_stays() -> None:
    """
    Where both engines read Latin digits a nine stays a nine.
    """
    cells = (*(_cell(number, number) for number in "1234"), _cell("១", "9"), _cell("៨", "8"))

    assert with_khmer_numerals(cells) == cells
