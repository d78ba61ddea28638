"""
Prescription files: photos and PDF documents, read page by page into one draft.
"""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import attrs

from dastern_cli import bootstrap
from dastern_cli.files import naming
from dastern_core import ocr
from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ports.recognition import TextRecognizer

__all__ = ["read_picture", "read_prescription"]


def read_picture(path: Path) -> bytes:
    """
    Read a picture's bytes, no more than a picture may have.

    Raises:
        InvalidInputError: There is no such file, or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(bootstrap.largest_picture_bytes() + 1)
    except OSError as error:
        problem = f"cannot be read: {path} ({error.strerror})"
        remedy = "Give the path of a photo or a PDF."
        raise InvalidInputError(Fault(field="image", problem=problem, remedy=remedy)) from error


def read_prescription(
    paths: Sequence[Path], *, recognizer: TextRecognizer, keep: bool = False
) -> tuple[ocr.PrescriptionDraft, tuple[ocr.Page, ...]]:
    """
    Read the pages of one prescription, and the QR codes on them.

    Args:
        paths: Its photos and PDF documents, in the order of its pages.
        recognizer: The engines.
        keep: Whether the pages are wanted as well; otherwise each is let go once it is read.

    Returns:
        The draft, and the pages if they are wanted.

    Raises:
        InvalidInputError: A file cannot be read, or there is no text on any page.
        PortError: An engine failed.
    """
    kept: list[ocr.Page] = []
    codes: list[tuple[ocr.PrintedCode, ...]] = []

    def pages() -> Iterator[ocr.Page]:
        for path in paths:
            for page in _pages(path, named=len(paths) > 1):
                codes.append(bootstrap.find_codes(page))
                kept.extend([page] if keep else [])
                yield page

    draft = ocr.read_pages(pages(), recognizer=recognizer)
    for number, found in enumerate(codes, start=1):
        draft = ocr.with_codes(draft, found, page=number)
    return attrs.evolve(draft, engine=bootstrap.engine_name(recognizer)), tuple(kept)


def _pages(path: Path, *, named: bool) -> Iterator[ocr.Page]:
    """
    Give a file's pages; where there are several files, an error says which one it is about.
    """
    with naming(f"image {path}") if named else nullcontext():
        yield from bootstrap.open_pages(read_picture(path))
