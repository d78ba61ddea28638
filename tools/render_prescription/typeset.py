"""
Type: lines of Khmer and Latin words on one baseline, drawn by Matplotlib.

Matplotlib brings its own libraqm, so Khmer is shaped on every machine; Pillow's needs
the system's FriBiDi, without which it sets Khmer letter by letter.
"""

from functools import cache
from pathlib import Path
from typing import Final

import attrs
import fontpkg  # type: ignore[import-untyped]  # the package ships no types
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.patheffects import Normal, Stroke

__all__ = ["DPI", "FACES", "FOLDER_FACES", "INK", "Type", "add_folder", "wrap"]

DPI = 72  # at which a point is a pixel
INK = "#1c1c1c"  # toner is not quite black
_WEIGHT = 0.035  # the stroke that makes type heavy, in type sizes

FACES: Final = {
    "sans": ("Arimo", "Noto Sans Khmer"),
    "serif": ("Noto Serif", "Noto Sans Khmer"),
    "book": ("PT Serif", "Noto Sans Khmer"),
    "screen": ("Roboto", "Noto Sans Khmer"),
    "typewriter": ("Roboto Mono", "Noto Sans Khmer"),
    "open": ("Open Sans", "Noto Sans Khmer"),
}
"""
The faces by name: a family for Latin letters, then one for what it lacks. All come as
packages from PyPI.
"""

FOLDER_FACES: Final = {
    "battambang": ("Arimo", "Khmer OS Battambang"),
    "battambang-serif": ("Noto Serif", "Khmer OS Battambang"),
    "siemreap": ("Roboto", "Khmer OS Siemreap"),
    "content": ("PT Serif", "Khmer OS Content"),
    "system": ("Open Sans", "Khmer OS System"),
    "bokor": ("Arimo", "Khmer OS Bokor"),
}
"""
Faces whose Khmer is no Python package: Debian's ``fonts-khmeros`` (LGPL), for which
``add_folder`` must be called first.
"""


def add_folder(folder: Path) -> None:
    """
    Make the TrueType fonts of a folder known.

    Raises:
        ValueError: A family of ``FOLDER_FACES`` is not among them.
    """
    for path in sorted(folder.glob("*.ttf")):
        fontManager.addfont(path)
    known = set(fontManager.get_font_names())
    if lost := {khmer for _, khmer in FOLDER_FACES.values()} - known:
        message = f"{folder} has no {', '.join(sorted(lost))}: give the fonts of fonts-khmeros"
        raise ValueError(message)


@cache
def _families(face: str) -> tuple[str, ...]:
    families = {**FACES, **FOLDER_FACES}[face]
    for family in families:
        if not family.startswith("Khmer OS"):
            fontManager.addfont(fontpkg.path(family))
    return families


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
        face: A name from ``FACES`` or ``FOLDER_FACES``.
        bold: Whether the heavy cut is used.
    """

    size: int
    face: str = "sans"
    bold: bool = False

    def _properties(self) -> FontProperties:
        return FontProperties(family=list(_families(self.face)), size=self.size)

    def width(self, text: str) -> float:
        """
        Give the width of one line in pixels.
        """
        words = _galley().text(0, 0, text, fontproperties=self._properties(), parse_math=False)
        extent = words.get_window_extent()
        words.remove()
        return float(extent.width)

    def draw(self, axes: Axes, text: str, *, x: float, baseline: float, colour: str = INK) -> None:
        """
        Draw one line from its left end.
        """
        words = axes.text(
            x,
            baseline,
            text,
            fontproperties=self._properties(),
            color=colour,
            verticalalignment="baseline",
            parse_math=False,
        )
        if self.bold:
            stroke = Stroke(linewidth=self.size * _WEIGHT, foreground=colour)
            words.set_path_effects([stroke, Normal()])


def wrap(text: str, face: Type, *, width: float) -> str:
    """
    Break each line at its spaces so that it fits a width, with a newline at each break.
    """
    return "\n".join(_wrapped(line, face, width=width) for line in text.split("\n"))


def _wrapped(text: str, face: Type, *, width: float) -> str:
    words = text.split(" ")
    lines = words[:1]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if face.width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)
