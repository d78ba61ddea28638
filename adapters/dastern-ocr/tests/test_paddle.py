"""
PaddleOCR: finds lines and reads Latin script with a user's own models, in a local folder.

``DASTERN_TEST_PADDLE_MODELS`` names a folder of models to run it for real.
"""

import hashlib
import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from dastern_core.kernel import PortError
from dastern_core.ocr import Page, Pixels
from dastern_core.testing.contracts.recognition import TextRecognizerContract
from dastern_ocr import CombinedRecognizer, PaddleEngine

MODELS = os.environ.get("DASTERN_TEST_PADDLE_MODELS", "")
INSTALLED = find_spec("paddleocr") is not None and find_spec("paddle") is not None


@pytest.fixture(scope="module")
def recognizer() -> CombinedRecognizer:
    """
    Give PaddleOCR with the user's models beside the Khmer model.
    """
    return CombinedRecognizer.with_paddle(Path(MODELS), threads=1)


@pytest.mark.skipif(
    not (INSTALLED and MODELS),
    reason="PaddleOCR or DASTERN_TEST_PADDLE_MODELS, a folder of its models, is not here",
)
@pytest.mark.filterwarnings("ignore")  # of Paddle's own imports
class TestPaddleRecognizer(TextRecognizerContract):
    """
    PaddleOCR and the Khmer model together.
    """


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """
    Give a folder that looks like models, and is none.
    """
    lines = []
    for name in ("det/inference.yml", "rec/inference.yml"):
        content = f"Global:\n  model_name: {name[:3]}\n".encode()
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
    (tmp_path / "SHA256SUMS").write_text("".join(lines))
    return tmp_path


@pytest.mark.parametrize(("part", "job"), [("det", "finds lines"), ("rec", "reads lines")])
def test_a_missing_model_is_named(models: Path, part: str, job: str) -> None:
    """
    A folder without one of the two models is refused, with what it must hold.
    """
    (models / part / "inference.yml").unlink()

    with pytest.raises(PortError, match=f"no model that {job} is in .*inference.yml"):
        PaddleEngine.load(models, threads=1)


def test_a_changed_model_is_refused(models: Path) -> None:
    """
    A model that is not the listed one is not loaded.
    """
    (models / "rec/inference.yml").write_text("other")

    with pytest.raises(PortError, match=r"rec/inference\.yml is not the one"):
        PaddleEngine.load(models, threads=1)


@pytest.mark.skipif(INSTALLED, reason="PaddleOCR is here")
def test_an_absent_package_is_named(models: Path) -> None:
    """
    Without the package the message is the command that installs it.
    """
    with pytest.raises(PortError, match="PaddleOCR is not installed: pip install"):
        PaddleEngine.load(models, threads=1)


class _Answers:
    """
    A model that gives the same answer to all.
    """

    def __init__(self, answer: dict[str, object] | None) -> None:
        """
        Keep the answer; None fails.
        """
        self.answer = answer

    def predict(
        self, pictures: Sequence[Pixels], *, batch_size: int
    ) -> Sequence[dict[str, object]]:
        """
        Answer once for each picture.
        """
        if self.answer is None:
            raise RuntimeError(batch_size)
        return [self.answer] * len(pictures)


@pytest.fixture
def page() -> Page:
    """
    Give a blank page larger than what the detector is given.
    """
    return Page(pixels=np.full((1920, 1200, 3), 255, dtype=np.uint8))


def test_answers_become_values(page: Page) -> None:
    """
    Boxes come back in the page's pixels and within it; texts without spaces around them.
    """
    box = np.array([[-4, 10], [100, 10], [100, 30], [-4, 30]], dtype=np.int16)
    engine = PaddleEngine(
        detector=_Answers({"dt_polys": box[None]}),
        reader=_Answers({"rec_text": " Zinc ", "rec_score": np.float32(1.0000001)}),
    )

    (found,) = engine.find(page)
    (read,) = engine.read([page.pixels[:48, :200]])

    assert ((0.0, 20.0), (200.0, 20.0), (200.0, 60.0), (0.0, 60.0)) == found.corners
    assert ("Zinc", 1.0) == (read.text, read.confidence)


def test_nothing_found(page: Page) -> None:
    """
    A page without lines has none.
    """
    engine = PaddleEngine(detector=_Answers({"dt_polys": []}), reader=_Answers(None))

    assert engine.find(page) == ()
    assert engine.read([]) == ()


def test_a_failing_engine_is_a_port_error(page: Page) -> None:
    """
    Whatever the engine raises leaves as the port's error.
    """
    engine = PaddleEngine(detector=_Answers(None), reader=_Answers(None))

    with pytest.raises(PortError, match="PaddleOCR failed"):
        engine.find(page)
