"""
Charts of supply: how patients spread over a measure, and where supply lacks.

What stands beside a colour says the same: a number on each bar, a hatch on each gap. The
two colours are of Okabe and Ito's ("Color Universal Design", 2008).
"""

from collections.abc import Iterable, Sequence
from typing import Final

import attrs
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dastern_cli.chart_words import CHART_WORDS
from dastern_cli.sheet import DPI, FAINT, INK, RULE, PictureFormat, lay_out, saved, width, write
from dastern_cli.week_rows import wrapped
from dastern_core.adherence import Interval
from dastern_core.kernel import Fault, InvalidInputError, Language

__all__ = [
    "COVERED",
    "MOST_PATIENTS",
    "UNCOVERED",
    "SupplyLine",
    "draw_gaps",
    "draw_histogram",
    "shares_in_bins",
]

MOST_PATIENTS: Final = 100
"""
How many patients a picture of gaps shows.
"""

COVERED: Final = "#0072B2"
"""
The colour of days with supply.
"""

UNCOVERED: Final = "#E69F00"
"""
The colour of days without.
"""

_BINS: Final = 10
_PAD, _HEAD, _FOOT = 0.16, 0.75, 0.65  # inches
_BAR_WIDE, _PLOT_HIGH = 0.62, 2.6  # inches
_HIGH, _TIME_WIDE, _WIDEST_NAME = 0.34, 7.0, 2.4  # inches
_TITLE_SIZE: Final = 15  # points


@attrs.frozen(kw_only=True)
class SupplyLine:
    """
    One patient's supply as the picture of gaps shows it.

    Args:
        name: As in the table.
        intervals: The patient's, of the observed window.
    """

    name: str
    intervals: Sequence[Interval]

    @property
    def gap_days(self) -> float:
        """
        The days without supply.
        """
        return sum(one.gap_days for one in self.intervals)


def shares_in_bins(values: Iterable[float | None]) -> tuple[list[int], int, int]:
    """
    Count shares by tenths; 1 itself belongs to the last.

    Args:
        values: Each patient's; None for no value.

    Returns:
        Ten counts, how many lie above 1, and how many there is no value for.
    """
    counts, above, without = [0] * _BINS, 0, 0
    for value in values:
        if value is None:
            without += 1
        elif value > 1:
            above += 1
        else:
            counts[min(_BINS - 1, int(value * _BINS))] += 1
    return counts, above, without


def draw_histogram(
    values: Sequence[float | None],
    *,
    name: str,
    language: Language,
    picture: PictureFormat = "png",
) -> bytes:
    """
    Draw how many patients have which share.

    Args:
        values: Each patient's share, 0 and up; None for no value.
        name: The measure's.
        language: The picture's language.
        picture: The file's format; in SVG letters are drawn as shapes.

    Returns:
        The picture, a file's bytes.
    """
    words, figure = CHART_WORDS[language], Figure(dpi=DPI)
    counts, above, without = shares_in_bins(values)
    labels = [f"{10 * at}–{10 * at + 10} %" for at in range(_BINS)]  # noqa: RUF001 - a range takes an en dash
    if above:
        counts, labels = [*counts, above], [*labels, "> 100 %"]
    title = f"{words.histogram}: {name}"
    told = f"{sum(counts)} {words.patients}; {without} {words.without_value}"
    wide = max(_BAR_WIDE, max(width(figure, label, size=8) for label in labels) + 0.1)
    bottom = _HEAD + _PLOT_HIGH
    needed = max(
        len(labels) * wide + _PAD,
        width(figure, title, size=_TITLE_SIZE) + _PAD,
        width(figure, told) + _PAD,
    )
    axes = lay_out(figure, wide=needed + _PAD, high=bottom + _FOOT)
    write(axes, _PAD, 0.32, title, size=_TITLE_SIZE)
    if not any(counts):
        write(axes, _PAD, _HEAD + _PLOT_HIGH / 2, words.nothing, size=11, colour=FAINT)
    for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
        x, high = _PAD + place * wide, (_PLOT_HIGH - 0.3) * count / max(1, *counts)
        bar = Rectangle((x + 0.04, bottom - high), wide - 0.08, high, facecolor=COVERED)
        axes.add_patch(bar)
        if any(counts):
            write(axes, x + wide / 2, bottom - high - 0.12, str(count), middle=True)
        write(axes, x + wide / 2, bottom + 0.14, label, size=8, middle=True)
    axes.hlines(bottom, _PAD, _PAD + len(labels) * wide, color=INK, linewidth=1)
    write(axes, _PAD, bottom + 0.45, told, colour=FAINT)
    return saved(figure, picture, title)


