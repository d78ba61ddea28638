"""
Pages: the pixels of one photographed sheet.
"""

import numpy as np
import pytest

from dastern_core.ocr import Page, UnreadablePageError


@pytest.mark.parametrize("shape", [(1, 1), (199, 400, 3), (400, 12_001)])
def test_refuses_a_size_that_is_no_page(shape: tuple[int, ...]) -> None:
    """
    A picture too small or too large for a page is refused with its size.
    """
    with pytest.raises(UnreadablePageError, match=f"{shape[1]} x {shape[0]} pixels"):
        Page(pixels=np.zeros(shape, dtype=np.uint8))


@pytest.mark.parametrize("shape", [(400,), (400, 400, 4), (400, 400, 3, 1)])
def test_refuses_other_arrays(shape: tuple[int, ...]) -> None:
    """
    An array that is neither grey nor RGB is refused.
    """
    with pytest.raises(UnreadablePageError, match="grey or RGB"):
        Page(pixels=np.zeros(shape, dtype=np.uint8))


def test_refuses_deep_pixels() -> None:
    """
    Pixels of more than 8 bits are refused rather than cut off.
    """
    with pytest.raises(UnreadablePageError, match="8 bits"):
        Page(pixels=np.zeros((400, 400), dtype=np.uint16))


def test_grey() -> None:
    """
    Colour becomes lightness; grey stays as it is.
    """
    colour = np.zeros((300, 400, 3), dtype=np.uint8)
    colour[..., 1] = 255
    page = Page(pixels=colour)

    assert (page.width, page.height) == (400, 300)
    assert page.grey()[0, 0] == 150
    assert Page(pixels=page.grey()).grey() is not None
