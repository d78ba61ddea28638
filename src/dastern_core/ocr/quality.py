"""
Quality: whether a picture is sharp and light enough to be read at all.
"""

import attrs
import cv2
import numpy as np

from dastern_core.ocr.draft import Doubt, DoubtCode
from dastern_core.ocr.pages import Page

__all__ = ["LEAST_SHARPNESS", "LIGHTNESS", "Quality", "measure", "quality_doubts"]

LEAST_SHARPNESS = 100.0
"""
Variance of the Laplacian at 1400 pixels; below it a page counts as blurred (OCR-08).
"""

LIGHTNESS = (40.0, 220.0)
"""
Mean grey level of a page that is neither in the dark nor overexposed (OCR-08).
"""

_DARKEST = 1  # percentile: the ink of a page that has any
_FADED = 150  # grey levels; where even the ink is lighter, the light has washed it out
_SIDE = 1400  # pixels: sharpness depends on the scale, so it is measured at one


@attrs.frozen(kw_only=True)
class Quality:
    """
    How well a picture was taken.

    Args:
        sharpness: The variance of its Laplacian, grey levels squared.
        lightness: The mean grey level, 0 to 255.
        darkest: The grey level of its darkest hundredth, 0 to 255.
    """

    sharpness: float
    lightness: float
    darkest: float


def measure(page: Page) -> Quality:
    """
    Measure a picture's sharpness and light.
    """
    grey = page.grey()
    scale = min(1.0, _SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Quality(
        sharpness=float(cv2.Laplacian(small, cv2.CV_64F).var()),
        lightness=float(small.mean()),
        darkest=float(np.percentile(small, _DARKEST)),
    )


def quality_doubts(quality: Quality) -> tuple[Doubt, ...]:
    """
    Say what to do about a poor picture.
    """
    found = []
    if quality.sharpness < LEAST_SHARPNESS:
        found.append("The picture is blurred; hold the phone steadier and tap to focus.")
    if quality.lightness < LIGHTNESS[0]:
        found.append("The picture is dark; take it in more light.")
    if quality.lightness > LIGHTNESS[1] and quality.darkest > _FADED:
        found.append("The picture is too bright; avoid the flash and direct sun.")
    return tuple(Doubt(code=DoubtCode.POOR_PICTURE, detail=detail) for detail in found)
