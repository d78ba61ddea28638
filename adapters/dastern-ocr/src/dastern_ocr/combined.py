"""
Combined recognizer: each line to the engine that reads its script.
"""

from collections.abc import Sequence

import attrs
import cv2

from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition, Script
from dastern_ocr.khmer import KhmerEngine
from dastern_ocr.latin import LatinEngine

__all__ = ["CombinedRecognizer"]


@attrs.frozen(kw_only=True, eq=False)
class CombinedRecognizer:
    """
    The port ``TextRecognizer`` over PP-OCRv6 and the Khmer model; keep one for many pages.

    Args:
        latin: Finds lines and reads Latin script.
        khmer: Reads Khmer script.
    """

    latin: LatinEngine
    khmer: KhmerEngine

    @classmethod
    def load(cls, *, threads: int = 2) -> "CombinedRecognizer":
        """
        Load both engines; this takes about a second and 300 MB.

        Args:
            threads: How many processor cores one page may use.

        Raises:
            PortError: An engine does not start.
        """
        cv2.setNumThreads(threads)
        return cls(latin=LatinEngine.load(threads=threads), khmer=KhmerEngine.load(threads=threads))

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
