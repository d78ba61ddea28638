"""
Images: from the bytes of a photo to the pixels of an upright page.

The kind and the size are read from the file's head before anything is decoded, so that
neither a huge picture nor a small file that unfolds into one costs memory.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import numpy as np
from PIL import Image

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ocr import MOST_PAGES, Page, Pixels

__all__ = ["LARGEST_FILE", "InvalidImageError", "decode_image", "decode_pictures"]

LARGEST_FILE = 25_000_000
"""
Bytes; the largest phone photos stay below it (rule OCR-01 allows services 10 MB).
"""

_MOST_PIXELS = 60_000_000  # 50-megapixel phones; decoded in colour it is 180 MB
_WORKING_PIXELS = 6_500_000  # tables are read at 1600 pixels across, so engines gain nothing above
_KINDS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_FOREIGN = {  # by what a file of the kind begins with, from its fifth byte where it says so
    b"GIF8": "is a GIF, which has too few colours for a photo",
    b"ftyphei": "is a HEIC photo",
    b"ftyphev": "is a HEIC photo",
    b"ftypmif1": "is a HEIC photo",
    b"ftypavif": "is an AVIF picture",
}
_FEWER = "Give the pages of the prescription alone."
_EXIF_ORIENTATION = 0x0112
_TIFF_SUBFILE = 0x00FE  # TIFF 6.0, "NewSubfileType": bit 0 says a smaller copy of another page
_TURNS = {  # EXIF 2.32, table 6, "Orientation"
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I", "F")
_REMEDY = "Give a whole photo of the page as a JPEG, PNG, WebP, TIFF or BMP file."


class InvalidImageError(InvalidInputError):
    """
    The bytes are no picture that can be read.
    """

    code = "invalid_image"


def decode_image(content: bytes) -> Page:
    """
    Decode a photo and turn it upright as its EXIF data say.

    Args:
        content: A JPEG, PNG, WebP, BMP or TIFF file; of an animation or a file of several
            pages the first picture counts. Grey, colour, palette, CMYK and 16-bit pictures
            are all brought to grey or RGB of 8 bits; transparency is laid on white.

    Returns:
        The page; a photo of more than 6.5 megapixels is scaled down to at most that.

    Raises:
        InvalidImageError: The file is empty, too large, no picture, or broken.
        UnreadablePageError: The picture is too small for a page.
    """
    return next(decode_pictures(content))


def decode_pictures(content: bytes) -> Iterator[Page]:
    """
    Decode the pages of a photo or a scanner's file, one by one.

    Args:
        content: As for ``decode_image``.

    Yields:
        The first picture, and each further page of a TIFF file; of an animation no more.

    Raises:
        InvalidImageError: The file is empty, too large, no picture, or broken, or has more
            than 20 pages.
        UnreadablePageError: A picture is too small for a page.
    """
    _check_kind(content)
    with _declared():
        image = Image.open(BytesIO(content), formats=_KINDS)
    with image:
        for number in range(MOST_PAGES + 1):
            with _declared():  # not around the yield: what its caller does is not ours
                if number and not _is_there(image, number):
                    return
                if number == MOST_PAGES:
                    raise _invalid(problem=f"has more than {MOST_PAGES} pages", remedy=_FEWER)
                page = None if number and _is_thumbnail(image) else Page(pixels=_pixels(image))
            if page is not None:
                yield page


def _check_kind(content: bytes) -> None:
    if not content:
        raise _invalid(problem="is empty", remedy=_REMEDY)
    if len(content) > LARGEST_FILE:
        remedy = "Take the photo at a lower resolution."
        raise _invalid(problem=f"is larger than {LARGEST_FILE // 1_000_000} MB", remedy=remedy)
    if content[:500].lstrip()[:5] == b"%PDF-":
        raise _invalid(problem="is a PDF document", remedy="Save its page as a picture.")
    for start, problem in _FOREIGN.items():
        if content.startswith(start) or content[4:12].startswith(start):
            raise _invalid(problem=problem, remedy=_REMEDY)


@contextmanager
def _declared() -> Iterator[None]:
    """
    Turn whatever Pillow raises into the one declared error.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's limit is not ours
            yield
    except InvalidInputError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many() from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        raise _invalid(problem="is no whole picture that can be decoded", remedy=_REMEDY) from error


def _is_there(image: Image.Image, number: int) -> bool:
    """
    Go to a further page of a file, if it has one.
    """
    if image.format != "TIFF":
        return False
    try:
        image.seek(number)  # a page that was counted first could be one of millions
    except EOFError:
        return False
    return True


def _is_thumbnail(image: Image.Image) -> bool:
    return bool(int(image.getexif().get(_TIFF_SUBFILE, 0)) & 1)


def _invalid(*, problem: str, remedy: str) -> InvalidImageError:
    return InvalidImageError(Fault(field="image", problem=problem, remedy=remedy))


def _too_many() -> InvalidImageError:
    problem = f"has more than {_MOST_PIXELS // 1_000_000} megapixels"
    return _invalid(problem=problem, remedy="Take the photo at a lower resolution.")


def _pixels(image: Image.Image) -> Pixels:
    if image.width * image.height > _MOST_PIXELS:
        raise _too_many()
    shrink = max((image.width * image.height / _WORKING_PIXELS) ** 0.5, 1.0)
    if shrink > 1:
        # A JPEG is decoded smaller at once; the other kinds take no notice.
        image.draft(None, (int(image.width / shrink), int(image.height / shrink)))
    turn = _TURNS.get(image.getexif().get(_EXIF_ORIENTATION, 1))
    upright = _scaled(image)
    upright = upright if turn is None else upright.transpose(turn)
    if upright.mode in _SIXTEEN_BITS:
        return _eight_bits(upright)
    if upright.mode in {"L", "1"}:
        return np.array(upright.convert("L"))
    if upright.has_transparency_data:
        layered = upright.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return np.array(Image.alpha_composite(paper, layered).convert("RGB"))
    return np.array(upright.convert("RGB"))


def _scaled(image: Image.Image) -> Image.Image:
    """
    Scale a large picture down, before anything else makes a copy of it.
    """
    shrink = (image.width * image.height / _WORKING_PIXELS) ** 0.5
    if shrink <= 1:
        return image
    if image.mode in {"P", "1", "PA"}:  # the colours between two entries of a palette are none
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.resize((int(image.width / shrink), int(image.height / shrink)))


def _eight_bits(image: Image.Image) -> Pixels:
    """
    Scale a deep picture by its own range: 12-bit scanners fill a part of 16.
    """
    deep = np.asarray(image, dtype=np.float32)
    low, high = float(deep.min()), float(deep.max())
    return np.asarray((deep - low) * (255 / max(high - low, 1e-6)), dtype=np.uint8)
