"""
Condition: what goes wrong when a page is photographed, as data.
"""

from typing import Final

import attrs

__all__ = ["CONDITIONS", "CUTS", "PLAIN", "Condition"]


@attrs.frozen(kw_only=True)
class Condition:
    """
    How one photo differs from a careful one.

    Args:
        quarters: By how many quarters of a circle the picture is turned, counterclockwise.
        tilt: By how many degrees it is askew, to a side that chance picks.
        perspective: How much shorter one edge of the sheet is than the one across, as a share.
        shadow: How much light a shadow takes, 0 to 1.
        exposure: How much of the light there is, 1 for enough.
        blur: The deviation of the lens's blur, in pixels before scaling.
        noise: The deviation of the sensor's noise, in grey levels.
        scale: The picture's side as a share of ``photo.PHOTO_SIZE``.
        quality: The JPEG's.
        bow: How far the sheet's middle hangs down, as a share of its width.
        fold: How far a half of a folded sheet drops at its end, as a share of its width.
        toner: How much of the print's darkness there is, 1 for all.
        cut: ``top``, ``bottom``, ``left`` or ``right``: the picture ends in the middle of the
            table's first or last row or column there; only at scale 1, not turned. Empty
            where the whole sheet is on it.
    """

    quarters: int = 0
    tilt: float = 0.0
    perspective: float = 0.0
    shadow: float = 0.0
    exposure: float = 1.0
    blur: float = 0.65
    noise: float = 2.2
    scale: float = 1.0
    quality: int = 84
    bow: float = 0.0
    fold: float = 0.0
    toner: float = 1.0
    cut: str = ""


PLAIN: Final = Condition()
"""
A careful photo of 1.35 megapixels, three to four as phones take them.
"""

CONDITIONS: Final = {
    "plain": PLAIN,
    "turned-90": Condition(quarters=1),
    "turned-180": Condition(quarters=2),
    "turned-270": Condition(quarters=3),
    "tilted-5": Condition(tilt=5),
    "tilted-10": Condition(tilt=10),
    "tilted-15": Condition(tilt=15),
    "perspective": Condition(perspective=0.1),
    "shadow": Condition(shadow=0.5),
    "low-light": Condition(exposure=0.35, noise=5.0),
    "blur": Condition(blur=1.5),
    "half-resolution": Condition(scale=0.5),
    "half-megapixel": Condition(scale=0.61),
    "twelve-megapixels": Condition(scale=3.0),
    "jpeg-40": Condition(quality=40),
    "curved": Condition(bow=0.02),
    "folded": Condition(fold=0.02),
    "grey-print": Condition(toner=0.45),
    "hurried": Condition(tilt=4, perspective=0.06, shadow=0.35, blur=1.0, quality=60),
}
"""
The conditions by name.
"""

CUTS: Final = {
    f"cut-{side}{more}": Condition(cut=side, tilt=tilt)
    for side in ("bottom", "right", "top", "left")
    for more, tilt in (("", 0.0), ("-tilted", 3.0))
}
"""
Photos on which a part of the table is missing.
"""
