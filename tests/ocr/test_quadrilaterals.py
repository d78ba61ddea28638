"""
Quadrilaterals: where something stands on a page that was photographed at an angle.
"""

import numpy as np
import pytest

from dastern_core.ocr.quadrilaterals import Quadrilateral, enclosing, upright, warp


def test_measures() -> None:
    """
    Width and height are the longer of two opposite edges.
    """
    box = Quadrilateral(corners=((0, 0), (3, 4), (3, 10), (0, 8)))

    assert (box.width, box.height) == (5.0, 8.0)
    assert box.centre == (1.5, 5.5)


def test_encloses_several() -> None:
    """
    The rectangle around boxes touches their outermost corners.
    """
    boxes = [upright(2, 3, 4, 5), upright(10, 1, 11, 4)]

    assert upright(2, 1, 11, 5) == enclosing(boxes)


def test_holds_what_lies_in_it() -> None:
    """
    A tilted box holds a point inside it, and none that is beside it but within its corners.
    """
    tilted = Quadrilateral(corners=((10, 0), (20, 10), (10, 20), (0, 10)))

    assert [True, False] == [tilted.holds((12, 12)), tilted.holds((2, 2))]


@pytest.mark.parametrize("channels", [(), (3,)])
def test_warp_straightens_a_tilted_box(channels: tuple[int, ...]) -> None:
    """
    A tilted box comes out as a rectangle that holds what stood inside.
    """
    pixels = np.full((100, 100, *channels), 255, dtype=np.uint8)
    pixels[40:60, 20:80] = 0
    tilted = Quadrilateral(corners=((20, 40), (79, 40), (79, 59), (20, 59)))

    cut = warp(pixels, tilted, margin=0.5)

    assert cut.shape == (38, 78, *channels)
    assert cut[19, 39].max() == 0
    assert cut[2, 2].min() == 255


def test_warp_of_a_point() -> None:
    """
    A box without extent still gives a pixel.
    """
    assert warp(np.zeros((9, 9), np.uint8), upright(4, 4, 4, 4)).shape == (1, 1)
