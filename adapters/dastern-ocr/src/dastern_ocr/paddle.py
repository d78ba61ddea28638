"""
PaddleOCR: finds lines and reads Latin script with a user's own models, in a local folder.

The package is an extra of 1.2 GB, and its models come from the user: none is downloaded.
"""

import os
import re
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import attrs
import numpy as np

from dastern_core.kernel import PortError
from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition
from dastern_ocr.checksums import check_folder
from dastern_ocr.inputs import blue_green_red, shrunk, squeezed

__all__ = ["PaddleEngine", "PaddleModel"]

_PARTS = {"det": "finds lines", "rec": "reads lines"}
_SIDE = 960  # pixels of a page's longer side, PaddleOCR's own default
_BATCH = 6  # lines read at once
_NAME = re.compile(r"^\s+model_name:\s*(\S+)\s*$", re.MULTILINE)
_LARGEST_SETTINGS = 10_000_000  # bytes of inference.yml; its alphabet may hold 20,000 signs


class PaddleModel(Protocol):
    """
    A model of PaddleOCR, loaded.
    """

    def predict(
        self, pictures: Sequence[Pixels], *, batch_size: int
    ) -> Sequence[dict[str, object]]:
        """
        Give one result for each picture, in their order.
        """
        ...


@attrs.frozen(kw_only=True, eq=False)
class PaddleEngine:
    """
    Finds lines of any script, and reads those in Latin script.

    Args:
        detector: Finds lines.
        reader: Reads them.
        lock: PaddleOCR serves one caller at a time.
    """

    detector: PaddleModel
    reader: PaddleModel
    lock: threading.Lock = attrs.field(factory=threading.Lock)

    @classmethod
    def load(cls, folder: Path, *, threads: int) -> "PaddleEngine":
        """
        Load models from a folder, after checking each file against the list beside them.

        Args:
            folder: Holds ``det`` and ``rec``, each an inference model as PaddleOCR 3 saves
                it, and ``SHA256SUMS``.
            threads: How many processor cores one call may use.

        Raises:
            PortError: The package or a model is missing, or a file was changed; the message
                says what to do.
        """
        for part, job in _PARTS.items():
            if not (folder / part / "inference.yml").is_file():
                message = f"no model that {job} is in {folder / part}: it needs the folder of "
                message += "a PaddleOCR inference model, with its inference.yml"
                raise PortError(message)
        check_folder(folder)
        if find_spec("paddleocr") is None or find_spec("paddle") is None:
            message = "PaddleOCR is not installed: pip install 'paddleocr>=3.7' 'paddlepaddle>=3.3'"
            raise PortError(message)
        # Before the first import: it would look for hosts to download from.
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        try:
            return cls._started(folder, threads=threads)
        except Exception as error:
            message = f"PaddleOCR does not start ({type(error).__name__})"
            raise PortError(message) from error

    @classmethod
    def _started(cls, folder: Path, *, threads: int) -> "PaddleEngine":
        from paddleocr import TextDetection, TextRecognition  # noqa: PLC0415 - an extra

        common = {"device": "cpu", "cpu_threads": threads, "enable_mkldnn": False}
        return cls(
            detector=TextDetection(
                model_name=_model_name(folder / "det"),
                model_dir=str(folder / "det"),
                limit_side_len=_SIDE,
                limit_type="max",
                **common,
            ),
            reader=TextRecognition(
                model_name=_model_name(folder / "rec"), model_dir=str(folder / "rec"), **common
            ),
        )

    def find(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find the lines of text on a page.

        Raises:
            PortError: The engine failed.
        """
        small, scale = shrunk(page.pixels, side=_SIDE)
        (found,) = self._predict(self.detector, [blue_green_red(small)])
        boxes = np.asarray(found["dt_polys"], dtype=np.float64).reshape(-1, 4, 2) / scale
        return tuple(
            Quadrilateral(corners=tuple((float(x), float(y)) for x, y in box))  # type: ignore[arg-type]  # four, see reshape
            for box in np.clip(boxes, 0, [page.width, page.height])
        )

    def read(self, lines: Sequence[Pixels]) -> tuple[Recognition, ...]:
        """
        Read straightened lines, in their order.

        Raises:
            PortError: The engine failed.
        """
        if not lines:
            return ()
        found = self._predict(self.reader, [blue_green_red(squeezed(line)) for line in lines])
        reads = ((str(one["rec_text"]).strip(), one["rec_score"]) for one in found)
        return tuple(
            Recognition(text=text, confidence=_share(score) if text else 0.0)
            for text, score in reads
        )

    def _predict(
        self, model: PaddleModel, pictures: Sequence[Pixels]
    ) -> Sequence[dict[str, object]]:
        try:
            with self.lock:
                return model.predict(pictures, batch_size=_BATCH)
        except Exception as error:
            message = f"PaddleOCR failed ({type(error).__name__})"
            raise PortError(message) from error


def _model_name(folder: Path) -> str:
    with (folder / "inference.yml").open(encoding="utf-8") as file:
        found = _NAME.search(file.read(_LARGEST_SETTINGS))
    if found is None:
        message = f"{folder / 'inference.yml'} names no model"
        raise ValueError(message)
    return found[1]


def _share(score: object) -> float:
    return min(max(float(str(score)), 0.0), 1.0)
