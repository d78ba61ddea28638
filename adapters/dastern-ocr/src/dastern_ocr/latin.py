"""
Latin engine: PP-OCRv6 (PaddleOCR's models as ONNX, inside the rapidocr wheel).

It finds lines of any script and reads Latin letters and digits; it reads no Khmer.
"""

import threading
from collections.abc import Sequence
from importlib.resources import as_file, files

import attrs
import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

from dastern_core.kernel import PortError
from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition

__all__ = ["MODELS", "LatinEngine"]

MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
"""
The models' files in the wheel of rapidocr, by the step that they serve.
"""

_DETECTION_SIDE = 960  # pixels: lines of a whole page stay 11 high or more, memory low
_LONGEST = 40  # times as wide as high; a longer strip is squeezed, no line of print is longer
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
        Load the models that the wheel of rapidocr carries; nothing is downloaded.

        Args:
            threads: How many processor cores one call may use.

        Raises:
            PortError: A model is missing or cannot be loaded.
        """
        params: dict[str, object] = {
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Rec.rec_batch_num": _BATCH,
            "Rec.rec_img_shape": [3, 48, _LEAST_WIDTH],
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
        for part, name in MODELS.items():
            with as_file(files("rapidocr") / "models" / name) as path:
                if not path.is_file():
                    message = f"rapidocr has no model {name}; install rapidocr 3.10 or later"
                    raise PortError(message)
                # A named path keeps rapidocr from looking for a download.
                params[f"{part}.model_path"] = str(path)
        try:
            loaded = cls(engine=RapidOCR(params=params))
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
        scale = min(1.0, _DETECTION_SIDE / max(page.height, page.width))
        small = cv2.resize(
            _bgr(page.pixels), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
        )
        try:
            with self.lock:
                found = self.engine(small, use_det=True, use_cls=False, use_rec=False)
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
            with self.lock:
                found = self.engine.recognize_txt([_bgr(_squeezed(line)) for line in lines])
        except Exception as error:
            message = f"the Latin text engine failed ({type(error).__name__})"
            raise PortError(message) from error
        return tuple(
            Recognition(text=text, confidence=min(max(float(score), 0.0), 1.0) if text else 0.0)
            for text, score in zip(found.txts or (), found.scores or (), strict=True)
        )


def _squeezed(line: Pixels) -> Pixels:
    height, width = line.shape[:2]
    if width <= _LONGEST * height:
        return line
    size = (_LONGEST * height, height)
    return np.asarray(cv2.resize(line, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _bgr(pixels: Pixels) -> Pixels:
    code = cv2.COLOR_GRAY2BGR if pixels.ndim == 2 else cv2.COLOR_RGB2BGR  # noqa: PLR2004 - grey has two axes
    return np.asarray(cv2.cvtColor(pixels, code), dtype=np.uint8)


def _quadrilateral(corners: NDArray[np.float64]) -> Quadrilateral:
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return Quadrilateral(corners=(first, second, third, fourth))
