"""
The evaluation as a picture: what was right, flagged, or wrong in silence, and how surely.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final

from matplotlib.figure import Figure

from dastern_cli.typeface import typeface
from dastern_core.ocr.evaluation import Band

__all__ = ["draw_evaluation"]

_SHADES: Final = {
    "right silent": ("#4a9c6d", "right"),
    "right flagged": ("#b7dcc4", "right, flagged"),
    "wrong flagged": ("#f2c14e", "wrong, flagged"),
    "wrong silent": ("#b3202a", "wrong, not flagged"),
    "absent": ("#c9c9c9", "not found"),
}


def draw_evaluation(counts: Mapping[str, Mapping[str, int]], bands: Sequence[Band]) -> bytes:
    """
    Draw one bar for each part, and below one for each band of confidence.

    Args:
        counts: For each part how many values were ``right silent``, ``right flagged``,
            ``wrong flagged``, ``wrong silent`` and ``absent``; a missing count is 0.
        bands: What was not flagged, by confidence.

    Returns:
        A PNG file's bytes.
    """
    high = 1.6 + 0.5 * len(counts), 1.0 + 0.4 * len(bands)
    figure = Figure(figsize=(10, sum(high)), dpi=120, layout="constrained")
    axes, below = figure.subplots(2, height_ratios=high)
    parts = list(counts)[::-1]
    totals = {part: max(sum(counts[part].values()), 1) for part in parts}
    start = dict.fromkeys(parts, 0.0)
    for key, (colour, label) in _SHADES.items():
        shares = [counts[part].get(key, 0) / totals[part] for part in parts]
        bars = axes.barh(parts, shares, left=list(start.values()), color=colour, label=label)
        if key == "wrong silent":
            told = [str(counts[part].get(key, 0) or "") for part in parts]
            axes.bar_label(bars, labels=told, font=typeface(9), color="#b3202a", padding=2)
        start = {part: start[part] + share for part, share in zip(parts, shares, strict=True)}
    axes.set_xlim(0, 1.04)
    axes.set_xlabel("share of values; red figures: wrong and not flagged", font=typeface(10))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.16), ncols=5, prop=typeface(9))
    axes.spines[["top", "right"]].set_visible(False)
    names = [f"{band.least:.2f} to {band.most:.2f}" for band in bands]
    shares = [100 * band.wrong / max(band.values, 1) for band in bands]
    bars = below.barh(names, shares, color=_SHADES["wrong silent"][0])
    told = [f"{band.wrong} of {band.values}" for band in bands]
    below.bar_label(bars, labels=told, font=typeface(9), padding=2)
    below.set_xlim(0, max(*shares, 1.0) * 1.25)
    below.set_xlabel("per cent wrong of what was not flagged, by confidence", font=typeface(10))
    below.spines[["top", "right"]].set_visible(False)
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()
