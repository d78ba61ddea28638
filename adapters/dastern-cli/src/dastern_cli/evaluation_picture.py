"""
The evaluation as a picture: what was right, flagged, or wrong in silence, and how surely.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final

from matplotlib.axes import Axes
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


def draw_evaluation(
    counts: Mapping[str, Mapping[str, int]],
    bands: Sequence[Band],
    errors: Mapping[str, tuple[int, int]],
    costs: Sequence[tuple[float, float]],
) -> bytes:
    """
    Draw bars for each part, each band of confidence and each script, and what pages cost.

    Args:
        counts: For each part how many values were ``right silent``, ``right flagged``,
            ``wrong flagged``, ``wrong silent`` and ``absent``; a missing count is 0.
        bands: What was not flagged, by confidence.
        errors: For each script the misread signs, and of how many.
        costs: Each page's seconds and megabytes.

    Returns:
        A PNG file's bytes.
    """
    high = 1.6 + 0.5 * len(counts), 1.0 + 0.4 * len(bands), 1.0 + 0.4 * len(errors), 2.0
    figure = Figure(figsize=(10, sum(high)), dpi=120, layout="constrained")
    axes, below, scripts, pages = figure.subplots(4, height_ratios=high)
    _draw_parts(axes, counts)
    _draw_shares(
        below,
        {f"{band.least:.2f} to {band.most:.2f}": (band.wrong, band.values) for band in bands},
        label="per cent wrong of what was not flagged, by confidence",
    )
    _draw_shares(scripts, errors, label="per cent of signs misread, by script")
    _draw_costs(pages, costs)
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def _draw_parts(axes: Axes, counts: Mapping[str, Mapping[str, int]]) -> None:
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


def _draw_shares(axes: Axes, found: Mapping[str, tuple[int, int]], *, label: str) -> None:
    """
    Draw how many are wrong, and of how many, as a share of a hundred.
    """
    shares = [100 * wrong / max(of, 1) for wrong, of in found.values()]
    bars = axes.barh(list(found), shares, color=_SHADES["wrong silent"][0])
    told = [f"{wrong} of {of}" for wrong, of in found.values()]
    axes.bar_label(bars, labels=told, font=typeface(9), padding=2)
    axes.set_xlim(0, max([*shares, 1.0]) * 1.25)
    axes.set_xlabel(label, font=typeface(10))
    axes.spines[["top", "right"]].set_visible(False)


def _draw_costs(axes: Axes, costs: Sequence[tuple[float, float]]) -> None:
    """
    Draw a dot for each page: its seconds, and the memory that it took.
    """
    seconds, megabytes = zip(*costs, strict=True)
    axes.scatter(seconds, megabytes, color=_SHADES["right silent"][0], s=18)
    axes.set_xlim(0, max(seconds) * 1.1)
    axes.set_ylim(0, max(*megabytes, 1.0) * 1.1)
    axes.set_xlabel("seconds a page", font=typeface(10))
    axes.set_ylabel("megabytes", font=typeface(10))
    axes.spines[["top", "right"]].set_visible(False)
