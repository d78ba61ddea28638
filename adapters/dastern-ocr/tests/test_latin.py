"""
Latin engine: PP-OCRv6 finds lines of any script and reads Latin letters and digits.
"""

import logging
import time

import attrs
import numpy as np
import pytest
from rapidocr import RapidOCR

from dastern_core.kernel import PortError
from dastern_core.ocr import Page
from dastern_ocr import CombinedRecognizer, LatinEngine, decode_image, latin


@pytest.fixture(scope="module")
def engine(recognizer: CombinedRecognizer) -> LatinEngine:
    """
    Give the warm engine.
    """
    assert isinstance(recognizer.latin, LatinEngine)
    return recognizer.latin


def test_boxes_are_in_the_page_s_pixels(engine: LatinEngine, photo: bytes) -> None:
    """
    A page enlarged twice has its lines at twice the place.
    """
    page = decode_image(photo)
    double = Page(pixels=page.pixels.repeat(2, axis=0).repeat(2, axis=1))

    once, twice = engine.find(page), engine.find(double)

    assert len(once) == pytest.approx(len(twice), abs=4)
    assert np.mean([box.centre for box in twice], axis=0) == pytest.approx(
        2 * np.mean([box.centre for box in once], axis=0), rel=0.05
    )


def test_silent(engine: LatinEngine, capfd: pytest.CaptureFixture[str]) -> None:
    """
    Nothing is written to stdout, stderr or the log.
    """
    engine.find(Page(pixels=np.full((400, 400, 3), 255, dtype=np.uint8)))
    engine.read([np.full((48, 48, 3), 255, dtype=np.uint8)])

    assert capfd.readouterr() == ("", "")
    assert not logging.getLogger("RapidOCR").isEnabledFor(logging.ERROR)


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without its model the engine does not start, and downloads nothing.
    """
    monkeypatch.setitem(latin.MODELS, "Rec", "no_such_model.onnx")

    with pytest.raises(PortError, match=r"no_such_model.*install rapidocr 3.10"):
        LatinEngine.load(threads=1)


def test_a_changed_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A model of another version of rapidocr is not loaded: nobody measured how it reads.
    """
    monkeypatch.setitem(latin.CHECKSUMS, latin.MODELS["Det"], "0" * 64)

    with pytest.raises(PortError, match=r"det_small.onnx is not the one that was tested"):
        LatinEngine.load(threads=1)


class _Broken(RapidOCR):
    """
    An engine that lost its models.
    """

    def __init__(self) -> None:
        """
        Load nothing.
        """


def test_a_failing_engine_is_a_port_error(engine: LatinEngine) -> None:
    """
    Whatever the engine raises leaves as the port's error.
    """
    broken = attrs.evolve(engine, engine=_Broken())
    blank = np.full((400, 400, 3), 255, dtype=np.uint8)

    with pytest.raises(PortError, match="detector failed"):
        broken.find(Page(pixels=blank))
    with pytest.raises(PortError, match="engine failed"):
        broken.read([blank])


def test_a_sliver_is_squeezed(engine: LatinEngine) -> None:
    """
    A line a thousand times as wide as high costs no more than a long one.
    """
    before = time.process_time()

    engine.read([np.full((3, 3000, 3), 255, dtype=np.uint8)])

    assert time.process_time() - before < 2
