"""
Codes: the QR codes on a page, found and decoded by zxing-cpp.
"""

import zxingcpp

from dastern_core.ocr import Page, PrintedCode, Quadrilateral
from dastern_ocr.inputs import shrunk

__all__ = ["find_codes"]

_MOST = 10  # of a page
_SIDE = 2400  # pixels of a page's longer side: a code of 2 cm on A4 has 3 pixels a module


def find_codes(page: Page) -> tuple[PrintedCode, ...]:
    """
    Find the QR codes on a page, which may be turned.

    Returns:
        What each holds, as text: it is data, and nothing follows it. A code that cannot be
        decoded is none.
    """
    small, scale = shrunk(page.grey(), side=_SIDE)
    found = zxingcpp.read_barcodes(small, zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(
        PrintedCode(text=one.text, box=_box(one.position, scale))
        for one in found[:_MOST]
        if one.valid and one.text
    )


def _box(position: zxingcpp.Position, scale: float) -> Quadrilateral:
    corners = (
        position.top_left,
        position.top_right,
        position.bottom_right,
        position.bottom_left,
    )
    first, second, third, fourth = ((one.x / scale, one.y / scale) for one in corners)
    return Quadrilateral(corners=(first, second, third, fourth))
