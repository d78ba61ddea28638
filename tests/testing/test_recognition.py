"""
The recognizer of bars passes the contract that the engines pass.
"""

import pytest

from dastern_core.ocr import Page, Pixels, Script
from dastern_core.ports.recognition import TextRecognizer
from dastern_core.testing.contracts.recognition import TextRecognizerContract
from dastern_core.testing.fakes.recognition import BarRecognizer, BarSheet, PrintedLine, bars


@pytest.fixture
def text() -> str:
    """
    Give what the line says.
    """
    return "Paracetamol"


@pytest.fixture
def line() -> Pixels:
    """
    Give the second of two lines, as bars.
    """
    return bars(1)


@pytest.fixture
def recognizer(text: str) -> TextRecognizer:
    """
    Give a recognizer that knows two lines.
    """
    return BarRecognizer(lines=[PrintedLine.of("other"), PrintedLine.of(text)])


class TestBarRecognizer(TextRecognizerContract):
    """
    Bars in place of letters.
    """


def test_bars_that_say_nothing(recognizer: TextRecognizer) -> None:
    """
    Bars of a number that stands for no line are no text.
    """
    (read,) = recognizer.read_lines([bars(2)], script=Script.LATIN)

    assert read.text == ""


def test_a_sheet_prints_each_line_once() -> None:
    """
    The same words twice are one line of the recognizer.
    """
    sheet = BarSheet()
    sheet.write("ORS", x=10, y=10)
    sheet.write(PrintedLine.of("ORS"), x=10, y=100)

    assert sheet.recognizer.lines == (PrintedLine.of("ORS"),)
    assert Page(pixels=sheet.pixels).width == sheet.width
