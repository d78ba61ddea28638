"""
Type: lines of Khmer and Latin words on one baseline, drawn by Matplotlib.

Matplotlib brings its own libraqm, so Khmer is shaped on every machine; Pillow's needs
the system's FriBiDi, without which it sets Khmer letter by letter.
"""

from functools import cache

import attrs
import fontpkg  # type: ignore[import-untyped]  # the package ships no types
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patheffects import Normal, Stroke

__all__ = ["DPI", "INK", "Type", "wrap"]

DPI = 72  # at which a point is a pixel
INK = "#1c1c1c"  # toner is not quite black
_FAMILIES = ("Arimo", "Noto Sans Khmer")  # the second where the first lacks a letter
_WEIGHT = 0.035  # the stroke that makes type heavy, in type sizes


@cache
def _families() -> tuple[str, ...]:
    for family in _FAMILIES:
        fontManager.addfont(fontpkg.path(family))
    return _FAMILIES


@cache
def _galley() -> Figure:
    """
    Give the figure on which words are measured.
    """
    return Figure(dpi=DPI)


@attrs.frozen(kw_only=True)
class Type:
    """
    A size and cut in which words are set.

    Args:
        size: The type's height in pixels.
        bold: Whether the heavy cut is used.
    """

    size: int
    bold: bool = False

    def _properties(self) -> FontProperties:
        return FontProperties(family=list(_families()), size=self.size)

    def width(self, text: str) -> float:
        """
        Give the width of one line in pixels.
        """
        words = _galley().text(0, 0, text, fontproperties=self._properties(), parse_math=False)
        extent = words.get_window_extent()
        words.remove()
        return float(extent.width)

    def draw(self, axes: Axes, text: str, *, x: float, baseline: float) -> None:
        """
        Draw one line from its left end.
        """
        words = axes.text(
            x,
            baseline,
            text,
            fontproperties=self._properties(),
            color=INK,
            verticalalignment="baseline",
            parse_math=False,
        )
        if self.bold:
            stroke = Stroke(linewidth=self.size * _WEIGHT, foreground=INK)
            words.set_path_effects([stroke, Normal()])


def wrap(text: str, face: Type, *, width: float) -> str:
    """
    Break a line at its spaces so that it fits a width, with a newline at each break.
    """
    words = text.split(" ")
    lines = words[:1]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if face.width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)
