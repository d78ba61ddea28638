"""
Robustness: turned, tilted, shrunk or compressed, a picture says the same, or asks.

Four changes of the sample by default; ``DASTERN_ROBUST_PAGES=FOLDER`` tries all changes of the
labelled photos of a folder, such as ``tools/render_prescription/page_set.py`` writes.
"""

import os
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from dastern_core.ocr import Page, Pixels, read
from dastern_core.ocr.evaluation import Verdict, evaluate
from dastern_core.ocr.truth import Part, parse_truth
from dastern_ocr import CombinedRecognizer, decode_image

_DESK = (96, 90, 82)
_Change = Callable[[Pixels], Pixels]


def _warped(pixels: Pixels, matrix: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Pixels:
    size = (pixels.shape[1], pixels.shape[0])
    return np.asarray(cv2.warpPerspective(pixels, matrix, size, borderValue=_DESK), np.uint8)


def _straight(pixels: Pixels) -> Pixels:
    return pixels


def _turned(quarters: int) -> _Change:
    return lambda pixels: np.rot90(pixels, quarters).copy()


def _tilted(degrees: float) -> _Change:
    def change(pixels: Pixels) -> Pixels:
        height, width = pixels.shape[:2]
        matrix = np.eye(3)
        matrix[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 0.85)
        return _warped(pixels, matrix)

    return change


def _narrowed(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners.copy()
    seen[:2, 0] += np.array([0.05, -0.05], np.float32) * width
    return _warped(pixels, np.asarray(cv2.getPerspectiveTransform(corners, seen), np.float64))


def _halved(pixels: Pixels) -> Pixels:
    small = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _compressed(pixels: Pixels) -> Pixels:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=40)
    return np.asarray(Image.open(file).convert("RGB"))


CHANGES = {
    "turned-90": _turned(1),
    "turned-180": _turned(2),
    "turned-270": _turned(3),
    "tilted-15": _tilted(15),
    "tilted-minus-8": _tilted(-8),
    "perspective-10": _narrowed,
    "half-resolution": _halved,
    "jpeg-40": _compressed,
}
FOLDER = os.environ.get("DASTERN_ROBUST_PAGES")
TRIED = CHANGES if FOLDER else ("turned-90", "tilted-15", "perspective-10", "half-resolution")


def _pages(photo: bytes, truth: str) -> list[tuple[bytes, str]]:
    if not FOLDER:
        return [(photo, truth)]
    photos = sorted(Path(FOLDER).glob("*.jpg"))
    return [(one.read_bytes(), one.with_suffix(".json").read_text("utf-8")) for one in photos]


@cache
def _silent(
    photo: bytes, truth: str, change: _Change, recognizer: CombinedRecognizer
) -> frozenset[tuple[Part, str, str, str]]:
    page = Page(pixels=change(decode_image(photo).pixels))
    judged = evaluate(parse_truth(truth), read(page, recognizer=recognizer))
    return frozenset(
        (one.part, one.place, one.expected, one.actual)
        for one in judged
        if one.silent and (one.part is not Part.FIELD or one.verdict is not Verdict.ABSENT)
    )


@pytest.mark.parametrize("name", TRIED)
def test_a_changed_picture_says_the_same_or_asks(
    name: str, photo: bytes, truth: str, recognizer: CombinedRecognizer
) -> None:
    """
    What is wrong on the changed page, and was not on the straight one, is flagged.
    """
    silent = {
        error
        for page, told in _pages(photo, truth)
        for error in _silent(page, told, CHANGES[name], recognizer)
        - _silent(page, told, _straight, recognizer)
    }

    assert silent == set()
