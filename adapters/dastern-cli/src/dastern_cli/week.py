"""
The week as a picture: seven days, the slots of each, and what became of every dose.

Matplotlib draws. A status is said by colour, by shape and by sign, and a time of day by
its colour and its word, so nobody needs to tell colours apart. Nothing is cut off: long
names are broken into lines, and the picture is as large as what stands in it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final

import attrs
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dastern_cli.dose_marks import MARK, draw_legend, legend_widths, mark, total_width
from dastern_cli.sheet import (
    DPI,
    FAINT,
    RULE,
    PictureFormat,
    lay_out,
    saved,
    width,
    write,
)
from dastern_cli.week_rows import DAYS, WeekDose, WeekRow, rows_of, wrapped
from dastern_cli.week_words import WORDS, WeekLanguage, WeekWords
from dastern_core.schedule import Slot

__all__ = ["draw_week"]


@attrs.frozen(kw_only=True)
class _Entry:
    """
    A row with its words broken into lines.
    """

    row: WeekRow
    name: tuple[str, ...]
    amounts: dict[str, tuple[str, ...]]
    high: float


_HEAD, _FOOT, _PAD = 0.95, 0.55, 0.14  # inches
_ROW, _LINE_HIGH = 0.42, 0.2  # inches: a row's least height, and a line of words
_BAR: Final = 0.09  # inches: the colour of a time of day
_WIDEST_NAME, _WIDEST_AMOUNT = 2.6, 1.3  # inches
_HEAD_SIZE, _SLOT_SIZE, _TITLE_SIZE = 9, 11, 15  # points
_TINT: Final = 0.12  # how much of its colour a time of day's rows have

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


def _day_head(words: WeekWords, day: date) -> str:
    return f"{words.days[day.weekday()]} {day:%d/%m}"


def _title(words: WeekWords, start: date) -> str:
    end = start + timedelta(days=DAYS - 1)
    return f"{words.title}  {start:%d/%m/%Y} – {end:%d/%m/%Y}"  # noqa: RUF001 - a range of dates takes an en dash


def _entry(figure: Figure, row: WeekRow) -> _Entry:
    def lines(text: str, widest: float) -> tuple[str, ...]:
        return wrapped(text, widest=widest, width=lambda part: width(figure, part))

    name = lines(row.medicine, _WIDEST_NAME)
    amounts = {text: lines(text, _WIDEST_AMOUNT) for text in {dose.amount for _, dose in row.doses}}
    most = max(len(name), *(len(amount) + 1 for amount in amounts.values()))
    return _Entry(row=row, name=name, amounts=amounts, high=max(_ROW, most * _LINE_HIGH + 0.08))


def _draw_days(axes: Axes, words: WeekWords, start: date, *, left: float, wide: float) -> None:
    write(axes, _PAD, 0.3, _title(words, start), size=_TITLE_SIZE)
    for day in range(DAYS):
        head, x = _day_head(words, start + timedelta(days=day)), left + (day + 0.5) * wide
        write(axes, x, _HEAD - 0.18, head, size=_HEAD_SIZE, middle=True)


def _draw_entry(
    axes: Axes, entry: _Entry, *, top: float, names: float, left: float, wide: float
) -> None:
    middle = top + entry.high / 2
    for place, line in enumerate(entry.name):
        write(axes, names, middle + (place - (len(entry.name) - 1) / 2) * _LINE_HIGH, line)
    for day, dose in entry.row.doses:
        x = left + day * wide + _PAD + MARK
        mark(axes, x, middle, dose.status)
        amount = entry.amounts[dose.amount]
        first = middle - len(amount) * _LINE_HIGH / 2 + 0.01
        for place, line in enumerate(amount):
            write(axes, x + MARK + 0.08, first + place * _LINE_HIGH, line)
        below = first + len(amount) * _LINE_HIGH - 0.01
        write(axes, x + MARK + 0.08, below, f"{dose.local:%H:%M}", size=7, colour=FAINT)


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
        axes.hlines(top, 0, right, color=RULE, linewidth=1)
        write(axes, _BAR + _PAD, top + of_slot[0].high / 2, words.slots[slot], size=_SLOT_SIZE)
        for entry in of_slot:
            _draw_entry(axes, entry, top=top, names=names, left=left, wide=wide)
            top += entry.high


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
    words, figure = WORDS[language], Figure(dpi=DPI)
    entries = [_entry(figure, row) for row in rows_of(doses, start)]
    slots = [width(figure, text, size=_SLOT_SIZE) for text in words.slots.values()]
    names = _BAR + 2 * _PAD + max(slots)
    shown = [width(figure, line) for entry in entries for line in entry.name]
    left = names + _PAD + max(shown, default=1.0)
    amounts = [
        width(figure, line)
        for entry in entries
        for lines in entry.amounts.values()
        for line in lines
    ]
    heads = [
        width(figure, _day_head(words, start + timedelta(days=day)), size=_HEAD_SIZE)
        for day in range(DAYS)
    ]
    beside = 2 * MARK + 0.08  # a marker and the gap to its amount
    wide = 2 * _PAD + max(*heads, beside + max(amounts, default=0.0))
    legend = legend_widths(figure, words.statuses)
    right = left + DAYS * wide
    needed = max(
        right,
        total_width(legend),
        width(figure, _title(words, start), size=_TITLE_SIZE) + _PAD,
        width(figure, words.nothing, size=_SLOT_SIZE) + _PAD,
    )
    bottom = _HEAD + (sum(entry.high for entry in entries) or _ROW)

    axes = lay_out(figure, wide=needed + _PAD, high=bottom + _FOOT)
    _draw_days(axes, words, start, left=left, wide=wide)
    _draw_slots(axes, entries, words, names=names, left=left, wide=wide)
    if entries:
        axes.vlines([left + day * wide for day in range(DAYS + 1)], _HEAD, bottom, color=RULE)
    else:
        write(axes, _PAD, _HEAD + _ROW / 2, words.nothing, size=_SLOT_SIZE, colour=FAINT)
    axes.hlines([_HEAD, bottom], 0, right, color=RULE)
    draw_legend(axes, words.statuses, left=_PAD, y=bottom + _FOOT / 2, widths=legend)
    return saved(figure, picture, _title(words, start))
