"""
Marks: what became of a dose, by colour, by shape and by sign.

Nobody needs to tell the colours apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import attrs
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dastern_cli.sheet import INK, width, write
from dastern_core.schedule import DoseStatus

__all__ = ["LOOKS", "MARK", "Look", "draw_legend", "legend_widths", "mark", "total_width"]


@attrs.frozen(kw_only=True)
class Look:
    """
    How a status looks.

    Args:
        colour: As ``#rrggbb``, or a name.
        marker: Matplotlib's letter for the shape.
        sign: What stands in it.
    """

    colour: str
    marker: str
    sign: str


MARK: Final = 0.15
"""
A mark's radius in inches.
"""

# Okabe and Ito's colours, made to stay apart for every kind of colour vision.
# Source: Okabe and Ito, "Color Universal Design", 2008, https://jfly.uni-koeln.de/color/
LOOKS: Final = {
    DoseStatus.TAKEN_ON_TIME: Look(colour="#009E73", marker="o", sign="✓"),
    DoseStatus.TAKEN_LATE: Look(colour="#E69F00", marker="s", sign="✓"),
    DoseStatus.SKIPPED: Look(colour="#56B4E9", marker="D", sign="–"),  # noqa: RUF001 - a dash as wide as the check mark
    DoseStatus.MISSED: Look(colour="#D55E00", marker="X", sign=""),
    DoseStatus.DUE: Look(colour="white", marker="o", sign=""),
}
"""
The look of each status.
"""

_AFTER, _BETWEEN = 0.25, 0.45  # inches: from a mark to its word, and to the next mark


def mark(axes: Axes, x: float, y: float, status: DoseStatus, *, size: float = 1.0) -> None:
    """
    Draw a status.

    Args:
        axes: In inches.
        x: Its middle.
        y: Its middle.
        status: What became of the dose.
        size: A share of the usual size.
    """
    look = LOOKS[status]
    edge = INK if status is DoseStatus.DUE else look.colour
    axes.scatter(
        x,
        y,
        s=(2 * MARK * size * 72) ** 2 * (0.6 if look.marker in "sD" else 0.8),  # square points
        marker=look.marker,
        facecolor=look.colour,
        edgecolor=edge,
        linewidth=1.2,
    )
    write(axes, x, y, look.sign, size=13 * size, colour="white", middle=True)


def legend_widths(figure: Figure, words: Mapping[DoseStatus, str]) -> Sequence[float]:
    """
    Measure the words of a legend.
    """
    return [width(figure, text) for text in words.values()]


def total_width(widths: Sequence[float]) -> float:
    """
    Give the width of a whole legend in inches.
    """
    return sum(widths) + (_AFTER + _BETWEEN) * len(widths)


def draw_legend(
    axes: Axes, words: Mapping[DoseStatus, str], *, left: float, y: float, widths: Iterable[float]
) -> None:
    """
    Draw each status beside its word.
    """
    x = left + MARK
    for (status, text), wide in zip(words.items(), widths, strict=True):
        mark(axes, x, y, status)
        write(axes, x + _AFTER, y, text)
        x += _AFTER + wide + _BETWEEN
