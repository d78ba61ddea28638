"""
Pens: strokes in coloured ink, such as handwriting and stamps, told apart from print.

A coloured ink lets the light of its own colour through, black print does not. So the
print below a stamp is read in the stamp's colour, where the stamp itself is pale.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from dastern_core.ocr.lighting import even_light, paper_light
from dastern_core.ocr.pages import Pixels, grey

__all__ = ["grey_without_strokes", "without_strokes"]

_Mask = NDArray[np.bool_]

_PEN_COLOUR = 38  # of 255, in even light: between the strongest and the weakest colour
_DARK = 0.75  # of the paper's light: there is ink of some colour
_PRINT_COLOUR_SHARE = 0.4  # above it the print itself is coloured, and nothing is a pen's
_HALO = 7  # pixels: a stroke's rim is paler than the stroke
_PRINT = (0.65, 0.88)  # of the stroke's light: print below it, and what is the stroke alone
_PALEST = 0.35  # of the light: a stroke that lets through less hides the print below it


def without_strokes(pixels: Pixels) -> tuple[Pixels, NDArray[np.bool_]]:
    """
    Take away what was written or stamped in colour; the print under it stays.

    Args:
        pixels: Grey or RGB; on a grey picture no pen can be told from print.

    Returns:
        The picture in even light, and where strokes were: nowhere if the print itself is
        coloured.
    """
    lit = even_light(pixels)
    strokes = _coloured(lit)
    if strokes.any():
        lit[_around(strokes)] = _below(lit, strokes)
    return lit, strokes


def grey_without_strokes(pixels: Pixels) -> Pixels:
    """
    Give a picture in grey, strokes taken away, the light left as it is.

    Args:
        pixels: Grey or RGB.
    """
    plain = grey(pixels)
    lit = even_light(pixels)
    strokes = _coloured(lit)
    if not strokes.any():
        return plain
    around = _around(strokes)
    light = paper_light(plain)[around].astype(np.float32)
    cleaned = plain.copy()
    cleaned[around] = (_below(lit, strokes)[:, 0] * (light / 255)).astype(np.uint8)
    return cleaned


def _around(strokes: _Mask) -> _Mask:
    grown = cv2.dilate(strokes.astype(np.uint8), np.ones((_HALO, _HALO), np.uint8))
    return np.asarray(grown > 0)


def _below(lit: Pixels, strokes: _Mask) -> Pixels:
    """
    Give what is printed at and around strokes: one row of one grey for each pixel.
    """
    lightest = lit.max(axis=2)
    through = max(float(np.median(lightest[strokes])), 1.0)
    if through < _PALEST * 255:
        return np.full((int(_around(strokes).sum()), 1), 255, dtype=np.uint8)
    share = lightest[_around(strokes)] / through
    # thin print has soft edges, and beside the stroke it lost no light
    paler = np.interp(share, (0, *_PRINT), (0, _PRINT[0] * through, 255))
    return np.asarray(paler[:, None], dtype=np.uint8)


def _coloured(lit: Pixels) -> _Mask:
    if lit.ndim == 2:  # noqa: PLR2004 - two axes: it is grey
        return np.zeros(lit.shape, dtype=np.bool_)
    red, green, blue = cv2.split(cv2.GaussianBlur(lit, (5, 5), 0))
    strongest = cv2.max(cv2.max(red, green), blue)
    weakest = cv2.min(cv2.min(red, green), blue)
    coloured = np.asarray(cv2.subtract(strongest, weakest) > _PEN_COLOUR)
    ink = grey(lit) < _DARK * 255
    share = int((coloured & ink).sum()), _PRINT_COLOUR_SHARE * int(ink.sum())
    return coloured if share[0] < share[1] else np.zeros_like(coloured)
