"""
Inputs: pages and lines in the form that an engine wants.
"""

import cv2
import numpy as np

from dastern_core.ocr import Pixels

__all__ = ["blue_green_red", "lightness", "shrunk", "squeezed"]

_LONGEST = 40  # times as wide as high; no line of print is longer


def blue_green_red(pixels: Pixels) -> Pixels:
    """
    Give a picture in the order of colours that OpenCV and PaddleOCR's models use.

    Args:
        pixels: Grey or RGB.
    """
    code = cv2.COLOR_GRAY2BGR if pixels.ndim == 2 else cv2.COLOR_RGB2BGR  # noqa: PLR2004 - grey has two axes
    return np.asarray(cv2.cvtColor(pixels, code), dtype=np.uint8)


def lightness(pixels: Pixels) -> Pixels:
    """
    Give a picture in grey.

    Args:
        pixels: Grey or RGB.
    """
    if pixels.ndim == 2:  # noqa: PLR2004 - grey has two axes
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def shrunk(pixels: Pixels, *, side: int) -> tuple[Pixels, float]:
    """
    Scale a page down to a longest side, and tell by what.

    Args:
        pixels: Grey or RGB.
        side: In pixels; a smaller page stays as it is.
    """
    scale = min(1.0, side / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), scale


def squeezed(line: Pixels) -> Pixels:
    """
    Make a sliver shorter, so that it costs no more than a long line.
    """
    height, width = line.shape[:2]
    if width <= _LONGEST * height:
        return line
    size = (_LONGEST * height, height)
    return np.asarray(cv2.resize(line, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
