"""
Documents: the pages of a file, be it a photo or a PDF document.
"""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from dastern_core.kernel import InvalidInputError
from dastern_ocr import InvalidImageError, decode_pages, documents


def _pages(count: int, *, size: tuple[int, int] = (600, 800)) -> list[Image.Image]:
    """
    Give grey pages, the first the darkest, each with a red left edge.
    """
    pages = []
    for number in range(count):
        page = Image.new("RGB", size, (60 + 40 * number,) * 3)
        page.paste((255, 0, 0), (0, 0, 50, size[1]))
        pages.append(page)
    return pages


def _pdf(pages: list[Image.Image], *, resolution: float = 72.0) -> bytes:
    file = BytesIO()
    pages[0].save(
        file, "PDF", save_all=True, append_images=pages[1:], resolution=resolution, quality=95
    )
    return file.getvalue()


def test_a_photo_is_one_page() -> None:
    """
    A photo is its own single page.
    """
    file = BytesIO()
    _pages(1)[0].save(file, "PNG")

    assert [(800, 600, 3)] == [page.pixels.shape for page in decode_pages(file.getvalue())]


def _tiff(pages: list[Image.Image], **options: object) -> bytes:
    file = BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], **options)
    return file.getvalue()


def test_the_pages_of_a_scanner_s_file() -> None:
    """
    Each page of a TIFF file is a page, in its order.
    """
    pages = decode_pages(_tiff(_pages(3)))

    assert [60, 100, 140] == [int(np.median(page.pixels[:, 300])) for page in pages]


def test_a_scanner_s_thumbnail_is_no_page() -> None:
    """
    A smaller copy of a page, which some scanners add, is passed over.
    """
    page, thumbnail = _pages(2)
    thumbnail = thumbnail.resize((60, 80))
    thumbnail.encoderinfo = {"tiffinfo": {0x00FE: 1}}

    (found,) = decode_pages(_tiff([page, thumbnail]))

    assert (600, 800) == (found.width, found.height)


def test_an_animation_is_one_page() -> None:
    """
    Of an animation the first picture counts alone.
    """
    file = BytesIO()
    first, *others = _pages(2)
    first.save(file, "PNG", save_all=True, append_images=others)

    assert 1 == len(list(decode_pages(file.getvalue())))


def test_the_pages_of_a_document() -> None:
    """
    Each page of a PDF document is drawn, in its order and in its colours.
    """
    pages = list(decode_pages(_pdf(_pages(3))))

    assert 3 == len(pages)
    assert all(0.74 < page.width / page.height < 0.76 for page in pages)
    greys = [int(np.median(page.pixels[:, page.width // 2])) for page in pages]
    assert greys == pytest.approx([60, 100, 140], abs=3)
    red, green, _ = pages[0].pixels[pages[0].height // 2, 10]
    assert red > 200
    assert green < 60


def test_a_document_is_read_lazily() -> None:
    """
    A page is drawn only when it is asked for: no two are in memory.
    """
    pages = decode_pages(_pdf(_pages(2)))

    assert 60 == pytest.approx(int(np.median(next(pages).pixels)), abs=3)


@pytest.mark.parametrize(
    ("size", "resolution"), [((600, 800), 5.0), ((3000, 4000), 300.0)], ids=["poster", "scan"]
)
def test_a_large_page_is_drawn_smaller(size: tuple[int, int], resolution: float) -> None:
    """
    However large a page says it is, it has at most 6.5 megapixels.
    """
    (page,) = decode_pages(_pdf(_pages(1, size=size), resolution=resolution))

    assert 5_000_000 < page.width * page.height <= 6_600_000


# A page without content, locked (ISO 32000-1, 7.6) with keys that no password fits.
LOCKED = b"""%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>
endobj
4 0 obj
<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4
/O <0011223344556677889900112233445566778899001122334455667788990011>
/U <1100223344556677889900112233445566778899001122334455667788990011> >>
endobj
trailer
<< /Root 1 0 R /Encrypt 4 0 R /ID [<00112233445566778899001122334455>
<00112233445566778899001122334455>] >>
"""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.7\n" + bytes(500), "cannot be read"),
        (_pdf(_pages(1))[:400], "cannot be read"),
        (LOCKED, "locked by a password"),
        (_pdf(_pages(21, size=(200, 200))), "21 pages, more than 20"),
        (_tiff(_pages(21, size=(200, 200))), "more than 20 pages"),
        (_tiff(_pages(2, size=(200, 200)))[:-40], "no whole picture"),
        (b"%PDF-1.7\n" + bytes(25_000_001), "larger than 25 MB"),
        (b"", "is empty"),
    ],
    ids=["broken", "cut", "locked", "21-pages", "21-pages-tiff", "cut-tiff", "large", "empty"],
)
@pytest.mark.rule("OCR-01")
def test_refuses_what_cannot_be_drawn(content: bytes, problem: str) -> None:
    """
    Each kind of unusable document is refused by name, with what to do.
    """
    with pytest.raises(InvalidImageError, match=problem) as refused:
        list(decode_pages(content))

    assert ["image"] == [fault.field for fault in refused.value.faults]
    assert refused.value.faults[0].remedy


@pytest.mark.parametrize(("limit", "value"), [("_SECONDS", 0.001), ("_PROCESSOR_SECONDS", 0)])
def test_a_document_that_takes_too_long(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: float
) -> None:
    """
    A page that is not drawn in time, by the clock or the processor, is given up.
    """
    monkeypatch.setattr(documents, limit, value)

    with pytest.raises(InvalidImageError, match="takes too long"):
        next(decode_pages(_pdf(_pages(1))))


@pytest.mark.parametrize("cut", range(100, 3000, 700))
def test_a_cut_document_never_escapes(cut: int) -> None:
    """
    A document cut anywhere gives pages or a declared error.
    """
    content = _pdf(_pages(1))[:cut]
    try:
        pages = list(decode_pages(content))
    except InvalidInputError as error:
        assert error.faults  # noqa: PT017 - either outcome is right
    else:
        assert pages
