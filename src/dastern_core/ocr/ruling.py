"""
Ruling: the straight lines printed on a page, and the angle at which they run.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.pages import Pixels

__all__ = [
    "ink_mask",
    "joined_dots",
    "level",
    "loose_dots",
    "on_paper",
    "ruled_lines",
    "skew_degrees",
]

_LARGEST_SKEW = 20.0  # degrees; a page turned further is turned by a quarter first
_ANGLE_STEP = 0.2  # degrees: 2 pixels over the width of a table at working scale
_DOT = 0.5  # of the reach, at most: dots and the dashes of a rule are smaller than letters
_SPARSE = 0.25  # of its frame is ink: a piece of a grid, where letters fill more
_LARGE = 3.0  # times the reach: larger than letters
_DOTTED = 3.0  # times the reach, at least: dots of a row of letters do not reach that far
_ONE_DIRECTION = 0.8  # degrees: the rules of one table differ by less, perspective and all
_MOST_SEGMENTS = 2000  # each is compared with each
_BOTH_SIDES = 0.7  # of the lighter side's light: paper on both sides, shadow and all
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


def joined_dots(ink: Pixels, *, reach: int, pitch: float = 1.4) -> Pixels:
    """
    Join the dots and short dashes of dotted rules to whole lines.

    Args:
        ink: A mask, the page level to within about 2 degrees.
        reach: About a line of text, in pixels.
        pitch: Of the reach, from one dot to the next at most; two rules are farther apart.

    Returns:
        The mask and the joined lines. Letters are too large to be dots, and dots above
        letters do not stand in a row of four lines' height.
    """
    labels, stats = cv2.connectedComponentsWithStats(ink)[1:3]
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    thin = sides.min(axis=1) <= _DOT * reach
    sparse = stats[:, cv2.CC_STAT_AREA] <= _SPARSE * sides.prod(axis=1)
    kept = thin | (sparse & (sides.max(axis=1) >= _LARGE * reach))
    kept[0] = False
    dots = np.where(kept[labels], 255, 0).astype(np.uint8)
    gap, long = round(pitch * reach), round(_DOTTED * reach)
    lines = ink
    for along in ((1, 0), (0, 1)):
        close, keep, thick = (
            np.ones((1 + down * (length - 1), 1 + across * (length - 1)), np.uint8)
            for length, (across, down) in ((gap, along), (long, along), (3, along[::-1]))
        )
        joined = cv2.morphologyEx(cv2.dilate(dots, thick), cv2.MORPH_CLOSE, close)
        thinned = cv2.erode(cv2.morphologyEx(joined, cv2.MORPH_OPEN, keep), thick)
        lines = lines | np.asarray(thinned, dtype=np.uint8)
    return np.asarray(lines, dtype=np.uint8)


def loose_dots(ink: Pixels, *, reach: int) -> Pixels:
    """
    Keep the dots that touch neither each other nor anything else.

    Args:
        ink: A mask.
        reach: As for ``joined_dots``.
    """
    labels, stats = cv2.connectedComponentsWithStats(ink)[1:3]
    sides = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    small = sides.max(axis=1) <= _DOT * reach
    return np.where(small[labels], 255, 0).astype(np.uint8)


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


def on_paper(lines: tuple[Pixels, Pixels], grey: Pixels, *, reach: int) -> tuple[Pixels, Pixels]:
    """
    Keep the lines that have paper on both sides; a sheet's edge has a desk on one.

    Args:
        lines: The lines across and the lines down, as ``ruled_lines`` gives them.
        grey: The picture in which they were found.
        reach: About a line of text, in pixels.
    """
    across, down = lines
    lightest = cv2.dilate(grey, np.ones((reach // 2, reach // 2), np.uint8)).astype(np.float32)
    above, below = _moved(lightest, 0, reach), _moved(lightest, 0, -reach)
    left, right = _moved(lightest, reach, 0), _moved(lightest, -reach, 0)
    level = np.minimum(above, below) >= _BOTH_SIDES * np.maximum(above, below)
    upright = np.minimum(left, right) >= _BOTH_SIDES * np.maximum(left, right)
    return across * level.astype(np.uint8), down * upright.astype(np.uint8)


def _moved(grey: NDArray[np.float32], right: int, down: int) -> NDArray[np.float32]:
    height, width = grey.shape
    rows = np.clip(np.arange(height) - down, 0, height - 1)
    columns = np.clip(np.arange(width) - right, 0, width - 1)
    return grey[np.ix_(rows, columns)]


def skew_degrees(ink: Pixels) -> float:
    """
    Measure by how much the page's long lines rise or fall.

    Args:
        ink: A mask of the page.

    Returns:
        Degrees, positive where lines fall to the right: the direction that most of the
        lines' length has, so that neither the sheet's edges nor grain count.
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
    ends = np.asarray(found[:_MOST_SEGMENTS], dtype=np.float64).reshape(-1, 4)
    dx, dy = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    angles = np.degrees(np.arctan2(dy, dx))
    near = np.abs(angles) < _LARGEST_SKEW
    if not near.any():
        return 0.0
    kept, length = angles[near], np.hypot(dx, dy)[near]
    together = np.abs(kept[:, None] - kept[None, :]) <= _ONE_DIRECTION
    most = together[int((together @ length).argmax())]
    order = np.argsort(kept[most])
    total = np.cumsum(length[most][order])
    return float(kept[most][order][np.searchsorted(total, total[-1] / 2)])


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
