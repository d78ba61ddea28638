"""
Contract of the port ``TextRecognizer``.
"""

import numpy as np
import pytest

from dastern_core.ocr import Page, Pixels, Script
from dastern_core.ports.recognition import TextRecognizer

__all__ = ["TextRecognizerContract"]


class TextRecognizerContract:
    """
    What every recognizer does; a subclass supplies ``recognizer``, ``line`` and ``text``.

    ``line`` is a straightened line, dark on white, that the recognizer can read; ``text``
    is what it says in ASCII.
    """

    @pytest.fixture
    def page(self, line: Pixels) -> Page:
        """
        Give a white page with the line near its middle.
        """
        pixels = np.full((400, max(400, 2 * line.shape[1])), 255, dtype=np.uint8)
        grey = line if line.ndim == 2 else line.min(axis=2)
        left = (pixels.shape[1] - line.shape[1]) // 2
        pixels[180 : 180 + line.shape[0], left : left + line.shape[1]] = grey
        return Page(pixels=pixels)

    def test_finds_the_line(self, recognizer: TextRecognizer, page: Page) -> None:
        """
        A box is found around the page's only line, within the page.
        """
        (box,) = recognizer.find_lines(page)

        assert abs(box.centre[0] - page.width / 2) < page.width / 20
        assert box.array.min() >= 0
        assert box.array[:, 0].max() <= page.width
        assert box.array[:, 1].max() <= page.height

    def test_finds_nothing_on_blank_paper(self, recognizer: TextRecognizer) -> None:
        """
        A blank page has no lines.
        """
        blank = Page(pixels=np.full((400, 400, 3), 255, dtype=np.uint8))

        assert recognizer.find_lines(blank) == ()

    @pytest.mark.parametrize("script", Script)
    def test_reads_nothing_from_nothing(self, recognizer: TextRecognizer, script: Script) -> None:
        """
        No lines give no readings.
        """
        assert recognizer.read_lines([], script=script) == ()

    def test_reads_the_line(self, recognizer: TextRecognizer, line: Pixels, text: str) -> None:
        """
        A clear line is read as printed, with a confidence above the limit for review.
        """
        (read,) = recognizer.read_lines([line], script=Script.LATIN)

        assert read.text == text
        assert read.confidence >= 0.8

    @pytest.mark.parametrize("script", Script)
    def test_keeps_the_order(
        self, recognizer: TextRecognizer, line: Pixels, script: Script
    ) -> None:
        """
        Each line has its reading in its place, whatever stands beside it.
        """
        blank = np.full((40, 60, 3), 255, dtype=np.uint8)
        (alone,) = recognizer.read_lines([line], script=script)

        together = recognizer.read_lines([blank, line, blank, line], script=script)

        assert [one.text for one in together] == ["", alone.text, "", alone.text]

    @pytest.mark.parametrize("script", Script)
    def test_answers_the_same_twice(
        self, recognizer: TextRecognizer, line: Pixels, script: Script
    ) -> None:
        """
        The same pixels give the same reading.
        """
        first = recognizer.read_lines([line], script=script)

        assert recognizer.read_lines([line], script=script) == first

    @pytest.mark.parametrize("script", Script)
    @pytest.mark.parametrize("shape", [(1, 1), (1, 400, 3), (400, 1), (3, 3000, 3)])
    def test_survives_any_size(
        self, recognizer: TextRecognizer, shape: tuple[int, ...], script: Script
    ) -> None:
        """
        A sliver or a speck gives a reading, if only an empty one.
        """
        (read,) = recognizer.read_lines([np.full(shape, 255, dtype=np.uint8)], script=script)

        assert 0 <= read.confidence <= 1
