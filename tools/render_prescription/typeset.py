"""
Type: lines of Khmer and Latin words on one baseline.
"""

import re
from functools import cache

import attrs
import fontpkg  # type: ignore[import-untyped]  # the package ships no types
from PIL import ImageDraw, ImageFont

__all__ = ["Type", "wrap"]

_KHMER = re.compile(r"([\u1780-\u17ff\u200b]+)")
_KHMER_RISE = 1.06  # the Khmer face looks smaller than the Latin one at one size
_INK = 28  # toner is not quite black


@cache
def _font(family: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(fontpkg.path(family)), size, layout_engine=ImageFont.Layout.RAQM)
    # weight is the first axis of both faces; the width axis of the Khmer one stays at normal
    axes: list[float] = [weight, 100]
    font.set_variation_by_axes(axes[: len(font.get_variation_axes())])
    return font


@attrs.frozen(kw_only=True)
class Type:
    """
    A size and cut in which words are set, Khmer in one face and the rest in another.

    Args:
        size: The type's height in pixels.
        bold: Whether the heavy cut is used.
    """

    size: int
    bold: bool = False

    def _runs(self, text: str) -> list[tuple[str, ImageFont.FreeTypeFont]]:
        weight = 700 if self.bold else 400
        khmer = _font("Noto Sans Khmer", round(self.size * _KHMER_RISE), weight)
        latin = _font("Arimo", self.size, weight)
        return [
            (run, khmer if _KHMER.fullmatch(run) else latin) for run in _KHMER.split(text) if run
        ]

    def width(self, text: str) -> float:
        """
        Give the width of one line in pixels.
        """
        return sum(font.getlength(run) for run, font in self._runs(text))

    def draw(
        self, canvas: ImageDraw.ImageDraw, text: str, *, x: float, baseline: float
    ) -> tuple[float, float, float, float]:
        """
        Draw one line and give the box of its ink: left, top, right, bottom.
        """
        inked: list[tuple[float, float, float, float]] = []
        for run, font in self._runs(text):
            inked.append(canvas.textbbox((x, baseline), run, font=font, anchor="ls"))
            canvas.text((x, baseline), run, font=font, fill=_INK, anchor="ls")
            x += font.getlength(run)
        lefts, tops, rights, bottoms = zip(*inked, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)


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
