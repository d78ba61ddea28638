"""
Documents: the pages of a file, be it a photo, a scanner's TIFF or a PDF document.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import as_file, files
from typing import Final

import numpy as np

from dastern_core.kernel import Fault, PortError
from dastern_core.ocr import MOST_PAGES, Page
from dastern_ocr.images import LARGEST_FILE, InvalidImageError, decode_pictures

__all__ = ["decode_pages"]

_PIXELS: Final = 6_500_000  # of a page, as of a photo
_PROCESSOR_SECONDS: Final = 30  # for a page; a scanned one takes under one
_SECONDS: Final = 90.0  # by the clock, where the system limits no processor's time
_MEMORY: Final = 2_000_000_000  # bytes that a page's rendering may reserve
_FAULTS: Final = {
    "encrypted": ("is a PDF document locked by a password", "Save a copy without the password."),
    "broken": ("is a PDF document that cannot be read", "Give the document again, or a photo."),
    "slow": ("is a PDF document that takes too long to draw", "Give a photo of the page."),
}


def decode_pages(content: bytes) -> Iterator[Page]:
    """
    Decode the pages of a file, one by one.

    Args:
        content: What ``decode_image`` takes, or a TIFF file or PDF document of up to 25 MB
            and 20 pages.

    Yields:
        The pages in their order, each of at most 6.5 megapixels. A PDF page is drawn at no
        more than 300 dots an inch, in a process of its own with bounded time and memory.

    Raises:
        InvalidImageError: The file is empty, too large, locked, broken, or neither.
        UnreadablePageError: A page is too small.
        PortError: The system starts no process.
    """
    if content[:500].lstrip()[:5] != b"%PDF-":
        yield from decode_pictures(content)
        return
    if len(content) > LARGEST_FILE:
        problem = f"is larger than {LARGEST_FILE // 1_000_000} MB"
        raise _invalid(problem, "Give the pages of the prescription alone.")
    pages, page = _drawn(content, 1)
    if pages > MOST_PAGES:
        problem = f"is a PDF document of {pages} pages, more than {MOST_PAGES}"
        raise _invalid(problem, "Give the pages of the prescription alone.")
    yield page
    for number in range(2, pages + 1):
        yield _drawn(content, number)[1]


def _invalid(problem: str, remedy: str) -> InvalidImageError:
    return InvalidImageError(Fault(field="image", problem=problem, remedy=remedy))


def _drawn(content: bytes, number: int) -> tuple[int, Page]:
    """
    Draw one page, and tell how many there are.
    """
    limits = (str(_PIXELS), str(_PROCESSOR_SECONDS), str(_MEMORY))
    with as_file(files("dastern_ocr") / "render_pdf_page.py") as script:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and script
                [sys.executable, "-I", str(script), str(number), *limits],
                input=content,
                capture_output=True,
                check=False,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise _invalid(*_FAULTS["slow"]) from None
        except OSError as error:
            message = f"no process to draw a PDF page could be started ({error.strerror})"
            raise PortError(message) from error
    head, _, pixels = done.stdout.partition(b"\n")
    if done.returncode < 0:  # the system ended it at its limit
        raise _invalid(*_FAULTS["slow"])
    if done.returncode or not head:
        raise _invalid(*_FAULTS["broken"])
    told = json.loads(head)
    if "fault" in told:
        raise _invalid(*_FAULTS[told["fault"]])
    size = int(told["height"]), int(told["width"]), 3
    return int(told["pages"]), Page(pixels=np.frombuffer(pixels, dtype=np.uint8).reshape(size))
