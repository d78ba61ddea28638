"""
Images: from the bytes of a photo to the pixels of an upright page.
"""

import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dastern_core.kernel import InvalidInputError
from dastern_core.ocr import UnreadablePageError
from dastern_ocr import LARGEST_FILE, InvalidImageError, decode_image

SIZE = (400, 300)


def _picture(mode: str = "RGB") -> Image.Image:
    ramp = np.tile(np.linspace(0, 255, SIZE[0]).astype(np.uint8), (SIZE[1], 1))
    return Image.fromarray(ramp).convert(mode)


def _bytes(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _bomb(width: int, height: int) -> bytes:
    """
    Give a PNG of a few hundred bytes that claims a size.
    """

    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + checksum

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"Take one tablet in the morning.\n" * 50, "no whole picture"),
        (b"%PDF-1.7\n" + bytes(500), "is a PDF"),
        (b"\n%PDF-1.7\n" + bytes(500), "is a PDF"),
        (b"\xff\xd8\xff\xe0" + bytes(300), "no whole picture"),
        (_bytes(_picture(), "JPEG")[:-900], "no whole picture"),
        (_bytes(_picture(), "PNG")[:-100], "no whole picture"),
        (_bytes(_picture(), "PPM"), "no whole picture"),
        (_bytes(_picture("P"), "GIF"), "is a GIF"),
        (_bytes(_picture(), "GIF", save_all=True, append_images=[_picture()]), "is a GIF"),
        (b"\0\0\0\x18ftypheic" + bytes(500), "is a HEIC photo"),
        (b"\0\0\0\x18ftypavif" + bytes(500), "is an AVIF picture"),
        (_bomb(11_000, 10_000), "more than 60 megapixels"),
        (_bomb(60_000, 60_000), "more than 60 megapixels"),
        (bytes(LARGEST_FILE + 1), "larger than 25 MB"),
    ],
    ids=[
        "empty", "text", "pdf", "pdf-after-space", "junk-jpeg", "cut-jpeg", "cut-png",
        "other-kind", "gif", "animated-gif", "heic", "avif",
        "110-megapixels", "3600-megapixels", "large-file",
    ],
)  # fmt: skip
@pytest.mark.rule("OCR-01")
def test_refuses_what_is_no_photo(content: bytes, problem: str) -> None:
    """
    Each kind of broken or foreign file is refused by name, with what to do.
    """
    with pytest.raises(InvalidImageError, match=problem) as refused:
        decode_image(content)

    assert [fault.field for fault in refused.value.faults] == ["image"]


def test_refuses_a_picture_too_small_for_a_page() -> None:
    """
    A picture of one pixel is no page.
    """
    with pytest.raises(UnreadablePageError, match="1 x 1"):
        decode_image(_bytes(_picture().resize((1, 1)), "PNG"))


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "JPEG"),
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("RGBA", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("1", "PNG"),
        ("RGB", "WEBP"),
        ("RGB", "BMP"),
        ("I;16", "PNG"),
        ("F", "TIFF"),
        ("I", "TIFF"),
    ],
)
@pytest.mark.rule("OCR-01")
def test_every_kind_of_pixel_becomes_grey_or_colour(mode: str, kind: str) -> None:
    """
    Colour, grey, CMYK, palette, transparent and deep pictures keep their dark and light.
    """
    picture = _picture("L").convert("I;16") if mode == "I;16" else _picture(mode)

    page = decode_image(_bytes(picture, kind))

    assert (page.width, page.height) == SIZE
    assert page.grey()[:, :40].mean() < 60
    assert page.grey()[:, -40:].mean() > 195


def test_transparency_is_paper() -> None:
    """
    What is transparent is white.
    """
    page = decode_image(_bytes(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG"))

    assert page.grey().min() == 255


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_exif_orientation(orientation: int) -> None:
    """
    A photo is turned as its EXIF data say.
    """
    picture = _picture()
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90,
              8: Image.Transpose.ROTATE_270}[orientation]  # fmt: skip

    page = decode_image(_bytes(picture.transpose(turned), "JPEG", exif=exif))

    assert (page.width, page.height) == SIZE
    assert page.grey()[150, 5] < 60


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_the_first_picture_of_an_animation(kind: str) -> None:
    """
    Of the pictures of an animation the first counts.
    """
    frames = [_picture(), Image.new("RGB", SIZE, "white")]

    page = decode_image(_bytes(frames[0], kind, save_all=True, append_images=frames[1:]))

    assert page.grey()[150, 5] < 60


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_is_scaled_down(kind: str) -> None:
    """
    A photo of 24 megapixels is read at no more than 6.5.
    """
    page = decode_image(_bytes(Image.new("L", (6000, 4000), 200), kind))

    assert page.width * page.height <= 6_500_000
    assert abs(page.width / page.height - 1.5) < 0.01


@pytest.mark.parametrize("mode", ["P", "1", "I;16", "CMYK", "RGBA"])
def test_a_large_picture_of_any_mode_is_scaled_down(mode: str) -> None:
    """
    Palettes, deep grey and the like keep their dark and light when they are scaled down.
    """
    ramp = np.tile(np.linspace(0, 255, 3000).astype(np.uint8), (2400, 1))
    picture = Image.fromarray(ramp).convert("L" if mode == "I;16" else mode)
    deep = picture.convert("I;16") if mode == "I;16" else picture

    page = decode_image(_bytes(deep, "JPEG" if mode == "CMYK" else "PNG"))

    assert page.width * page.height <= 6_500_000
    assert page.grey()[:, :100].mean() < 60
    assert page.grey()[:, -100:].mean() > 195


MEASURE = """
import sys
from pathlib import Path
from dastern_ocr import decode_image

def peak():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1000

before = peak()
decode_image(sys.stdin.buffer.read())
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells its peak")
def test_the_largest_picture_costs_bounded_memory() -> None:
    """
    A PNG of 59 megapixels in colour unfolds into four bytes a pixel, and little more.
    """
    content = _bytes(Image.new("RGB", (9000, 6555), (200, 100, 50)), "PNG", compress_level=1)

    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=content, capture_output=True, check=True, timeout=60
    )

    assert float(done.stdout) < 400


@pytest.mark.parametrize("cut", range(0, 3000, 150))
def test_a_cut_file_never_escapes(cut: int) -> None:
    """
    A file cut anywhere gives a page or a declared error.
    """
    content = _bytes(_picture(), "JPEG")[:cut]
    try:
        page = decode_image(content)
    except InvalidInputError as error:
        assert error.faults  # noqa: PT017 - either outcome is right
    else:
        assert (page.width, page.height) == SIZE
