"""
Pens: strokes in coloured ink, told apart from print.
"""

import cv2
import numpy as np
import pytest

from dastern_core.ocr.pages import Pixels, grey
from dastern_core.ocr.pens import coloured_strokes, without_strokes
from dastern_core.ocr.ruling import ink_mask

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
    A blue stroke goes out of the ink, the black rule under it stays whole.
    """
    ink = ink_mask(grey(stamped), reach=12)

    kept = without_strokes(stamped, ink)

    assert ink[110, 150] == 255
    assert not kept[80:130].any()
    assert (kept[138:143] == ink[138:143]).all()


@pytest.mark.parametrize("light", [None, BLUE])
def test_where_nothing_is_a_pens(stamped: Pixels, light: tuple[int, int, int] | None) -> None:
    """
    A grey picture has no colours, and a form printed in blue has no strokes of a pen.
    """
    printed = np.where(stamped.min(axis=2, keepdims=True) < 200, light or 20, 230)
    paper = grey(stamped) if light is None else printed.astype(np.uint8)
    ink = ink_mask(grey(paper), reach=12)

    assert not coloured_strokes(paper, ink > 0).any()
    assert (without_strokes(paper, ink) == ink).all()
