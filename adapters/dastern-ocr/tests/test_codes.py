"""
Codes: the QR codes on a page, found and decoded by zxing-cpp.
"""

from io import BytesIO

import numpy as np
import pytest
import segno
from PIL import Image

from dastern_core.ocr import Page
from dastern_ocr import find_codes

TEXT = "https://example.org/prescriptions/1"


def _page(*texts: str, quarters: int = 0, size: tuple[int, int] = (1000, 1400)) -> Page:
    """
    Give a page with codes below each other.
    """
    sheet = Image.new("L", size, 255)
    for number, text in enumerate(texts):
        file = BytesIO()
        segno.make_qr(text).save(file, kind="png", scale=6)
        sheet.paste(Image.open(file).convert("L"), (300, 100 + 400 * number))
    return Page(pixels=np.rot90(np.array(sheet), quarters).copy())


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_code_is_found_and_decoded(quarters: int) -> None:
    """
    A code is decoded however the page lies, and its box is where it is printed.
    """
    page = _page(TEXT, quarters=quarters)

    (found,) = find_codes(page)

    dark = np.argwhere(page.grey() < 128)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    assert found.text == TEXT
    assert found.box.centre == pytest.approx(((left + right) / 2, (top + bottom) / 2), abs=5)


def test_several_codes() -> None:
    """
    Each code of a page is found.
    """
    assert {"one", "ពីរ"} == {code.text for code in find_codes(_page("one", "ពីរ"))}


def test_a_code_of_a_large_page() -> None:
    """
    The box is in the page's own pixels, also where the page was searched at a smaller size.
    """
    page = _page(TEXT)
    double = Page(pixels=page.pixels.repeat(3, axis=0).repeat(3, axis=1))

    (small,), (large,) = find_codes(page), find_codes(double)

    assert np.array(large.box.centre) == pytest.approx(3 * np.array(small.box.centre), rel=0.02)


def test_no_code() -> None:
    """
    A page without a code has none.
    """
    assert () == find_codes(_page())
