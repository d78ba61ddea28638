"""
Pens: strokes in coloured ink, told apart from print.
"""

import cv2
import numpy as np
import pytest

from dastern_core.ocr.pages import Pixels, grey
from dastern_core.ocr.pens import grey_without_strokes, without_strokes

BLUE = (30, 60, 160)


@pytest.fixture
def stamped() -> Pixels:
    """
    Give paper with two printed rules and a blue stroke across one of them.
    """
    paper = np.full((200, 300, 3), 230, dtype=np.uint8)
    cv2.line(paper, (0, 60), (299, 60), (20, 20, 20), 5)
    cv2.line(paper, (0, 140), (299, 140), (20, 20, 20), 5)
    cv2.line(paper, (150, 90), (150, 199), BLUE, 5)
    cv2.line(paper, (0, 140), (299, 140), (20, 20, 20), 5)
    return paper


def test_a_stroke_over_a_rule_leaves_the_rule(stamped: Pixels) -> None:
    """
    A blue stroke goes out of the picture, the black rule under it stays whole.
    """
    clean, strokes = without_strokes(stamped)

    assert strokes[110, 150]
    assert grey(clean)[110, 140:160].min() > 200
    assert grey(clean)[140].max() < 80


def test_thin_print_under_a_stroke_stays(stamped: Pixels) -> None:
    """
    Print so thin that it is grey stays as well: under a stroke it is darker than the stroke.
    """
    cv2.line(stamped, (0, 170), (299, 170), (110, 110, 110), 2)

    assert grey(without_strokes(stamped)[0])[168:173, 150].min() < 180


def test_light_is_left_as_it_is(stamped: Pixels) -> None:
    """
    Without its strokes a dark page is as dark as before, paper and print.
    """
    dark = (stamped // 2).astype(np.uint8)

    clean = grey_without_strokes(dark)

    assert int(clean[110, 150]) == pytest.approx(int(clean[110, 20]), abs=12)
    assert (clean[:, :100] == grey(dark)[:, :100]).all()


def test_a_stroke_that_hides_print_is_painted_over(stamped: Pixels) -> None:
    """
    A stroke of a colour so dark that print below it cannot be told from it becomes paper.
    """
    cv2.line(stamped, (150, 90), (150, 130), (70, 5, 5), 9)
    stamped[131:, 120:] = 230

    assert without_strokes(stamped)[0][110, 150].min() == 255


@pytest.mark.parametrize("light", [None, BLUE])
def test_where_nothing_is_a_pens(stamped: Pixels, light: tuple[int, int, int] | None) -> None:
    """
    A grey picture has no colours, and a form printed in blue has no strokes of a pen.
    """
    printed = np.where(stamped.min(axis=2, keepdims=True) < 200, light or 20, 230)
    paper = grey(stamped) if light is None else printed.astype(np.uint8)

    assert not without_strokes(paper)[1].any()
    assert (grey_without_strokes(paper) == grey(paper)).all()
