"""
Tesseract: the system's own program, as a whole recogniser of Khmer, Latin and digits.

Each call is one run of the program, in bounded time, over pictures that travel through a
pipe: nothing of a patient is written to disk.
"""

import csv
import os
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Final

import attrs
import cv2
import numpy as np
from PIL import Image

from dastern_core.kernel import PortError
from dastern_core.ocr import Page, Pixels, Quadrilateral, Recognition, Script, upright
from dastern_ocr.inputs import lightness, shrunk, squeezed

__all__ = ["TesseractRecognizer"]

_INSTALL: Final = "install Debian's packages tesseract-ocr and tesseract-ocr-khm, or their like"
_LANGUAGES: Final = {Script.LATIN: "eng", Script.KHMER: "khm+eng", Script.DIGITS: "khm+eng"}
_PAGE_SIDE = 2400  # pixels of a page's longer side: letters of 20 pixels and more
_LINE_HEIGHT = 48  # pixels to which a line is scaled; at 20 to 50 Tesseract reads alike
_FRAME = 12  # pixels of paper around a line; letters that touch the rim are lost
_FAINTEST = 20  # grey levels; with less between its darkest and lightest a line is blank
_LEAST_WORD = 30.0  # of 100; Tesseract gives specks letters with less
_WORD_LEVEL: Final = "5"  # of pages, blocks, paragraphs, lines and words
_LINES = 20  # in one run
# Its own threads wait by spinning: with two on busy cores it takes ten times as long.
_ONE_CORE: Final = {"OMP_THREAD_LIMIT": "1"}
_PAGE_SECONDS = 120.0  # measured on two busy cores: 2 to 30
_LINE_SECONDS = 5.0


@attrs.frozen(kw_only=True)
class _Word:
    """
    One word of Tesseract's table.
    """

    picture: int
    line: tuple[int, int, int]
    text: str
    confidence: float
    frame: tuple[int, int, int, int]


