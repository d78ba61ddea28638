"""
Text recognition: engines that find and read lines of print.
"""

from collections.abc import Sequence
from typing import Protocol

from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition, Script

__all__ = ["TextRecognizer"]


class TextRecognizer(Protocol):
    """
    Finds lines of text on a page and reads lines that were cut out of it.

    Both methods raise ``PortError`` where an engine fails, keep nothing of what they were
    given, and give the same answer to the same pixels. One recognizer serves many pages.
    """

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find the lines of text on a page, in any script and in any direction.

        Args:
            page: Turned by any quarter.

        Returns:
            One box for each line, or for each part of one, in any order; its corners in
            pixels of the page, clockwise from the picture's top left. None on a blank page.
        """
        ...

    def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
        """
        Read lines with the engine for a script.

        Args:
            lines: Straightened lines, grey or RGB, of any size; any number, also none.
            script: What stands in them; every engine also reads ASCII digits.

        Returns:
            One for each line, in their order; no text and confidence 0 where nothing is
            read.
        """
        ...
