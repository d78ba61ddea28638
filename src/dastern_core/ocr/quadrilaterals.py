"""
Quadrilaterals: where something stands on a page that was photographed at an angle.
"""

from collections.abc import Sequence

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.pages import Pixels

__all__ = ["Point", "Quadrilateral", "enclosing", "upright", "warp"]

Point = tuple[float, float]
"""
Pixels from the left and from the top.
"""


@attrs.frozen(kw_only=True)
class Quadrilateral:
    """
    Four corners in pixels: top left, top right, bottom right, bottom left of the text.

    On a turned page the text's top left is not the picture's.
    """

    corners: tuple[Point, Point, Point, Point]

    @property
    def array(self) -> NDArray[np.float32]:
        """
        The corners as a 4 x 2 array.
        """
        return np.array(self.corners, dtype=np.float32)

    @property
    def width(self) -> float:
        """
        The longer of the upper and the lower edge, in pixels.
        """
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.corners
        return float(max(np.hypot(x1 - x0, y1 - y0), np.hypot(x2 - x3, y2 - y3)))

    @property
    def height(self) -> float:
        """
        The longer of the left and the right edge, in pixels.
        """
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = self.corners
        return float(max(np.hypot(x3 - x0, y3 - y0), np.hypot(x2 - x1, y2 - y1)))

    @property
    def centre(self) -> Point:
        """
        The mean of the corners.
        """
        x, y = self.array.mean(axis=0)
        return float(x), float(y)

    def holds(self, point: Point) -> bool:
        """
        Tell whether a point lies inside or on its edge.
        """
        return cv2.pointPolygonTest(self.array, point, measureDist=False) >= 0


def upright(left: float, top: float, right: float, bottom: float) -> Quadrilateral:
    """
    Give the quadrilateral of an axis-aligned rectangle.
    """
    return Quadrilateral(corners=((left, top), (right, top), (right, bottom), (left, bottom)))


def enclosing(boxes: Sequence[Quadrilateral]) -> Quadrilateral:
    """
    Give the axis-aligned rectangle around one or more quadrilaterals.
    """
    points = np.concatenate([box.array for box in boxes])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    return upright(float(left), float(top), float(right), float(bottom))


def warp(pixels: Pixels, box: Quadrilateral, *, margin: float = 0.0) -> Pixels:
    """
    Cut a quadrilateral out and straighten it.

    Args:
        pixels: The page, or a part of it.
        box: In the pixels' coordinates; it may reach over the edge, which repeats.
        margin: How much more to take on each side, as a share of the box's height.

    Returns:
        A rectangle of the box's width and height, at least 1 x 1.
    """
    width, height = max(box.width, 1.0), max(box.height, 1.0)
    pad = margin * height
    size = (max(1, round(width + 2 * pad)), max(1, round(height + 2 * pad)))
    target = np.array(
        [[pad, pad], [pad + width, pad], [pad + width, pad + height], [pad, pad + height]],
        dtype=np.float32,
    )
    matrix = cv2.getPerspectiveTransform(box.array, target)
    cut = cv2.warpPerspective(
        pixels, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, dtype=np.uint8)
