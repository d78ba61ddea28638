"""
Lighting: pictures in even light, whatever shadow lay on the paper.
"""

import cv2
import numpy as np

from dastern_core.ocr.pages import Pixels

__all__ = ["even_light", "paper_light"]

_PAPER_REACH = 41  # pixels of a flattened table: wider than any stroke, so only paper is left


def paper_light(pixels: Pixels) -> Pixels:
    """
    Give the light of the paper at each pixel, print left out.
    """
    square = np.ones((_PAPER_REACH, _PAPER_REACH), np.uint8)  # a disc takes eight times as long
    closed = cv2.morphologyEx(pixels, cv2.MORPH_CLOSE, square)
    return np.asarray(cv2.blur(closed, (_PAPER_REACH, _PAPER_REACH)), dtype=np.uint8)


def even_light(pixels: Pixels) -> Pixels:
    """
    Take shadows away: paper becomes white, ink keeps its share of the paper's light.
    """
    paper = np.maximum(paper_light(pixels), 1).astype(np.float32)
    return np.asarray(np.clip(pixels * (255 / paper), 0, 255), dtype=np.uint8)
