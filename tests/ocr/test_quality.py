"""
Quality: whether a picture is sharp and light enough to be read at all.
"""

import cv2
import numpy as np
import pytest

from dastern_core.ocr import Page
from dastern_core.ocr.quality import Quality, measure, quality_doubts
from dastern_core.testing.fakes.recognition import BarSheet


def test_a_good_picture_has_no_doubt() -> None:
    """
    Sharp print on white paper is good, however white the paper.
    """
    sheet = BarSheet()
    sheet.rule([["a", "b", "c", "d"], ["e", "f", "g", "h"], ["i", "j", "k", "l"]])

    assert quality_doubts(measure(sheet.page)) == ()


@pytest.mark.rule("OCR-08")
def test_blur_lowers_the_sharpness() -> None:
    """
    The same picture out of focus is less sharp, and below the limit is doubted.
    """
    sheet = BarSheet()
    sheet.rule([["a", "b"], ["c", "d"]])
    soft = np.asarray(cv2.GaussianBlur(sheet.pixels, (0, 0), 8), dtype=np.uint8)

    blurred = measure(Page(pixels=soft))

    assert blurred.sharpness < measure(sheet.page).sharpness
    assert "blurred" in quality_doubts(blurred)[0].detail


@pytest.mark.parametrize(
    ("quality", "word"),
    [
        (Quality(sharpness=500, lightness=30, darkest=0), "dark"),
        (Quality(sharpness=500, lightness=240, darkest=200), "bright"),
    ],
)
@pytest.mark.rule("OCR-08")
def test_light(quality: Quality, word: str) -> None:
    """
    A picture in the dark and one that is washed out are doubted.
    """
    (doubt,) = quality_doubts(quality)

    assert word in doubt.detail
