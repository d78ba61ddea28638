"""
Overlay: what was read drawn over the photo, in the colours of its confidence.

A band of confidence is said by colour and by line style, and what needs a person's eye
by a flag, so nobody needs to tell colours apart.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Final, Literal

import attrs
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from PIL import Image, ImageOps

from dastern_cli.typeface import typeface
from dastern_core.kernel import Fault, InvalidInputError, Language
from dastern_core.ocr import PageSize, Quadrilateral

__all__ = ["OverlayBox", "draw_overlay"]


@attrs.frozen(kw_only=True)
class OverlayBox:
    """
    One thing read and where it stands.

    Args:
        box: Its corners, in pixels of the page size given with the boxes.
        confidence: 0 to 1.
        label: The words written above it; empty for none.
        needs_review: Whether a person must look at it.
    """

    box: Quadrilateral
    confidence: float = attrs.field(validator=[attrs.validators.ge(0.0), attrs.validators.le(1.0)])
    label: str
    needs_review: bool


@attrs.frozen(kw_only=True)
class _Band:
    least: float
    colour: str
    style: Literal["-", "--", ":"]
    words: dict[Language, str]


# The limits are rule OCR-05's; the colours are Okabe and Ito's, which stay apart for every
# kind of colour vision ("Color Universal Design", 2008, https://jfly.uni-koeln.de/color/).
_BANDS: Final = (
    _Band(
        least=0.8,
        colour="#0072B2",
        style="-",
        words={Language.ENGLISH: "sure (80 % and more)", Language.KHMER: "ច្បាស់ (៨០% ឡើងទៅ)"},
    ),
    _Band(
        least=0.6,
        colour="#E69F00",
        style="--",
        words={Language.ENGLISH: "less sure (60 to 80 %)", Language.KHMER: "មិនសូវច្បាស់ (៦០ ដល់ ៨០%)"},
    ),
    _Band(
        least=0.0,
        colour="#D55E00",
        style=":",
        words={Language.ENGLISH: "unsure (below 60 %)", Language.KHMER: "មិនច្បាស់ (ក្រោម ៦០%)"},
    ),
)
_FLAG: Final = "⚑"
_FLAG_WORDS: Final[dict[Language, str]] = {
    Language.ENGLISH: "please check",
    Language.KHMER: "សូមពិនិត្យ",
}
_FLAG_COLOUR: Final = "#9E3D72"

_LONGEST: Final = 1800  # pixels of the drawn photo's longer side, so that labels fit any photo
_DPI: Final = 72  # at which a point is a pixel
_LEGEND: Final = 60  # pixels below the photo
_LABEL_SIZE: Final = 14  # points
_LINE: Final = 2.5  # points; also how far a box keeps from its print
_LONGEST_LABEL: Final = 60  # letters; longer words are cut


def _photo(image_bytes: bytes) -> tuple[Image.Image, PageSize]:
    """
    Decode a photo, turn it upright and bring it to the drawn size.

    Returns:
        The picture, and the photo's own upright size.
    """
    try:
        with Image.open(BytesIO(image_bytes)) as file:
            long, short = max(file.size), min(file.size)
            file.draft("RGB", (_LONGEST, _LONGEST))  # a JPEG need not be decoded larger
            upright = ImageOps.exif_transpose(file).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        fault = Fault(
            field="image", problem="cannot be decoded", remedy="Give a whole JPEG or PNG file."
        )
        raise InvalidInputError(fault) from error
    drawn = ImageOps.contain(upright, (_LONGEST, _LONGEST), Image.Resampling.LANCZOS)
    wide = upright.width >= upright.height
    return drawn, PageSize(width=long if wide else short, height=short if wide else long)


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    colour: str = "black",
    around: str = "#ffffffc0",
    vertical: Literal["center", "bottom"] = "center",
    horizontal: Literal["left", "right"] = "left",
) -> None:
    axes.text(
        x,
        y,
        text,
        color=colour,
        fontproperties=typeface(_LABEL_SIZE),
        bbox={"facecolor": around, "linewidth": 0, "pad": 1},
        horizontalalignment=horizontal,
        verticalalignment=vertical,
        parse_math=False,  # what was read may hold a dollar sign
    )


def _draw_box(axes: Axes, box: OverlayBox, *, scale: float) -> None:
    band = next(band for band in _BANDS if box.confidence >= band.least)
    corners = box.box.array * scale
    around = corners + np.sign(corners - corners.mean(axis=0)) * _LINE  # clear of the print
    shape = Polygon(around, fill=False, edgecolor=band.colour)
    shape.set_linestyle(band.style)
    shape.set_linewidth(_LINE)
    axes.add_patch(shape)
    (left, top), (right, _) = around.min(axis=0), around.max(axis=0)
    if label := " ".join(box.label.split())[:_LONGEST_LABEL]:
        _write(axes, left, top, label, colour=band.colour, vertical="bottom")
    if box.needs_review:
        _write(
            *(axes, right, top, _FLAG),
            colour="white",
            around=_FLAG_COLOUR,
            vertical="bottom",
            horizontal="right",
        )


def _draw_legend(axes: Axes, *, language: Language, width: float) -> None:
    share = width / (len(_BANDS) + 1)
    for number, band in enumerate(_BANDS):
        x = (number + 0.1) * share
        axes.hlines(0.5, x, x + 40, color=band.colour, linestyle=band.style, linewidth=4)
        _write(axes, x + 50, 0.5, band.words[language])
    x = (len(_BANDS) + 0.1) * share
    _write(axes, x, 0.5, _FLAG, colour="white", around=_FLAG_COLOUR)
    _write(axes, x + 30, 0.5, _FLAG_WORDS[language])


def draw_overlay(
    image_bytes: bytes,
    boxes: Sequence[OverlayBox],
    *,
    read_at: PageSize | None = None,
    language: Language = Language.ENGLISH,
) -> bytes:
    """
    Draw boxes over a photo, with a legend below it.

    Args:
        image_bytes: The photo as a file's bytes; its EXIF orientation is applied.
        boxes: What was read, in any order.
        read_at: The size of the page in which the boxes count; the photo's own by default.
        language: The legend's language.

    Returns:
        The picture, a PNG file's bytes, its photo 1800 pixels on the longer side.

    Raises:
        InvalidInputError: The bytes are no picture.
    """
    photo, own_size = _photo(image_bytes)
    width, height = photo.size
    scale = width / (own_size if read_at is None else read_at).width
    figure = Figure(figsize=(width / _DPI, (height + _LEGEND) / _DPI), dpi=_DPI)
    share = _LEGEND / (height + _LEGEND)
    picture = figure.add_axes((0, share, 1, 1 - share))
    legend = figure.add_axes((0, 0, 1, share))
    for axes in (picture, legend):
        axes.set_axis_off()
    picture.imshow(np.asarray(photo), extent=(0, width, height, 0), interpolation="nearest")
    for box in boxes:
        _draw_box(picture, box, scale=scale)
    picture.set_xlim(0, width)
    picture.set_ylim(height, 0)
    legend.set_xlim(0, width)
    legend.set_ylim(0, 1)
    _draw_legend(legend, language=language, width=width)
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()