@attrs.frozen(kw_only=True)
class TesseractRecognizer:
    """
    The port ``TextRecognizer`` over the program ``tesseract``.

    It tells a line's box, but not its slope: tilted pages are read worse than level ones.

    Args:
        program: The program's path.
        threads: How many runs of the program, one core each, share a call.
        seconds: By which every limit in time is multiplied.
    """

    program: str
    threads: int
    seconds: float = 1.0

    @classmethod
    def load(cls, *, threads: int = 2, program: str = "tesseract") -> "TesseractRecognizer":
        """
        Find the program and its data.

        Args:
            threads: How many processor cores one call may use.
            program: Its name, or its path.

        Raises:
            PortError: The program, or its data for Khmer or English, is not here; the
                message says what to install.
        """
        path = shutil.which(program)
        if path is None:
            message = f"the program {program} is not here; {_INSTALL}"
            raise PortError(message)
        loaded = cls(program=path, threads=threads)
        known = set(loaded._run("--list-langs", seconds=_PAGE_SECONDS).split())
        missing = sorted({"eng", "khm"} - known)
        if missing:
            message = f"tesseract has no data for {' and '.join(missing)}; {_INSTALL}"
            raise PortError(message)
        return loaded

    def find_lines(self, page: Page) -> tuple[Quadrilateral, ...]:
        """
        Find the lines of text on a page, which may lie on its side.

        Raises:
            PortError: The program failed, or did not answer in time.
        """
        small, scale = shrunk(page.grey(), side=_PAGE_SIDE)
        lying, standing = self._page_lines(small), self._page_lines(np.rot90(small))
        frames = [frame for frame, _ in lying]
        if _weight(standing) > _weight(lying):
            frames = [_turned_back(frame, small.shape[1]) for frame, _ in standing]
        return tuple(upright(*(side / scale for side in frame)) for frame in frames)

    def read_lines(self, lines: Sequence[Pixels], *, script: Script) -> tuple[Recognition, ...]:
        """
        Read straightened lines, in their order.

        Raises:
            PortError: The program failed, or did not answer in time.
        """
        reads = [Recognition(text="", confidence=0.0)] * len(lines)
        pictures = {
            index: _framed(line)
            for index, line in enumerate(lines)
            if int(line.max()) - int(line.min()) >= _FAINTEST
        }
        order = list(pictures)
        groups = [order[start : start + _LINES] for start in range(0, len(order), _LINES)]

        def words_of(group: list[int]) -> list[_Word]:
            return self._words([pictures[index] for index in group], script=script, mode=7)

        with ThreadPoolExecutor(self.threads) as pool:
            for group, words in zip(groups, pool.map(words_of, groups), strict=True):
                for place, index in enumerate(group):
                    reads[index] = _recognition([one for one in words if one.picture == place])
        return tuple(reads)

    def _page_lines(self, picture: Pixels) -> list[tuple[tuple[int, int, int, int], float]]:
        """
        Find lines, each with its frame and how much was read in it.
        """
        lines: dict[tuple[int, int, int], list[_Word]] = {}
        for word in self._words([picture], script=Script.LATIN, mode=11):
            lines.setdefault(word.line, []).append(word)
        return [
            (
                (
                    min(word.frame[0] for word in words),
                    min(word.frame[1] for word in words),
                    max(word.frame[2] for word in words),
                    max(word.frame[3] for word in words),
                ),
                # Print on its head is found, with confidence 0; print on its side is not.
                sum(len(word.text) * (word.confidence + 1) for word in words),
            )
            for words in lines.values()
        ]

    def _words(self, pictures: Sequence[Pixels], *, script: Script, mode: int) -> list[_Word]:
        seconds = _PAGE_SECONDS if mode != 7 else _PAGE_SECONDS + _LINE_SECONDS * len(pictures)  # noqa: PLR2004 - see read_lines
        first, *others = [Image.fromarray(picture) for picture in pictures]
        stack = BytesIO()
        first.save(stack, "TIFF", save_all=True, append_images=others)
        table = self._run(
            *("stdin", "stdout", "--psm", str(mode), "-l", _LANGUAGES[script], "tsv"),
            content=stack.getvalue(),
            seconds=seconds,
        )
        head, *body = table.splitlines() or [""]
        names = head.split("\t")
        rows = csv.DictReader(body, names, delimiter="\t", quoting=csv.QUOTE_NONE)
        try:
            level = names[names.index("level")]
            words = [_word(row) for row in rows if row[level] == _WORD_LEVEL]
        except (KeyError, ValueError, TypeError) as error:
            message = "tesseract answered in a form that is not its own; use version 4 or 5"
            raise PortError(message) from error
        return [word for word in words if word.text]

    def _run(self, *arguments: str, seconds: float, content: bytes = b"") -> str:
        try:
            done = subprocess.run(  # noqa: S603 - a program of the system, arguments of our own
                [self.program, *arguments],
                input=content,
                capture_output=True,
                check=True,
                timeout=seconds * self.seconds,
                env=os.environ | _ONE_CORE,
            )
        except subprocess.TimeoutExpired as error:
            message = f"tesseract did not answer in {error.timeout:g} seconds"
            raise PortError(message) from None  # its output may hold a patient's words
        except (OSError, subprocess.CalledProcessError) as error:
            message = f"tesseract failed ({type(error).__name__})"
            raise PortError(message) from None
        return done.stdout.decode("utf-8", errors="replace")


def _word(row: dict[str, str]) -> _Word:
    left, top = int(row["left"]), int(row["top"])
    return _Word(
        picture=int(row["page_num"]) - 1,
        line=(int(row["block_num"]), int(row["par_num"]), int(row["line_num"])),
        text=row["text"].strip(),
        confidence=float(row["conf"]),
        frame=(left, top, left + int(row["width"]), top + int(row["height"])),
    )


def _weight(lines: Sequence[tuple[tuple[int, int, int, int], float]]) -> float:
    return sum(weight for _, weight in lines)


def _turned_back(frame: tuple[int, int, int, int], width: int) -> tuple[int, int, int, int]:
    """
    Give a frame on a picture that was turned once, counterclockwise, on the picture itself.
    """
    left, top, right, bottom = frame
    return width - bottom, left, width - top, right


def _framed(line: Pixels) -> Pixels:
    """
    Bring a line to the height that Tesseract reads best, with paper around it.
    """
    grey = lightness(squeezed(line))
    height, width = grey.shape
    wide = max(round(width * _LINE_HEIGHT / height), 1)
    sharp = cv2.INTER_AREA if height > _LINE_HEIGHT else cv2.INTER_CUBIC
    scaled = np.asarray(cv2.resize(grey, (wide, _LINE_HEIGHT), interpolation=sharp), np.uint8)
    return np.pad(scaled, _FRAME, constant_values=int(np.percentile(scaled, 90)))


def _recognition(words: Sequence[_Word]) -> Recognition:
    told = [word for word in words if word.confidence >= _LEAST_WORD]
    if not told:
        return Recognition(text="", confidence=0.0)
    sure = sum(len(word.text) * word.confidence for word in told)
    signs = sum(len(word.text) for word in told)
    confidence = min(sure / signs / 100, 1.0)
    return Recognition(text=" ".join(word.text for word in told), confidence=confidence)
