"""
Khmer engine: a line recogniser for Khmer, Latin and digits, run by onnxruntime.

The model is smart-kh-ocr's (see NOTICE), exported by ``tools/export_khmer_model.py``. It
reads one line of at most 640 x 48 pixels; a longer line is read in pieces.
"""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from itertools import chain

import attrs
import cv2
import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # the package ships no types
from numpy.typing import NDArray

from dastern_core.kernel import PortError
from dastern_core.ocr import Pixels, Recognition
from dastern_ocr.checksums import check_file
from dastern_ocr.freed_memory import give_back
from dastern_ocr.inputs import lightness
from dastern_ocr.sessions import load_session

__all__ = ["CHECKSUMS", "MODEL_FOLDER", "KhmerEngine"]

MODEL_FOLDER = "khmer_model"
"""
Where in this package the model lies.
"""

CHECKSUMS = {
    "khmer_ctc_int8.onnx": "60180d1a7fc0ba5f9391eb194fe7f0521b4671aa6650f799dffd45ef736b7d5b",
    "khmer_ctc_vocab.json": "1c5e8dd48acd0e9dc20e07960cd07f9e081877d97850562b21f7460f9ba4403c",
}
"""
SHA-256 of each file of the model, as ``tools/export_khmer_model.py`` made it.
"""

_HEIGHT, _WIDTH = 48, 640  # the model's input, in pixels; the width is fixed in the export
_PADDING = 128  # the grey to the right of a short line
_FIRST_TOKEN = 2  # outputs 0 and 1 are CTC's blank and padding
_MOST_PIECES = 8  # of one line: 5120 pixels at the model's height
_FRAME = 20  # pixels of paper on each side of a number (measured: the digits stay apart)


@attrs.frozen(kw_only=True)
class _Sign:
    """
    One token, how sure it is, and where in the model's input it stands.
    """

    text: str
    chance: float
    x: float


@attrs.frozen(kw_only=True, eq=False)
class KhmerEngine:
    """
    Reads lines in Khmer script, with Latin words and digits among them.

    Args:
        session: The loaded model; onnxruntime allows several callers at once.
        tokens: The text of each token.
        pool: Reads several lines at once, one processor core each.
    """

    session: onnxruntime.InferenceSession
    tokens: Mapping[int, str]
    pool: ThreadPoolExecutor

    @classmethod
    def load(cls, *, threads: int) -> "KhmerEngine":
        """
        Load the model that this package carries, after checking that it is the one.

        Args:
            threads: How many processor cores one call may use.

        Raises:
            PortError: The model is missing, is another one, or cannot be loaded.
        """
        folder = files("dastern_ocr") / MODEL_FOLDER
        for name in CHECKSUMS:
            check_file(folder / name, CHECKSUMS, remedy="reinstall dastern-ocr")
        vocabulary = json.loads((folder / "khmer_ctc_vocab.json").read_bytes())
        try:
            session = load_session(folder / "khmer_ctc_int8.onnx", threads=1)
        except Exception as error:
            message = f"the Khmer text engine does not start ({type(error).__name__})"
            raise PortError(message) from error
        tokens = {int(key): str(text) for key, text in vocabulary["id_to_token"].items()}
        return cls(session=session, tokens=tokens, pool=ThreadPoolExecutor(threads))

    def read(self, lines: Sequence[Pixels]) -> tuple[Recognition, ...]:
        """
        Read straightened lines, in their order, each alone.

        Raises:
            PortError: The engine failed.
        """
        pieces = [_pieces(_strip(line)) for line in lines]
        signs = self.pool.map(self._signs, chain.from_iterable(pieces))
        reads = [_recognition([sign for _ in line for sign in next(signs)]) for line in pieces]
        give_back()
        return tuple(reads)

    def read_digits(self, lines: Sequence[Pixels]) -> tuple[Recognition, ...]:
        """
        Read short numbers, in their order, as many as fit into one run of the model.

        Words are misread beside each other; digits with paper between them are not.

        Raises:
            PortError: The engine failed.
        """
        strips = [_framed(_strip(line)) for line in lines]
        read = {}
        groups = _groups(strips)
        runs = [np.hstack([strips[index] for index in group]) for group in groups]
        for group, signs in zip(groups, self.pool.map(self._signs, runs), strict=True):
            left = 0.0
            for index in group:
                right = left + strips[index].shape[1]
                read[index] = _recognition([sign for sign in signs if left <= sign.x < right])
                left = right
        return tuple(read[index] for index in range(len(lines)))

    def _signs(self, strip: Pixels) -> list[_Sign]:
        padded = np.full((1, 1, _HEIGHT, _WIDTH), _PADDING, dtype=np.float32)
        padded[0, 0, :, : strip.shape[1]] = strip
        try:
            (logits,) = self.session.run(["logits"], {"x": (padded / 255 - 0.5) / 0.5})
        except Exception as error:
            message = f"the Khmer text engine failed ({type(error).__name__})"
            raise PortError(message) from error
        scores = np.asarray(logits, dtype=np.float32)[0]
        best = scores.argmax(axis=1)
        chance = 1 / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)
        fresh = np.concatenate([[True], best[1:] != best[:-1]]) & (best >= _FIRST_TOKEN)
        step = _WIDTH / len(best)
        return [
            _Sign(
                text=self.tokens.get(int(best[frame]) - _FIRST_TOKEN, ""),
                chance=float(chance[frame]),
                x=(frame + 0.5) * step,
            )
            for frame in np.flatnonzero(fresh).tolist()
        ]


