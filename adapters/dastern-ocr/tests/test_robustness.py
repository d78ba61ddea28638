"""
Robustness: turned, tilted, shrunk or compressed, a picture says the same, or asks.

Each change is tried on one page, the sample or a generated one;
``DASTERN_ROBUST_PAGES=FOLDER`` tries all changes of all labelled photos of a folder, such as
``tools/render_prescription/page_set.py`` writes.
"""

import importlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import attrs
import cv2
import numpy as np
import pytest
from PIL import Image

from dastern_core.ocr import FieldName, Page, Pixels, read
from dastern_core.ocr.evaluation import Judgement, Verdict, evaluate, squashed
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
ROOT = Path(__file__).parents[3]
HOSPITAL = {"fields.hospital", "fields.hospital_km"}
SEEDS = {"english": 11, "dotted": 12}  # of a generated page, by its layout


@pytest.fixture(scope="module")
def pages(
    photo: bytes, truth: str, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[bytes, str]]:
    """
    Give photos with their truth files: those of the folder, or the sample and generated ones.
    """
    folder = Path(FOLDER) if FOLDER else tmp_path_factory.mktemp("pages")
    if not FOLDER:
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(ROOT)
            page_set = importlib.import_module("tools.render_prescription.page_set")
        for layout, seed in SEEDS.items():
            planned = page_set.PlannedPage(
                name=layout,
                form=page_set.SETS["tuning"][layout],
                condition="plain",
                face="sans",
                seed=seed,
            )
            page_set.write_page(planned, folder)
    photos = sorted(folder.glob("*.jpg"))
    written = [(one.read_bytes(), one.with_suffix(".json").read_text("utf-8")) for one in photos]
    return written if FOLDER else [(photo, truth), *written]


@cache
def _said(
    photo: bytes, truth: str, change: _Change, recognizer: CombinedRecognizer
) -> Mapping[str, Judgement]:
    """
    Judge every field and every value of a medicine by its place, those of no field printed too.

    A field that is not in the draft is asked for where the page as a whole is in doubt; the
    hospital is told by its name in either script.
    """
    printed = parse_truth(truth)
    fields = dict.fromkeys((name.value for name in FieldName), "") | dict(printed.fields)
    draft = read(Page(pixels=change(decode_image(photo).pixels)), recognizer=recognizer)
    told = HOSPITAL if any(f"fields.{name.value}" in HOSPITAL for name in draft.fields) else ()
    judged = evaluate(attrs.evolve(printed, fields=fields), draft)
    return {
        one.place: attrs.evolve(
            one,
            flagged=one.flagged
            or (one.verdict is Verdict.ABSENT and (bool(draft.review) or one.place in told)),
        )
        for one in judged
        if one.part is not Part.CELL
    }


def _differs(now: Judgement, before: Judgement | None) -> bool:
    """
    Tell whether a wrong value is not asked about, and did not stand there before just so.
    """
    same = before is not None and squashed(before.actual) == squashed(now.actual)
    return now.silent and not (same and before is not None and before.silent)


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_picture_says_the_same_or_asks(
    name: str, pages: list[tuple[bytes, str]], recognizer: CombinedRecognizer
) -> None:
    """
    Each value is that of the untouched page, or is marked as in doubt, or is what is printed.
    """
    tried = pages if FOLDER else [pages[list(CHANGES).index(name) % len(pages)]]
    silent = [
        (place, now.expected, now.actual)
        for photo, truth in tried
        for before in [_said(photo, truth, _straight, recognizer)]
        for place, now in _said(photo, truth, CHANGES[name], recognizer).items()
        if _differs(now, before.get(place))
    ]

    assert silent == []
