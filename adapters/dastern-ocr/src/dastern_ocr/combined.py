"""
Combined recognizer: each line to the engine that reads its script.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import attrs
import cv2

from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition, Script
from dastern_ocr.khmer import KhmerEngine
from dastern_ocr.latin import LatinEngine
from dastern_ocr.paddle import PaddleEngine

__all__ = ["CombinedRecognizer", "FindingEngine"]


class FindingEngine(Protocol):
    """
    An engine that finds lines of any script, and reads those in Latin script.
    """

    def find(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find the lines of text on a page.
        """
        ...

    def read(self, lines: Sequence[Pixels]) -> tuple[Recognition, ...]:
        """
        Read straightened lines, in their order.
        """
        ...


@attrs.frozen(kw_only=True, eq=False)
class CombinedRecognizer:
    """
    The port ``TextRecognizer`` over an engine for Latin and the Khmer model.

    Loading takes far longer than a line: keep one for many pages.

    Args:
        latin: Finds lines and reads Latin script.
        khmer: Reads Khmer script.
    """

    latin: FindingEngine
    khmer: KhmerEngine

    @classmethod
    def load(cls, *, threads: int = 2) -> "CombinedRecognizer":
        """
        Load PP-OCRv6 and the Khmer model; this takes about a second and 200 MB.

        Args:
            threads: How many processor cores one page may use.

        Raises:
            PortError: An engine does not start.
        """
        cv2.setNumThreads(threads)
        return cls(latin=LatinEngine.load(threads=threads), khmer=KhmerEngine.load(threads=threads))

    @classmethod
    def with_paddle(cls, models: Path, *, threads: int = 2) -> "CombinedRecognizer":
        """
        Load PaddleOCR with a user's own models, and the Khmer model.

        Args:
            models: The folder of the models; see ``PaddleEngine.load``.
            threads: How many processor cores one page may use.

        Raises:
            PortError: An engine does not start.
        """
        cv2.setNumThreads(threads)
        latin = PaddleEngine.load(models, threads=threads)
        return cls(latin=latin, khmer=KhmerEngine.load(threads=threads))

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find the lines of text on a page.

        Raises:
            PortError: The engine failed.
        """
        return self.latin.find(page)

    def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
        """
        Read straightened lines, in their order.

        Raises:
            PortError: The engine failed.
        """
        match script:
            case Script.LATIN:
                return self.latin.read(lines)
            case Script.KHMER:
                return self.khmer.read(lines)
            case Script.DIGITS:
                return self.khmer.read_digits(lines)
