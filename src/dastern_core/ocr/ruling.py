"""
Ruling: the straight lines printed on a page, and the angle at which they run.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.pages import Pixels

__all__ = ["ink_mask", "level", "ruled_lines", "skew_degrees"]

_LARGEST_SKEW = 20.0  # degrees; a page turned further is turned by a quarter first
_ANGLE_STEP = 0.2  # degrees: 2 pixels over the width of a table at working scale
_SMALLEST_SKEW = 0.1  # degrees; resampling costs more sharpness than this tilt


def ink_mask(grey: Pixels, *, reach: int, contrast: int = 8) -> Pixels:
    """
    Tell ink from paper by comparing each pixel with its surroundings.

    Args:
        grey: The picture in grey.
        reach: How far the surroundings reach, in pixels; about a line of text.
        contrast: Grey levels by which ink is darker than the mean around it.

    Returns:
        255 where there is ink, otherwise 0; shadows and uneven light do not count, nor does
        the edge of a fold or of the sheet, which has paper on one side and no ink between.
    """
    side = 2 * reach + 1
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    darker = cv2.adaptiveThreshold(
        smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, contrast
    )
    filled = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((side, side), np.uint8))
    return np.where(filled >= contrast, darker, 0).astype(np.uint8)


def ruled_lines(ink: Pixels, *, shortest: int) -> tuple[Pixels, Pixels]:
    """
    Keep the ink that runs straight across or straight down.

    Args:
        ink: A mask, the page level to within about 2 degrees.
        shortest: The least length of a line, in pixels.

    Returns:
        The horizontal and the vertical lines, as masks; letters in a row may leave traces.
    """
    across = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((3, 1), np.uint8)),
        cv2.MORPH_OPEN,
        np.ones((1, shortest), np.uint8),
    )
    down = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((1, 3), np.uint8)),
        cv2.MORPH_OPEN,
        np.ones((shortest, 1), np.uint8),
    )
    return np.asarray(across, dtype=np.uint8), np.asarray(down, dtype=np.uint8)


def skew_degrees(ink: Pixels) -> float:
    """
    Measure by how much the page's long lines rise or fall.

    Args:
        ink: A mask of the page.

    Returns:
        Degrees, positive where lines fall to the right; the median over the lines' length.
        0 where no line of a sixth of the page's width is found within 20 degrees.
    """
    half = cv2.threshold(
        cv2.resize(ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
        127,
        255,
        cv2.THRESH_BINARY,
    )[1]
    width = half.shape[1]
    found = cv2.HoughLinesP(
        half,
        1,
        np.radians(_ANGLE_STEP),
        width // 8,
        minLineLength=width // 6,
        maxLineGap=max(2, width // 100),
    )
    if found is None:
        return 0.0
    ends = np.asarray(found, dtype=np.float64).reshape(-1, 4)
    dx, dy = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    angles = np.degrees(np.arctan2(dy, dx))
    near = np.abs(angles) < _LARGEST_SKEW
    if not near.any():
        return 0.0
    order = np.argsort(angles[near])
    length = np.cumsum(np.hypot(dx, dy)[near][order])
    return float(angles[near][order][np.searchsorted(length, length[-1] / 2)])


def level(grey: Pixels, degrees: float) -> tuple[Pixels, NDArray[np.float64]]:
    """
    Turn a picture so that its lines run level.

    Args:
        grey: The picture in grey.
        degrees: As ``skew_degrees`` measured.

    Returns:
        The turned picture of the same size, and the 3 x 3 matrix from the given to the
        turned coordinates.
    """
    height, width = grey.shape
    matrix = np.eye(3)
    if abs(degrees) < _SMALLEST_SKEW:
        return grey, matrix
    matrix[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpPerspective(grey, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, dtype=np.uint8), matrix
