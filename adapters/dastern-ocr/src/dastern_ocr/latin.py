"""
Latin engine: PP-OCRv6 (PaddleOCR's models as ONNX, inside the rapidocr wheel).

It finds lines of any script and reads Latin letters and digits; it reads no Khmer.
"""

import threading
from collections.abc import Sequence
from importlib.resources import files

import attrs
import numpy as np
from numpy.typing import NDArray
from omegaconf import flag_override
from rapidocr import RapidOCR

from dastern_core.kernel import PortError
from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition
from dastern_ocr.checksums import checked_bytes
from dastern_ocr.inputs import blue_green_red, shrunk, squeezed
from dastern_ocr.sessions import load_session

__all__ = ["CHECKSUMS", "MODELS", "LatinEngine"]

MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
"""
The models' files in the wheel of rapidocr, by the step that they serve.
"""

CHECKSUMS = {
    "PP-OCRv6_det_small.onnx": "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f",
    "PP-OCRv6_rec_small.onnx": "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884",
}
"""
SHA-256 of each of the models' files, as the wheel of rapidocr 3.10.0 carries it.
"""

_REMEDY = "install rapidocr 3.10.0"
_DETECTION_SIDE = 960  # pixels: lines of a whole page stay 11 high or more, memory low
_LEAST_WIDTH = 160  # pixels to which a batch of digits is padded; rapidocr's 320 is slower
_BATCH = 6  # lines read at once, rapidocr's own default; more costs memory


@attrs.frozen(kw_only=True, eq=False)
class LatinEngine:
    """
    Finds lines, and reads those in Latin script.

    Args:
        engine: rapidocr with both models loaded.
        lock: rapidocr keeps state between its steps: one caller at a time.
    """

    engine: RapidOCR
    lock: threading.Lock = attrs.field(factory=threading.Lock)

    @classmethod
    def load(cls, *, threads: int) -> "LatinEngine":
        """
        Load the models that the wheel of rapidocr carries, after checking each.

        Args:
            threads: How many processor cores one call may use.

        Raises:
            PortError: A model is missing, is another one, or cannot be loaded.
        """
        params = {
            "Global.log_level": "critical",
            "Rec.rec_batch_num": _BATCH,
            "Rec.rec_img_shape": [3, 48, _LEAST_WIDTH],
        }
        models = {
            part: checked_bytes(files("rapidocr") / "models" / name, CHECKSUMS, remedy=_REMEDY)
            for part, name in MODELS.items()
        }
        try:
            engine = RapidOCR(params=params)
            with flag_override(engine.cfg, "allow_objects", values=True):
                for part, model in models.items():
                    # With a session of ours rapidocr looks for no file and no download.
                    engine.cfg[part].session = load_session(model, threads=threads)
            loaded = cls(engine=engine)
            loaded.read([np.full((48, 96, 3), 255, np.uint8)])
        except Exception as error:
            message = f"the Latin text engine does not start ({type(error).__name__})"
            raise PortError(message) from error
        return loaded

    def find(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find the lines of text on a page.

        Raises:
            PortError: The engine failed.
        """
        small, scale = shrunk(page.pixels, side=_DETECTION_SIDE)
        picture = blue_green_red(small)
        try:
            with self.lock:
                found = self.engine(picture, use_det=True, use_cls=False, use_rec=False)
        except Exception as error:
            message = f"the text detector failed ({type(error).__name__})"
            raise PortError(message) from error
        boxes = getattr(found, "boxes", None)
        if boxes is None:
            return ()
        return tuple(_quadrilateral(np.asarray(box, dtype=np.float64) / scale) for box in boxes)

    def read(self, lines: Sequence[Pixels]) -> tuple[Recognition, ...]:
        """
        Read straightened lines, in their order.

        Raises:
            PortError: The engine failed.
        """
        if not lines:
            return ()
        try:
            found = self.engine.recognize_txt([blue_green_red(squeezed(line)) for line in lines])
        except Exception as error:
            message = f"the Latin text engine failed ({type(error).__name__})"
            raise PortError(message) from error
        return tuple(
            Recognition(text=text, confidence=min(max(float(score), 0.0), 1.0) if text else 0.0)
            for text, score in zip(found.txts or (), found.scores or (), strict=True)
        )


def _quadrilateral(corners: NDArray[np.float64]) -> Quadrilateral:
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return Quadrilateral(corners=(first, second, third, fourth))
