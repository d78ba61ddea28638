"""
Combined recognizer: each line to the engine that reads its script.
"""

import cv2
import numpy as np
import pytest

from dastern_core.ocr import Pixels
from dastern_core.testing.contracts.recognition import TextRecognizerContract


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


class TestCombinedRecognizer(TextRecognizerContract):
    """
    PP-OCRv6 and the Khmer model together.
    """
