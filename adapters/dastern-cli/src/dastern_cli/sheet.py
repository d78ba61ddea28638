"""
Sheet: a picture laid out in inches from its upper left corner, so that nothing is cut off.

Matplotlib draws. What stands on a sheet is measured first, and the sheet made as large.
"""

from io import BytesIO
from typing import Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dastern_cli.typeface import typeface

__all__ = ["DPI", "FAINT", "INK", "RULE", "PictureFormat", "lay_out", "saved", "width", "write"]

PictureFormat = Literal["png", "svg"]
"""
A picture in dots, or in lines that stay sharp at any size.
"""

DPI: Final = 110
"""
Dots to an inch.
"""

INK: Final = "#222222"
"""
The colour of words.
"""

FAINT: Final = "#5f5f5f"
"""
The colour of words of less weight.
"""

RULE: Final = "#c9c5bb"
"""
The colour of lines.
"""


def lay_out(figure: Figure, *, wide: float, high: float) -> Axes:
    """
    Give a figure its size in inches and one pair of axes over all of it, y downwards.
    """
    figure.set_size_inches(wide, high)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    return axes


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = 10,
    colour: str = INK,
    middle: bool = False,
) -> None:
    """
    Write words on the line whose middle is ``y``, from ``x`` on or around it.
    """
    axes.text(
        x,
        y,
        text,
        fontproperties=typeface(size),
        color=colour,
        horizontalalignment="center" if middle else "left",
        verticalalignment="center",
        parse_math=False,  # a name may hold a dollar sign
    )


def width(figure: Figure, text: str, *, size: float = 10) -> float:
    """
    Give the width of words in inches.
    """
    words = figure.text(0, 0, text, fontproperties=typeface(size), parse_math=False)
    pixels = words.get_window_extent().width
    words.remove()
    return float(pixels / DPI)


def saved(figure: Figure, picture: PictureFormat, title: str) -> bytes:
    """
    Give the file; the same drawing is the same bytes, without date or random names.
    """
    file = BytesIO()
    about = {"Title": title} if picture == "png" else {"Title": title, "Date": None}
    with mpl.rc_context({"svg.hashsalt": "dastern"}):
        figure.savefig(file, format=picture, metadata=about)
    return file.getvalue()
