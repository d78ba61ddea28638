"""
Pens: strokes in coloured ink, such as handwriting and stamps, told apart from print.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.pages import Pixels

__all__ = ["coloured_strokes", "without_strokes"]

_Mask = NDArray[np.bool_]

_PEN_COLOUR = 45  # grey levels between the strongest and the weakest of red, green and blue
_PRINT_COLOUR_SHARE = 0.4  # above it the print itself is coloured, and nothing is a pen's
_HALO = 5  # pixels: a stroke's rim is paler than the stroke
_DARK = 0.5  # of the paper's light in every colour: print, whatever was stamped over it


def coloured_strokes(pixels: Pixels, ink: _Mask) -> _Mask:
    """
    Find what was written or stamped in colour.

    Args:
        pixels: Grey or RGB; on a grey picture no pen can be told from print.
        ink: Where ink of any colour is.

    Returns:
        Where coloured strokes are; nowhere if the print itself is coloured.
    """
    if pixels.ndim == 2:  # noqa: PLR2004 - two axes: it is grey
        return np.zeros(ink.shape, dtype=np.bool_)
    soft = cv2.GaussianBlur(pixels, (5, 5), 0).astype(np.int16)
    coloured = np.asarray((soft.max(axis=2) - soft.min(axis=2)) > _PEN_COLOUR)
    share = int((coloured & ink).sum()), _PRINT_COLOUR_SHARE * int(ink.sum())
    return coloured if share[0] < share[1] else np.zeros_like(coloured)


def without_strokes(pixels: Pixels, ink: Pixels) -> Pixels:
    """
    Leave coloured strokes out of a mask of ink, so that a stamp's ring is no rule.

    Args:
        pixels: Grey or RGB.
        ink: 255 where there is ink.

    Returns:
        The mask without the strokes; print under them stays.
    """
    strokes = coloured_strokes(pixels, ink > 0)
    if not strokes.any():
        return ink
    around = cv2.dilate(strokes.astype(np.uint8), np.ones((_HALO, _HALO), np.uint8)) > 0
    lightest = pixels.max(axis=2)
    print_below = lightest < _DARK * float(np.median(lightest))
    return np.where(around & ~print_below, 0, ink).astype(np.uint8)
