"""
Turning: pages photographed on their side or their head.
"""

import numpy as np
import pytest

from dastern_core.ocr import Page
from dastern_core.ocr.quadrilaterals import upright
from dastern_core.ocr.turning import likely_turns, turn, turn_box, turn_box_back


@pytest.fixture
def page() -> Page:
    """
    Give a page that is wider than high, with one dark spot.
    """
    pixels = np.full((300, 500), 255, dtype=np.uint8)
    pixels[20:40, 100:160] = 0
    return Page(pixels=pixels)


@pytest.mark.parametrize("quarters", range(4))
def test_a_box_follows_the_page(page: Page, quarters: int) -> None:
    """
    A box around the spot is around the spot on the turned page, and turns back.
    """
    box = upright(100, 20, 159, 39)

    moved = turn_box(box, page, quarters)
    dark = np.argwhere(turn(page, quarters).pixels == 0)

    assert moved.corners[0] == (dark[:, 1].min(), dark[:, 0].min())
    assert moved.corners[2] == (dark[:, 1].max(), dark[:, 0].max())
    assert set(turn_box_back(moved, page, quarters).corners) == set(box.corners)


def test_direction_of_most_text() -> None:
    """
    Lying lines mean upright or upside down, standing lines a quarter either way.
    """
    lying, standing = upright(0, 0, 100, 10), upright(0, 0, 10, 150)

    assert likely_turns((lying,)) == (0, 2)
    assert likely_turns((lying, standing)) == (1, 3)
    assert likely_turns(()) == (0, 2)