def _strip(line: Pixels) -> Pixels:
    """
    Scale a line to the model's height, in grey.
    """
    grey = lightness(line)
    height, width = grey.shape
    scaled = min(round(width * _HEIGHT / height) or 1, _MOST_PIECES * _WIDTH)
    sharp = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, (scaled, _HEIGHT), interpolation=sharp), np.uint8)


def _framed(strip: Pixels) -> Pixels:
    """
    Put paper around a number; one too wide for a run is squeezed.
    """
    width = min(strip.shape[1], _WIDTH - 2 * _FRAME)
    fitted = np.asarray(cv2.resize(strip, (width, _HEIGHT), interpolation=cv2.INTER_AREA))
    return np.pad(fitted, ((0, 0), (_FRAME, _FRAME)), constant_values=int(np.median(fitted)))


def _groups(strips: Sequence[Pixels]) -> list[list[int]]:
    """
    Group strips, the narrowest first, as many as fit into one run.
    """
    groups: list[list[int]] = []
    room = 0
    for index in sorted(range(len(strips)), key=lambda one: strips[one].shape[1]):
        width = strips[index].shape[1]
        if width > room:
            groups.append([])
            room = _WIDTH
        groups[-1].append(index)
        room -= width
    return groups


def _recognition(signs: Sequence[_Sign]) -> Recognition:
    text = "".join(sign.text for sign in signs).strip()
    confidence = float(np.mean([sign.chance for sign in signs])) if text else 0.0
    return Recognition(text=text, confidence=min(confidence, 1.0))


def _pieces(strip: Pixels) -> list[Pixels]:
    """
    Cut a strip that is too wide, each time at its widest gap within reach.
    """
    pieces = []
    while strip.shape[1] > _WIDTH:
        window = strip[:, _WIDTH // 2 : _WIDTH]
        blank = window.min(axis=0) > (int(strip.max()) + int(strip.min())) // 2
        cut = _WIDTH // 2 + _middle_of_longest(blank)
        pieces.append(strip[:, :cut])
        strip = strip[:, cut:]
    return [*pieces, strip]


def _middle_of_longest(blank: NDArray[np.bool_]) -> int:
    edges = np.diff(np.concatenate([[0], blank.astype(np.int8), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    if not len(starts):
        return len(blank)
    longest = int((ends - starts).argmax())
    return int(starts[longest] + ends[longest]) // 2
