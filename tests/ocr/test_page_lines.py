"""
Lines: which lines of a page stand beside each other, and how they fall.
"""

import pytest

from dastern_core.ocr.page_lines import PageLine, line_rows, text_degrees
from dastern_core.ocr.quadrilaterals import Quadrilateral
from dastern_core.ocr.recognition import LineText


def _line(text: str, *, x: float, y: float, fall: float = 0.0, width: float = 100) -> PageLine:
    down = fall * width
    corners = ((x, y), (x + width, y + down), (x + width, y + 20 + down), (x, y + 20))
    return PageLine(text=LineText(text=text, confidence=0.95), box=Quadrilateral(corners=corners))


def test_long_lines_tell_the_angle() -> None:
    """
    The angle is that of the long lines; without any it is 0.
    """
    lines = [_line("a", x=0, y=0, fall=0.1), _line("b", x=0, y=50, fall=0.1)]
    short = _line("c", x=0, y=90, fall=0.9, width=20)

    assert text_degrees([*lines, short]) == pytest.approx(5.7, abs=0.1)
    assert text_degrees([short]) == 0.0


def test_rows_follow_a_bow() -> None:
    """
    Lines go to the row of their neighbour, from top to bottom and from left to right.
    """
    lines = [
        *(_line(f"b{place}", x=120 * place, y=60 + 8 * place) for place in (2, 0, 1)),
        *(_line(f"a{place}", x=120 * place, y=8 * place) for place in (1, 0, 2)),
    ]

    rows = [[line.text.text for line in row] for row in line_rows(lines, 0.0)]

    assert rows == [["a0", "a1", "a2"], ["b0", "b1", "b2"]]
