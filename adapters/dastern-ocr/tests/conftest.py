"""
The engines, loaded once for all tests, and the bundled sample.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest

from dastern_core.ocr import Pixels
from dastern_ocr import CombinedRecognizer

SAMPLES = Path(__file__).parents[2] / "dastern-cli/src/dastern_cli/samples"


@pytest.fixture(scope="session")
def recognizer() -> CombinedRecognizer:
    """
    Give the warm engines.
    """
    return CombinedRecognizer.load()


@pytest.fixture(scope="session")
def photo() -> bytes:
    """
    Give the sample photo's bytes.
    """
    return (SAMPLES / "prescription.jpg").read_bytes()


@pytest.fixture(scope="session")
def truth() -> str:
    """
    Give the sample's truth file as text.
    """
    return (SAMPLES / "prescription.json").read_text(encoding="utf-8")


@pytest.fixture
def text() -> str:
    """
    Give what the line says.
    """
    return "Paracetamol"


@pytest.fixture
def line(text: str) -> Pixels:
    """
    Give the line, drawn in a plain face.
    """
    pixels = np.full((48, 250, 3), 255, dtype=np.uint8)
    cv2.putText(pixels, text, (10, 34), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (0, 0, 0), 2, cv2.LINE_AA)
    return pixels
