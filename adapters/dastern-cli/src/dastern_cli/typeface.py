"""
Typeface: the letters in which pictures speak Khmer and English.

Noto Sans Khmer (PyPI ``fontpkg-noto-sans-khmer``, SIL Open Font License 1.1) has Latin
letters too; what it lacks (½, ✓) comes from Matplotlib's own DejaVu Sans. Matplotlib
shapes Khmer from 3.11 on, with a libraqm of its own; Pillow's needs the system's
FriBiDi, without which it sets Khmer letter by letter.
"""

from functools import cache
from io import BytesIO

import fontpkg  # type: ignore[import-untyped]  # the package ships no types
from fontTools.subset import (  # type: ignore[import-untyped]  # as above
    Options,
    Subsetter,
)
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # as above
from matplotlib.font_manager import FontProperties, fontManager

__all__ = ["face_for", "typeface"]


@cache
def _families() -> tuple[str, ...]:
    fontManager.addfont(fontpkg.path("Noto Sans Khmer"))
    return ("Noto Sans Khmer", "DejaVu Sans")


def face_for(text: str) -> bytes:
    """
    Give the face for a page, with the letters of its text and no others.

    Args:
        text: All that the page says.

    Returns:
        WOFF; the same text gives the same bytes.
    """
    options = Options(layout_features=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    written = BytesIO()
    with TTFont(fontpkg.path("Noto Sans Khmer"), recalcTimestamp=False) as font:
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(written)
    return written.getvalue()


def typeface(size: float) -> FontProperties:
    """
    Give the face at a size in points.
    """
    return FontProperties(family=list(_families()), size=size)
