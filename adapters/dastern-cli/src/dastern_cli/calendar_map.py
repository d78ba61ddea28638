"""
The calendar heat map: one square a day, with the share of its doses that was taken.

Colours are those of cividis, made to look alike to people with and without deficient
colour vision; each square says its percentage in words as well. Source: Nuñez, Anderton
and Renslow, PLOS ONE 13(7), 2018, doi:10.1371/journal.pone.0199239.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dastern_cli.chart_words import CHART_WORDS, ChartWords
from dastern_cli.sheet import DPI, FAINT, RULE, PictureFormat, lay_out, saved, width, write
from dastern_core.adherence import Tally, percent
from dastern_core.kernel import Fault, InvalidInputError, Language

__all__ = ["MOST_WEEKS", "draw_calendar", "heat", "ink_on"]

MOST_WEEKS: Final = 53
"""
How many weeks a calendar shows: a year.
"""

_WEEK: Final = 7
_PAD, _HEAD, _MONTHS, _FOOT = 0.16, 0.6, 0.3, 0.62  # inches
_SQUARE, _GAP = 0.38, 0.03  # inches
_TITLE_SIZE, _NUMBER_SIZE = 15, 8  # points
_LIGHT: Final = 0.18  # the luminance on which black and white stand out alike
_DARK: Final = 0.04045  # below it sRGB is linear
_SHARES: Final = (0.2126, 0.7152, 0.0722)  # of red, green and blue in luminance
_STEPS: Final = (0, 25, 50, 75, 100)


def heat(percentage: int) -> str:
    """
    Give a percentage's colour as ``#rrggbb``.
    """
    return to_hex(mpl.colormaps["cividis"](percentage / 100))


def ink_on(colour: str) -> str:
    """
    Give black or white, whichever reads better on a colour.

    Source:
        WCAG 2.2, relative luminance.
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= _DARK else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    luminance = sum(share * one for share, one in zip(_SHARES, linear, strict=True))
    return "#000000" if luminance > _LIGHT else "#ffffff"


def draw_calendar(
    tallies: Mapping[date, Tally], *, language: Language, picture: PictureFormat = "png"
) -> bytes:
    """
    Draw days: a column for each week, a row for each weekday.

    Args:
        tallies: The days that have doses; others stay white.
        language: The picture's language.
        picture: The file's format; in SVG letters are drawn as shapes.

    Returns:
        The picture, a file's bytes; the same days give the same bytes.

    Raises:
        InvalidInputError: The days lie in more than 53 weeks.
    """
    words, figure = CHART_WORDS[language], Figure(dpi=DPI)
    first, weeks = _weeks(tallies)
    left = 2 * _PAD + max(width(figure, name, size=9) for name in words.weekdays)
    top = _HEAD + _MONTHS
    bottom = top + (_WEEK if tallies else 1) * _SQUARE
    title = _title(words, tallies)
    legend = len(_STEPS) * _SQUARE + width(figure, words.share) + width(figure, words.none_counts)
    needed = max(
        left + weeks * _SQUARE + width(figure, words.months[-1], size=9),
        width(figure, title, size=_TITLE_SIZE) + _PAD,
        legend + _SQUARE + 6 * _PAD,
    )
    axes = lay_out(figure, wide=needed + _PAD, high=bottom + _FOOT)
    write(axes, _PAD, 0.32, title, size=_TITLE_SIZE)
    if tallies:
        _draw_frame(axes, words, first, weeks, last=max(tallies), left=left, top=top)
    else:
        write(axes, _PAD, top + _SQUARE / 2, words.nothing, size=11, colour=FAINT)
    for day, tally in tallies.items():
        week, weekday = divmod((day - first).days, _WEEK)
        _draw_square(axes, left + week * _SQUARE, top + weekday * _SQUARE, percent(tally.rate))
    _draw_scale(axes, figure, words, top=bottom + 0.12)
    return saved(figure, picture, title)


def _weeks(tallies: Mapping[date, Tally]) -> tuple[date, int]:
    if not tallies:
        return date.min, 0
    first = min(tallies) - timedelta(days=min(tallies).weekday())
    weeks = (max(tallies) - first).days // _WEEK + 1
    if weeks > MOST_WEEKS:
        remedy = f"Draw at most {MOST_WEEKS} weeks at once."
        problem = f"lie in {weeks} weeks"
        raise InvalidInputError(Fault(field="tallies", problem=problem, remedy=remedy))
    return first, weeks


def _title(words: ChartWords, tallies: Mapping[date, Tally]) -> str:
    if not tallies:
        return words.calendar
    return f"{words.calendar}  {min(tallies):%d/%m/%Y} – {max(tallies):%d/%m/%Y}"  # noqa: RUF001 - a range of dates takes an en dash


def _draw_frame(
    axes: Axes,
    words: ChartWords,
    first: date,
    weeks: int,
    *,
    last: date,
    left: float,
    top: float,
) -> None:
    for weekday, name in enumerate(words.weekdays):
        write(axes, _PAD, top + (weekday + 0.5) * _SQUARE, name, size=9)
    shown = -2
    for week in range(weeks):
        # The last day that is drawn: a month that begins after it has no place here.
        shown_day = min(first + timedelta(days=week * _WEEK + _WEEK - 1), last)
        starts = shown_day.day <= _WEEK or week == 0
        if starts and week - shown > 1:
            x = left + week * _SQUARE
            write(axes, x, top - 0.14, words.months[shown_day.month - 1], size=9, colour=FAINT)
            shown = week


def _draw_square(axes: Axes, x: float, y: float, percentage: int | None) -> None:
    side = _SQUARE - _GAP
    if percentage is None:
        square = Rectangle((x, y), side, side, facecolor="white", edgecolor=FAINT, hatch="///")
        axes.add_patch(square)
        return
    colour = heat(percentage)
    axes.add_patch(Rectangle((x, y), side, side, facecolor=colour, edgecolor=RULE, linewidth=0.5))
    write(
        *(axes, x + side / 2, y + side / 2, str(percentage)),
        size=_NUMBER_SIZE,
        colour=ink_on(colour),
        middle=True,
    )


def _draw_scale(axes: Axes, figure: Figure, words: ChartWords, *, top: float) -> None:
    x = _PAD
    for step in _STEPS:
        _draw_square(axes, x, top, step)
        x += _SQUARE
    write(axes, x + _PAD, top + _SQUARE / 2, words.share)
    x += 3 * _PAD + width(figure, words.share)
    _draw_square(axes, x, top, None)
    write(axes, x + _SQUARE + _PAD, top + _SQUARE / 2, words.none_counts)
