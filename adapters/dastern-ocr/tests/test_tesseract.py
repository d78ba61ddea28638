"""
Tesseract: the system's own program, as a whole recogniser of Khmer, Latin and digits.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from dastern_core.kernel import PortError
from dastern_core.ocr import Page, Pixels, Script
from dastern_core.testing.contracts.recognition import TextRecognizerContract
from dastern_ocr import TesseractRecognizer, decode_image

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None,
    reason="the system has no tesseract: apt-get install tesseract-ocr tesseract-ocr-khm",
)


@pytest.fixture(scope="module")
def recognizer() -> TesseractRecognizer:
    """
    Give the program of this system.
    """
    return TesseractRecognizer.load(threads=1)


def _program(folder: Path, script: str) -> str:
    """
    Give a program that stands in for one that is broken.
    """
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@needs_tesseract
class TestTesseractRecognizer(TextRecognizerContract):
    """
    The program with its data for Khmer and English.
    """


@needs_tesseract
def test_reads_khmer(recognizer: TesseractRecognizer, photo: bytes, truth: str) -> None:
    """
    The sample's title, in Khmer alone, is read.
    """
    line = next(one for one in json.loads(truth)["lines"] if one["id"] == "title")
    quad = np.array(line["quad"], dtype=int)
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    crop = decode_image(photo).pixels[top - 3 : bottom + 4, left - 3 : right + 4]

    (found,) = recognizer.read_lines([crop], script=Script.KHMER)

    assert found.text == line["text"]


@needs_tesseract
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_finds_the_lines_of_a_turned_page(
    recognizer: TesseractRecognizer, line: Pixels, quarters: int
) -> None:
    """
    A line is found where it stands, however the page lies.
    """
    pixels = np.full((400, 700, 3), 255, dtype=np.uint8)
    pixels[50 : 50 + line.shape[0], 400 : 400 + line.shape[1]] = line
    page = Page(pixels=np.rot90(pixels, quarters).copy())
    place = {
        0: (525, 74), 1: (74, 700 - 525), 2: (700 - 525, 400 - 74), 3: (400 - 74, 525)
    }[quarters]  # fmt: skip

    boxes = recognizer.find_lines(page)

    centres = [box.centre for box in boxes]
    assert any(np.hypot(x - place[0], y - place[1]) < 40 for x, y in centres)


def test_an_absent_program_is_named() -> None:
    """
    Where the program is not installed, the message says what to install.
    """
    with pytest.raises(PortError, match=r"no-such-program is not here; install.*tesseract-ocr-khm"):
        TesseractRecognizer.load(program="no-such-program")


def test_absent_data_are_named(tmp_path: Path) -> None:
    """
    Where the program lacks its data for Khmer, the message says what to install.
    """
    program = _program(tmp_path, "echo eng; echo osd")

    with pytest.raises(PortError, match="no data for khm; install"):
        TesseractRecognizer.load(program=program)


def test_a_program_that_hangs_is_ended(tmp_path: Path, line: Pixels) -> None:
    """
    A program that does not answer is ended at its limit, and named as the port's error.
    """
    program = _program(tmp_path, "exec sleep 30")
    hurried = TesseractRecognizer(program=program, threads=1, seconds=0.001)

    with pytest.raises(PortError, match=r"did not answer in 0\.125 seconds"):
        hurried.read_lines([line], script=Script.LATIN)


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("exit 1", "failed"),
        ("echo other", "form that is not its own"),
        ("printf 'level\\tconf\\n5\\tx\\n'", "form that is not its own"),
    ],
)
def test_a_failing_program_is_a_port_error(
    tmp_path: Path, line: Pixels, script: str, problem: str
) -> None:
    """
    A program that dies or says something else leaves as the port's error.
    """
    program = TesseractRecognizer(program=_program(tmp_path, script), threads=1)

    with pytest.raises(PortError, match=problem):
        program.read_lines([line], script=Script.LATIN)