def draw_gaps(
    lines: Sequence[SupplyLine], *, language: Language, picture: PictureFormat = "png"
) -> bytes:
    """
    Draw each patient's days with and without supply, from the first event on.

    Args:
        lines: At most 100 patients.
        language: The picture's language.
        picture: The file's format; in SVG letters are drawn as shapes.

    Returns:
        The picture, a file's bytes.

    Raises:
        InvalidInputError: There are more patients than a picture can show.
    """
    if len(lines) > MOST_PATIENTS:
        remedy = f"Draw at most {MOST_PATIENTS} patients at once."
        fault = Fault(field="lines", problem="are too many for a picture", remedy=remedy)
        raise InvalidInputError(fault)
    words, figure = CHART_WORDS[language], Figure(dpi=DPI)
    shown = [line for line in lines if line.intervals]
    names = [
        wrapped(line.name, widest=_WIDEST_NAME, width=lambda part: width(figure, part, size=9))
        for line in shown
    ]
    heights = [max(_HIGH, 0.2 * len(name) + 0.1) for name in names]
    left = 2 * _PAD + max(
        (width(figure, part, size=9) for name in names for part in name), default=0.5
    )
    sums = [f"{line.gap_days:.4g} {words.days}" for line in shown]
    longest = max((sum(one.days for one in line.intervals) for line in shown), default=0.0)
    right = left + _TIME_WIDE
    bottom = _HEAD + (sum(heights) or _HIGH)
    needed = _PAD + max(
        right + _PAD + max((width(figure, text, size=9) for text in sums), default=0.0),
        width(figure, words.gaps, size=_TITLE_SIZE) + _PAD,
    )
    axes = lay_out(figure, wide=needed + _PAD, high=bottom + 0.35 + _FOOT)
    write(axes, _PAD, 0.32, words.gaps, size=_TITLE_SIZE)
    if not shown:
        write(axes, _PAD, _HEAD + _HIGH / 2, words.nothing, size=11, colour=FAINT)
    scale, top = _TIME_WIDE / max(longest, 1.0), _HEAD
    for line, name, high, told in zip(shown, names, heights, sums, strict=True):
        middle = top + high / 2
        for place, part in enumerate(name):
            write(axes, _PAD, middle + (place - (len(name) - 1) / 2) * 0.2, part, size=9)
        _draw_line(axes, line, left=left, middle=middle, scale=scale)
        write(axes, right + _PAD, middle, told, size=9)
        top += high
    if shown:
        _draw_days(axes, longest, words.days, left=left, bottom=bottom, scale=scale)
    _draw_key(axes, figure, (words.covered, words.uncovered), top=bottom + 0.35 + _FOOT / 2)
    return saved(figure, picture, words.gaps)


def _bar(axes: Axes, x: float, middle: float, wide: float, *, covered: bool) -> None:
    colour = COVERED if covered else UNCOVERED
    axes.add_patch(
        Rectangle(
            (x, middle - 0.09),
            wide,
            0.18,
            facecolor=colour,
            edgecolor="white" if covered else INK,
            linewidth=0.5,
            hatch=None if covered else "////",
        )
    )


def _draw_line(axes: Axes, line: SupplyLine, *, left: float, middle: float, scale: float) -> None:
    x = left
    for one in line.intervals:
        covered = (one.days - one.gap_days) * scale
        if covered > 0:
            _bar(axes, x, middle, covered, covered=True)
        if one.gap_days > 0:
            _bar(axes, x + covered, middle, one.gap_days * scale, covered=False)
        x += one.days * scale


def _draw_days(
    axes: Axes, longest: float, unit: str, *, left: float, bottom: float, scale: float
) -> None:
    axes.hlines(bottom, left, left + longest * scale, color=RULE)
    for part in range(5):
        days = longest * part / 4
        x = left + days * scale
        axes.vlines(x, bottom, bottom + 0.06, color=FAINT)
        label = f"{days:.0f}" if part else f"0 {unit}"
        write(axes, x, bottom + 0.18, label, size=8, colour=FAINT, middle=True)


def _draw_key(axes: Axes, figure: Figure, words: tuple[str, str], *, top: float) -> None:
    x = _PAD
    for word, covered in zip(words, (True, False), strict=True):
        _bar(axes, x, top, 0.4, covered=covered)
        write(axes, x + 0.5, top, word)
        x += 0.5 + width(figure, word) + 2 * _PAD
