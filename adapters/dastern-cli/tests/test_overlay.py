"""
The overlay: boxes in the colour of their confidence, where the print is.
"""

from io import BytesIO

import attrs
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from dastern_cli.overlay import OverlayBox, draw_overlay
from dastern_core.kernel import InvalidInputError, Language
from dastern_core.ocr import PageSize, Quadrilateral, upright
from dastern_ocr import decode_image

SURE, LESS_SURE, UNSURE, FLAG = "#0072B2", "#E69F00", "#D55E00", "#9E3D72"
LONGEST = 1800
LEGEND = 60
LINE = OverlayBox(
    box=Quadrilateral(corners=((50.0, 100.0), (250.0, 100.0), (250.0, 115.0), (50.0, 115.0))),
    confidence=0.95,
    label="Paracetamol 500mg",
    needs_review=False,
)


def _photo(*, width: int = 600, height: int = 900, exif_turn: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = exif_turn
    file = BytesIO()
    Image.new("RGB", (width, height), "#dddddd").save(file, format="JPEG", exif=exif)
    return file.getvalue()


def _drawn(png: bytes) -> NDArray[np.uint8]:
    """
    Give the photo's part of the picture, without the legend.
    """
    return np.asarray(Image.open(BytesIO(png)).convert("RGB"))[:-LEGEND]


def _inked(pixels: NDArray[np.uint8], colour: str) -> NDArray[np.bool_]:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return np.asarray((pixels == wanted).all(axis=2))


@pytest.mark.parametrize(
    ("confidence", "colour"),
    [
        (1.0, SURE),
        (0.8, SURE),
        (0.79, LESS_SURE),
        (0.6, LESS_SURE),
        (0.59, UNSURE),
        (0.0, UNSURE),
    ],
)
def test_colour_is_the_confidences(confidence: float, colour: str) -> None:
    """
    A box has the colour of its band, and no other band's.
    """
    box = attrs.evolve(LINE, confidence=confidence)
    pixels = _drawn(draw_overlay(_photo(), [box]))
    found = {name for name in (SURE, LESS_SURE, UNSURE) if _inked(pixels, name).any()}

    assert {colour} == found


def test_box_stands_around_the_print() -> None:
    """
    A box is drawn where its corners are, in the picture's scale, outside its print.
    """
    box = attrs.evolve(LINE, label="")
    rows, columns = np.nonzero(_inked(_drawn(draw_overlay(_photo(), [box])), SURE))
    drawn = (columns.min(), rows.min(), columns.max(), rows.max())

    assert (100, 200, 500, 230) == pytest.approx(drawn, abs=5)
    assert drawn[1] < 200
    assert drawn[3] > 230


@pytest.mark.parametrize("needs_review", [False, True])
def test_flag_marks_what_needs_review(*, needs_review: bool) -> None:
    """
    A flag stands at a box if, and only if, a person must look at it.
    """
    pixels = _drawn(draw_overlay(_photo(), [attrs.evolve(LINE, needs_review=needs_review)]))

    assert needs_review == bool(_inked(pixels, FLAG).any())


@pytest.mark.parametrize("label", ["$x_1$", "គ្រាប់ស្រោប\n½", "long " * 500])
def test_label_is_drawn_above_the_box(label: str) -> None:
    """
    Any label is drawn, on one line above its box.
    """
    plain = _drawn(draw_overlay(_photo(), [attrs.evolve(LINE, label="")]))
    labelled = _drawn(draw_overlay(_photo(), [attrs.evolve(LINE, label=label)]))
    rows = np.nonzero((plain != labelled).any(axis=(1, 2)))[0]

    assert 165 < rows.min()
    assert rows.max() < 205


def test_a_dollar_sign_is_a_letter() -> None:
    """
    A label with dollar signs is printed as it is, and not typeset as a formula.
    """
    plain = _drawn(draw_overlay(_photo(), [attrs.evolve(LINE, label="")]))
    widths = [
        np.ptp(np.nonzero((plain != labelled).any(axis=(0, 2)))[0])
        for labelled in (
            _drawn(draw_overlay(_photo(), [attrs.evolve(LINE, label=label)]))
            for label in ("x_1y_2", "$x_1y_2$")
        )
    ]

    assert widths[0] < widths[1]


@pytest.mark.parametrize(
    ("size", "expected"), [((600, 900), (1200, 1800)), ((3600, 1800), (1800, 900))]
)
def test_photo_is_drawn_1800_pixels_long(size: tuple[int, int], expected: tuple[int, int]) -> None:
    """
    Small photos are enlarged and large ones reduced, their shape kept.
    """
    pixels = _drawn(draw_overlay(_photo(width=size[0], height=size[1]), []))

    assert expected == (pixels.shape[1], pixels.shape[0])


def test_exif_orientation_is_applied() -> None:
    """
    A photo that says it lies on its side is drawn upright.
    """
    pixels = _drawn(draw_overlay(_photo(width=900, height=600, exif_turn=6), []))

    assert (LONGEST, 1200) == pixels.shape[:2]


def test_legend_speaks_both_languages() -> None:
    """
    English is the default; the Khmer legend differs.
    """
    english = draw_overlay(_photo(), [LINE])

    assert english == draw_overlay(_photo(), [LINE], language=Language.ENGLISH)
    assert english != draw_overlay(_photo(), [LINE], language=Language.KHMER)


@pytest.mark.parametrize("data", [b"", b"not a picture", _photo()[:400]])
def test_bytes_that_are_no_picture_are_refused(data: bytes) -> None:
    """
    What cannot be decoded is refused with the field's name.
    """
    with pytest.raises(InvalidInputError, match="image"):
        draw_overlay(data, [LINE])


@pytest.mark.parametrize("confidence", [-0.01, 1.01])
def test_confidence_is_a_share(confidence: float) -> None:
    """
    A confidence outside 0 to 1 is refused.
    """
    with pytest.raises(ValueError, match="confidence"):
        attrs.evolve(LINE, confidence=confidence)


@pytest.mark.parametrize(("exif_turn", "drawn_size"), [(1, (1350, 1800)), (6, (1800, 1350))])
def test_boxes_of_a_photo_that_was_read_smaller(
    exif_turn: int, drawn_size: tuple[int, int]
) -> None:
    """
    A photo of more than 6.5 megapixels is scaled down to be read; its boxes still fit the print.
    """
    file = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = exif_turn
    black = Image.new("L", (3600, 4800), 255)
    black.paste(0, (1200, 2400, 1800, 2700))  # the print, in the middle of the sheet
    black.save(file, format="JPEG", exif=exif)
    page = decode_image(file.getvalue())
    rows, columns = np.nonzero(page.grey() < 128)
    print_box = upright(
        float(columns.min()), float(rows.min()), float(columns.max()), float(rows.max())
    )
    read_at = PageSize(width=page.width, height=page.height)
    box = attrs.evolve(LINE, box=print_box, label="")

    pixels = _drawn(draw_overlay(file.getvalue(), [box], read_at=read_at))

    assert page.width * page.height <= 6_500_000
    assert drawn_size == (pixels.shape[1], pixels.shape[0])
    blue = np.nonzero(_inked(pixels, SURE))
    dark = np.nonzero(pixels.max(axis=2) < 60)
    for frame, ink in zip(blue, dark, strict=True):
        assert (frame.min(), frame.max()) == pytest.approx((ink.min(), ink.max()), abs=6)
