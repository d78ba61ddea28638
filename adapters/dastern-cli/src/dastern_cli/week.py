"""
The week as a picture: seven days, the slots of each, and what became of every dose.

Matplotlib draws. A status is said by colour, by shape and by sign, and a time of day by
its colour and its word, so nobody needs to tell colours apart. Nothing is cut off: long
names are broken into lines, and the picture is as large as what stands in it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO
from itertools import groupby
from typing import Final, Literal

import attrs
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dastern_cli.typeface import typeface
from dastern_cli.week_rows import DAYS, WeekDose, WeekRow, rows_of, wrapped
from dastern_cli.week_words import WORDS, WeekLanguage, WeekWords
from dastern_core.schedule import DoseStatus, Slot

__all__ = ["PictureFormat", "draw_week"]

PictureFormat = Literal["png", "svg"]
"""
A picture in dots, or in lines that stay sharp at any size.
"""


@attrs.frozen(kw_only=True)
class _Look:
    colour: str
    marker: str
    sign: str


@attrs.frozen(kw_only=True)
class _Entry:
    """
    A row with its words broken into lines.
    """

    row: WeekRow
    name: tuple[str, ...]
    amounts: dict[str, tuple[str, ...]]
    high: float


_DPI: Final = 110
_HEAD, _FOOT, _PAD = 0.95, 0.55, 0.14  # inches
_ROW, _LINE_HIGH = 0.42, 0.2  # inches: a row's least height, and a line of words
_BAR: Final = 0.09  # inches: the colour of a time of day
_WIDEST_NAME, _WIDEST_AMOUNT = 2.6, 1.3  # inches
_HEAD_SIZE, _SLOT_SIZE, _TITLE_SIZE = 9, 11, 15  # points
_MARKER: Final = 0.15  # a marker's radius in inches
_TINT: Final = 0.12  # how much of its colour a time of day's rows have
_INK, _FAINT, _RULE = "#222222", "#5f5f5f", "#c9c5bb"

# Okabe and Ito's colours, made to stay apart for every kind of colour vision.
# Source: Okabe and Ito, "Color Universal Design", 2008, https://jfly.uni-koeln.de/color/
_LOOKS: Final = {
    DoseStatus.TAKEN_ON_TIME: _Look(colour="#009E73", marker="o", sign="✓"),
    DoseStatus.TAKEN_LATE: _Look(colour="#E69F00", marker="s", sign="✓"),
    DoseStatus.SKIPPED: _Look(colour="#56B4E9", marker="D", sign="–"),  # noqa: RUF001 - a dash as wide as the check mark
    DoseStatus.MISSED: _Look(colour="#D55E00", marker="X", sign=""),
    DoseStatus.DUE: _Look(colour="white", marker="o", sign=""),
}

# Midday, afternoon and night as rule DOSE-03 has them; morning and evening are our own, light
# and dark enough to stay apart in grey.
_SLOT_COLOURS: Final[dict[Slot | None, str]] = {
    Slot.MORNING: "#F2B705",
    Slot.MIDDAY: "#2D5BFF",
    Slot.AFTERNOON: "#FF6B35",
    Slot.EVENING: "#A3195B",
    Slot.NIGHT: "#6B4AA3",
    None: "#777777",
}


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = 10,
    colour: str = _INK,
    middle: bool = False,
) -> None:
    axes.text(
        x,
        y,
        text,
        fontproperties=typeface(size),
        color=colour,
        horizontalalignment="center" if middle else "left",
        verticalalignment="center",
        parse_math=False,  # a name may hold a dollar sign
    )


def _width(figure: Figure, text: str, *, size: float = 10) -> float:
    """
    Give the width of words in inches.
    """
    words = figure.text(0, 0, text, fontproperties=typeface(size), parse_math=False)
    pixels = words.get_window_extent().width
    words.remove()
    return float(pixels / _DPI)


def _mark(axes: Axes, x: float, y: float, status: DoseStatus) -> None:
    look = _LOOKS[status]
    edge = _INK if status is DoseStatus.DUE else look.colour
    axes.scatter(
        x,
        y,
        s=(2 * _MARKER * 72) ** 2 * (0.6 if look.marker in "sD" else 0.8),  # square points
        marker=look.marker,
        facecolor=look.colour,
        edgecolor=edge,
        linewidth=1.2,
    )
    _write(axes, x, y, look.sign, size=13, colour="white", middle=True)


def _day_head(words: WeekWords, day: date) -> str:
    return f"{words.days[day.weekday()]} {day:%d/%m}"


def _title(words: WeekWords, start: date) -> str:
    end = start + timedelta(days=DAYS - 1)
    return f"{words.title}  {start:%d/%m/%Y} – {end:%d/%m/%Y}"  # noqa: RUF001 - a range of dates takes an en dash


def _entry(figure: Figure, row: WeekRow) -> _Entry:
    def lines(text: str, widest: float) -> tuple[str, ...]:
        return wrapped(text, widest=widest, width=lambda part: _width(figure, part))

    name = lines(row.medicine, _WIDEST_NAME)
    amounts = {text: lines(text, _WIDEST_AMOUNT) for text in {dose.amount for _, dose in row.doses}}
    most = max(len(name), *(len(amount) + 1 for amount in amounts.values()))
    return _Entry(row=row, name=name, amounts=amounts, high=max(_ROW, most * _LINE_HIGH + 0.08))


def _draw_days(axes: Axes, words: WeekWords, start: date, *, left: float, wide: float) -> None:
    _write(axes, _PAD, 0.3, _title(words, start), size=_TITLE_SIZE)
    for day in range(DAYS):
        head, x = _day_head(words, start + timedelta(days=day)), left + (day + 0.5) * wide
        _write(axes, x, _HEAD - 0.18, head, size=_HEAD_SIZE, middle=True)


def _draw_entry(
    axes: Axes, entry: _Entry, *, top: float, names: float, left: float, wide: float
) -> None:
    middle = top + entry.high / 2
    for place, line in enumerate(entry.name):
        _write(axes, names, middle + (place - (len(entry.name) - 1) / 2) * _LINE_HIGH, line)
    for day, dose in entry.row.doses:
        x = left + day * wide + _PAD + _MARKER
        _mark(axes, x, middle, dose.status)
        amount = entry.amounts[dose.amount]
        first = middle - len(amount) * _LINE_HIGH / 2 + 0.01
        for place, line in enumerate(amount):
            _write(axes, x + _MARKER + 0.08, first + place * _LINE_HIGH, line)
        below = first + len(amount) * _LINE_HIGH - 0.01
        _write(axes, x + _MARKER + 0.08, below, f"{dose.local:%H:%M}", size=7, colour=_FAINT)


def _draw_slots(
    axes: Axes,
    entries: Sequence[_Entry],
    words: WeekWords,
    *,
    names: float,
    left: float,
    wide: float,
) -> None:
    top, right = _HEAD, left + DAYS * wide
    for slot, group in groupby(entries, key=lambda entry: entry.row.slot):
        of_slot, colour = list(group), _SLOT_COLOURS[slot]
        high = sum(entry.high for entry in of_slot)
        tint = Rectangle((0, top), right, high, facecolor=colour, alpha=_TINT, linewidth=0)
        axes.add_patch(tint)
        axes.add_patch(Rectangle((0, top), _BAR, high, facecolor=colour, linewidth=0))
        axes.hlines(top, 0, right, color=_RULE, linewidth=1)
        _write(axes, _BAR + _PAD, top + of_slot[0].high / 2, words.slots[slot], size=_SLOT_SIZE)
        for entry in of_slot:
            _draw_entry(axes, entry, top=top, names=names, left=left, wide=wide)
            top += entry.high


def _draw_legend(axes: Axes, words: WeekWords, *, top: float, widths: Sequence[float]) -> None:
    x = _PAD + _MARKER
    for (status, text), wide in zip(words.statuses.items(), widths, strict=True):
        _mark(axes, x, top, status)
        _write(axes, x + 0.25, top, text)
        x += 0.25 + wide + 0.45


def draw_week(
    doses: Sequence[WeekDose],
    *,
    language: WeekLanguage,
    start: date,
    picture: PictureFormat = "png",
) -> bytes:
    """
    Draw a week's doses: a column for each day, a row for each slot and medicine.

    Args:
        doses: The doses, those of one time in the order to show; those outside the
            week are left out.
        language: The picture's language.
        start: The week's first day, of any weekday.
        picture: The file's format. In SVG letters are drawn as shapes, so that Khmer reads
            well where no Khmer face is installed.

    Returns:
        The picture, a file's bytes; the same doses give the same bytes.

    Raises:
        InvalidInputError: The week needs more rows than a picture can show.
    """
    words, figure = WORDS[language], Figure(dpi=_DPI)
    entries = [_entry(figure, row) for row in rows_of(doses, start)]
    slots = [_width(figure, text, size=_SLOT_SIZE) for text in words.slots.values()]
    names = _BAR + 2 * _PAD + max(slots)
    shown = [_width(figure, line) for entry in entries for line in entry.name]
    left = names + _PAD + max(shown, default=1.0)
    amounts = [
        _width(figure, line)
        for entry in entries
        for lines in entry.amounts.values()
        for line in lines
    ]
    heads = [
        _width(figure, _day_head(words, start + timedelta(days=day)), size=_HEAD_SIZE)
        for day in range(DAYS)
    ]
    beside = 2 * _MARKER + 0.08  # a marker and the gap to its amount
    wide = 2 * _PAD + max(*heads, beside + max(amounts, default=0.0))
    legend = [_width(figure, text) for text in words.statuses.values()]
    right = left + DAYS * wide
    needed = max(
        right,
        sum(legend) + 0.7 * len(legend),
        _width(figure, _title(words, start), size=_TITLE_SIZE) + _PAD,
        _width(figure, words.nothing, size=_SLOT_SIZE) + _PAD,
    )
    bottom = _HEAD + (sum(entry.high for entry in entries) or _ROW)

    figure.set_size_inches(needed + _PAD, bottom + _FOOT)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, needed + _PAD)
    axes.set_ylim(bottom + _FOOT, 0)
    _draw_days(axes, words, start, left=left, wide=wide)
    _draw_slots(axes, entries, words, names=names, left=left, wide=wide)
    if entries:
        axes.vlines([left + day * wide for day in range(DAYS + 1)], _HEAD, bottom, color=_RULE)
    else:
        _write(axes, _PAD, _HEAD + _ROW / 2, words.nothing, size=_SLOT_SIZE, colour=_FAINT)
    axes.hlines([_HEAD, bottom], 0, right, color=_RULE)
    _draw_legend(axes, words, top=bottom + _FOOT / 2, widths=legend)
    return _saved(figure, picture, _title(words, start))


def _saved(figure: Figure, picture: PictureFormat, title: str) -> bytes:
    file = BytesIO()
    # Neither the date nor random names: the same week is the same file.
    about = {"Title": title} if picture == "png" else {"Title": title, "Date": None}
    with mpl.rc_context({"svg.hashsalt": "dastern"}):
        figure.savefig(file, format=picture, metadata=about)
    return file.getvalue()
