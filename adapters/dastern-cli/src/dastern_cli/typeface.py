"""
Typeface: the letters in which pictures speak Khmer and English.

Noto Sans Khmer (PyPI ``fontpkg-noto-sans-khmer``, SIL Open Font License 1.1) has Latin
letters too; what it lacks (½, ✓) comes from Matplotlib's own DejaVu Sans. Matplotlib
shapes Khmer from 3.11 on, with a libraqm of its own; Pillow's needs the system's
FriBiDi, without which it sets Khmer letter by letter.
"""

import base64
from functools import cache
from io import BytesIO

import fontpkg  # type: ignore[import-untyped]  # the package ships no types
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, fontManager

__all__ = ["font_face", "typeface"]

_FACE = """
@font-face { font-family: "%s"; font-weight: 100 900; src: url(data:font/woff;base64,%s); }
"""


@cache
def _families() -> tuple[str, ...]:
    fontManager.addfont(fontpkg.path("Noto Sans Khmer"))
    return ("Noto Sans Khmer", "DejaVu Sans")


def font_face(name: str, *, text: str) -> str:
    """
    Give the style rule that brings a page its face, with the letters of its text alone.

    Args:
        name: What the page calls the face.
        text: All that the page says or may come to say.

    Returns:
        CSS, with the face in it as WOFF; the same text gives the same rule.
    """
    options = Options(layout_features=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    written = BytesIO()
    with TTFont(fontpkg.path("Noto Sans Khmer"), recalcTimestamp=False) as font:
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(written)
    return _FACE % (name, base64.b64encode(written.getvalue()).decode())


def typeface(size: float) -> FontProperties:
    """
    Give the face at a size in points.
    """
    return FontProperties(family=list(_families()), size=size)
