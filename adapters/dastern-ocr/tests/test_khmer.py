"""
Khmer engine: a line recogniser for Khmer, Latin and digits.
"""

import json

import attrs
import cv2
import numpy as np
import pytest

from dastern_core.kernel import PortError
from dastern_core.ocr import Pixels
from dastern_ocr import CombinedRecognizer, KhmerEngine, decode_image, khmer


@pytest.fixture(scope="module")
def engine(recognizer: CombinedRecognizer) -> KhmerEngine:
    """
    Give the warm engine.
    """
    return recognizer.khmer


@pytest.fixture(scope="module")
def title(photo: bytes, truth: str) -> tuple[Pixels, str]:
    """
    Give the sample's title, which is in Khmer alone, and what it says.
    """
    line = next(one for one in json.loads(truth)["lines"] if one["id"] == "title")
    quad = np.array(line["quad"], dtype=np.float32)
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    pixels = decode_image(photo).pixels
    return pixels[int(top) - 3 : int(bottom) + 4, int(left) - 3 : int(right) + 4], line["text"]


def _digits(*texts: str) -> list[Pixels]:
    lines = []
    for text in texts:
        line = np.full((40, 24 * len(text) + 8), 255, dtype=np.uint8)
        cv2.putText(line, text, (4, 32), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2, cv2.LINE_AA)
        lines.append(line)
    return lines


def test_reads_khmer(engine: KhmerEngine, title: tuple[Pixels, str]) -> None:
    """
    A printed Khmer word is read, in grey as in colour.
    """
    pixels, text = title
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)

    assert [read.text for read in engine.read([pixels, grey])] == [text, text]


def test_digits_that_share_a_run_stay_apart(engine: KhmerEngine) -> None:
    """
    Numbers are read together, and each line keeps its own.
    """
    digits = [str(number % 9 + 1) for number in range(30)]

    reads = engine.read_digits(_digits(*digits))

    agreeing = [read.text == digit for read, digit in zip(reads, digits, strict=True)]
    assert sum(agreeing) >= 27  # a stick-figure face is not what the model was trained on


def test_a_long_line_is_read_in_pieces(engine: KhmerEngine, title: tuple[Pixels, str]) -> None:
    """
    A line wider than the model's input is cut at gaps; no word is lost.
    """
    pixels, text = title
    gap = np.full((pixels.shape[0], 40, 3), int(np.median(pixels)), dtype=np.uint8)
    row = np.hstack([pixels, gap] * 6)

    (read,) = engine.read([row])

    assert "".join(read.text.split()) == text * 6


def test_a_long_line_without_gaps(engine: KhmerEngine) -> None:
    """
    A line without a gap is cut where the model's input ends.
    """
    noise = np.tile(np.array([[0, 255]], dtype=np.uint8), (48, 800))

    (read,) = engine.read([noise])

    assert 0 <= read.confidence <= 1


def test_a_changed_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A model file other than the one shipped does not start.
    """
    monkeypatch.setitem(khmer.CHECKSUMS, "khmer_ctc_int8.onnx", "0" * 64)

    with pytest.raises(PortError, match="is not the one"):
        KhmerEngine.load(threads=1)


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A model file that is not there is named, with what to do.
    """
    monkeypatch.setattr(khmer, "MODEL_FOLDER", "no_such_folder")

    with pytest.raises(PortError, match="reinstall dastern-ocr"):
        KhmerEngine.load(threads=1)


def test_a_failing_engine_is_a_port_error(engine: KhmerEngine) -> None:
    """
    Whatever the engine raises leaves as the port's error.
    """
    broken = attrs.evolve(engine, session=None)

    with pytest.raises(PortError, match="failed"):
        broken.read(_digits("1"))
