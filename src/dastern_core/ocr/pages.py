"""
Pages: the pixels of one photographed sheet.

Decoding a file, applying its EXIF orientation and refusing a decompression bomb are
I/O and stay with the caller.
"""

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["LONGEST_SIDE", "SMALLEST_SIDE", "Page", "Pixels", "UnreadablePageError", "grey"]

Pixels = NDArray[np.uint8]
"""
Rows x columns (grey) or rows x columns x 3 (red, green, blue), 0-255.
"""

SMALLEST_SIDE = 200
"""
Pixels; below it a line of a form with 30 lines is under 7 pixels high, which no engine reads.
"""

LONGEST_SIDE = 12_000
"""
Pixels; the largest phone sensors (108 megapixels) stay at or below it.
"""


class UnreadablePageError(InvalidInputError):
    """
    The page has nothing on it that can be read.
    """

    code = "unreadable_page"


@attrs.frozen(kw_only=True, eq=False)
class Page:
    """
    One sheet as pixels, upright or turned by any quarter.

    Args:
        pixels: Grey or RGB, each side 200 to 12,000 pixels.

    Raises:
        UnreadablePageError: The array is no picture, or too small or too large for one.
    """

    pixels: Pixels

    def __attrs_post_init__(self) -> None:
        """
        Refuse what is no picture of a page.
        """
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or len(shape) not in {2, 3} or shape[2:] not in {(), (3,)}:
            raise UnreadablePageError(
                Fault(
                    field="image",
                    problem="is no grey or RGB picture of 8 bits",
                    remedy="Decode it to rows x columns (x 3) of bytes first.",
                )
            )
        if min(shape[:2]) < SMALLEST_SIDE or max(shape[:2]) > LONGEST_SIDE:
            raise UnreadablePageError(
                Fault(
                    field="image",
                    problem=f"is {shape[1]} x {shape[0]} pixels",
                    remedy=f"Give a photo of the whole page, each side {SMALLEST_SIDE} to "
                    f"{LONGEST_SIDE} pixels.",
                )
            )

    @property
    def height(self) -> int:
        """
        The rows of pixels.
        """
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """
        The columns of pixels.
        """
        return int(self.pixels.shape[1])

    def grey(self) -> Pixels:
        """
        Give the page in grey: each row's and column's lightness, 0 (black) to 255.
        """
        return grey(self.pixels)


def grey(pixels: Pixels) -> Pixels:
    """
    Give a picture of any size in grey.

    Args:
        pixels: Grey or RGB.
    """
    if pixels.ndim == 2:  # noqa: PLR2004 - two axes: it is grey already
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
