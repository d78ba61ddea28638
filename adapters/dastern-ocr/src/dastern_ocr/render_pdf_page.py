"""
One page of a PDF document as pixels: a process of its own, because the file is a stranger's.

Usage: ``python render_pdf_page.py PAGE PIXELS SECONDS BYTES < file.pdf``. The first line of
what it writes is JSON: how many pages there are and the picture's size, or a ``fault``; then
come the pixels, red, green and blue, row by row. It imports nothing of this package, so that
it starts in a moment, and limits its own time and memory where the system can.
"""

import json
import sys

import pypdfium2  # type: ignore[import-untyped]  # the package ships no types
import pypdfium2.raw  # type: ignore[import-untyped]  # as above

__all__: list[str] = []

_LARGEST_SCALE = 300 / 72  # PDF counts 72 to the inch; print is sharp at 300


def _limit(seconds: int, size_bytes: int) -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has no such module
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size_bytes, size_bytes))


def _answer(**told: object) -> None:
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")


def _render(number: int, most_pixels: int) -> None:
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        pages = len(document)
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_LARGEST_SCALE, (most_pixels / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True, force_bitmap_format=_RGB)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        _answer(fault="encrypted" if locked else "broken")
        return
    row = 3 * bitmap.width
    _answer(pages=pages, width=bitmap.width, height=bitmap.height)
    pixels = memoryview(bitmap.buffer)
    for start in range(0, bitmap.stride * bitmap.height, bitmap.stride):
        sys.stdout.buffer.write(pixels[start : start + row])


_RGB = pypdfium2.raw.FPDFBitmap_BGR

if __name__ == "__main__":
    _limit(int(sys.argv[3]), int(sys.argv[4]))
    _render(int(sys.argv[1]), int(sys.argv[2]))
