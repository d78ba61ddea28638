"""
The engines, loaded once for all tests, and the bundled sample.
"""

from pathlib import Path

import pytest

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
