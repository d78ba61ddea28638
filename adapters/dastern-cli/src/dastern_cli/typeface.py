"""
Typeface: the letters in which pictures speak Khmer and English.

Noto Sans Khmer (PyPI ``fontpkg-noto-sans-khmer``, SIL Open Font License 1.1) has Latin
letters too; what it lacks (½, ✓) comes from Matplotlib's own DejaVu Sans. Matplotlib
shapes Khmer from 3.11 on, with a libraqm of its own; Pillow's needs the system's
FriBiDi, without which it sets Khmer letter by letter.
"""

from functools import cache

import fontpkg  # type: ignore[import-untyped]  # the package ships no types
from matplotlib.font_manager import FontProperties, fontManager

__all__ = ["typeface"]


@cache
def _families() -> tuple[str, ...]:
    fontManager.addfont(fontpkg.path("Noto Sans Khmer"))
    return ("Noto Sans Khmer", "DejaVu Sans")


def typeface(size: float) -> FontProperties:
    """
    Give the face at a size in points.
    """
    return FontProperties(family=list(_families()), size=size)
