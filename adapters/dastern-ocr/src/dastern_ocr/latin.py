"""
Latin engine: PP-OCRv6 (PaddleOCR's models as ONNX, inside the rapidocr wheel).

It finds lines of any script and reads Latin letters and digits; it reads no Khmer.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

import attrs
import numpy as np
from numpy.typing import NDArray
from omegaconf import flag_override
from rapidocr import RapidOCR

from dastern_core.kernel import PortError
from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition
from dastern_ocr.checksums import check_file
from dastern_ocr.freed_memory import give_back
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
_LEAST_WIDTH = 160  # pixels, to which a number is padded: at 48 and 96 small fractions are misread


@attrs.frozen(kw_only=True, eq=False)
class LatinEngine:
    """
    Finds lines, and reads those in Latin script.

    Args:
        engine: rapidocr with both models loaded.
        pool: Reads several lines at once, one processor core each.
        lock: rapidocr keeps state between finding and reading: one finds at a time.
    """

    engine: RapidOCR
    pool: ThreadPoolExecutor
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
            # A batch takes as long as its lines one by one, and pads all to the widest.
            "Rec.rec_batch_num": 1,
            "Rec.rec_img_shape": [3, 48, _LEAST_WIDTH],
        }
        folder = files("rapidocr") / "models"
        for name in MODELS.values():
            check_file(folder / name, CHECKSUMS, remedy=_REMEDY)
        try:
            engine = RapidOCR(params=params)
            with flag_override(engine.cfg, "allow_objects", values=True):
                for part, name in MODELS.items():
                    # With a session of ours rapidocr looks for no file and no download.
                    cores = threads if part == "Det" else 1
                    engine.cfg[part].session = load_session(folder / name, threads=cores)
            loaded = cls(engine=engine, pool=ThreadPoolExecutor(threads))
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
        finally:
            give_back()
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
        inputs = [blue_green_red(squeezed(line)) for line in lines]
        reads = tuple(self.pool.map(self._read_line, inputs))
        give_back()
        return reads

    def _read_line(self, line: Pixels) -> Recognition:
        try:
            found = self.engine.recognize_txt([line])
            ((text, score),) = zip(found.txts or (), found.scores or (), strict=True)
        except Exception as error:
            message = f"the Latin text engine failed ({type(error).__name__})"
            raise PortError(message) from error
        return Recognition(text=text, confidence=min(max(float(score), 0.0), 1.0) if text else 0.0)


def _quadrilateral(corners: NDArray[np.float64]) -> Quadrilateral:
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return Quadrilateral(corners=(first, second, third, fourth))
