"""
The week as a picture: seven days, the slots of each, and what became of every dose.

Matplotlib draws. A status is said by colour, by shape and by sign, so nobody needs to
tell colours apart.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import groupby
from typing import Final

import attrs
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from dastern_cli.typeface import typeface
from dastern_core.kernel import Fault, InvalidInputError, Language
from dastern_core.schedule import DoseStatus, Slot

__all__ = ["WeekDose", "draw_week"]


@attrs.frozen(kw_only=True)
class WeekDose:
    """
    One dose as the picture shows it.

    Args:
        local: What the clock on the patient's wall shows when it is due, naive.
        medicine: The medicine's name and strength.
        amount: How much, in words such as ``1`` or ``1/2 tablet``.
        slot: The time of day it belongs to; None for a dose at a time of its own.
        status: What became of it.
    """

    local: datetime
    medicine: str
    amount: str
    slot: Slot | None
    status: DoseStatus


@attrs.frozen(kw_only=True)
class _Look:
    colour: str
    marker: str
    sign: str


@attrs.frozen(kw_only=True)
class _Words:
    title: str
    nothing: str
    days: tuple[str, ...]
    slots: dict[Slot | None, str]
    statuses: dict[DoseStatus, str]


_DPI: Final = 110
_DAYS: Final = 7
_ROW, _HEAD, _FOOT, _PAD = 0.42, 0.95, 0.55, 0.14  # inches
_HEAD_SIZE, _SLOT_SIZE = 9, 11  # points
_MOST_ROWS: Final = 200  # about a metre of paper; a picture beyond helps nobody
_MARKER: Final = 0.15  # a marker's radius in inches
_INK, _FAINT, _BAND, _LINE = "#222222", "#5f5f5f", "#f3f1ec", "#c9c5bb"

# Okabe and Ito's colours, made to stay apart for every kind of colour vision.
# Source: Okabe and Ito, "Color Universal Design", 2008, https://jfly.uni-koeln.de/color/
_LOOKS: Final = {
    DoseStatus.TAKEN_ON_TIME: _Look(colour="#009E73", marker="o", sign="✓"),
    DoseStatus.TAKEN_LATE: _Look(colour="#E69F00", marker="s", sign="✓"),
    DoseStatus.SKIPPED: _Look(colour="#56B4E9", marker="D", sign="–"),  # noqa: RUF001 - a dash as wide as the check mark
    DoseStatus.MISSED: _Look(colour="#D55E00", marker="X", sign=""),
    DoseStatus.DUE: _Look(colour="white", marker="o", sign=""),
}

_SLOTS: Final = (*Slot, None)

_WORDS: Final[dict[Language, _Words]] = {
    Language.ENGLISH: _Words(
        title="The week's medicines",
        nothing="No doses in this week",
        days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        slots={
            Slot.MORNING: "Morning",
            Slot.MIDDAY: "Midday",
            Slot.AFTERNOON: "Afternoon",
            Slot.EVENING: "Evening",
            Slot.NIGHT: "Night",
            None: "Other times",
        },
        statuses={
            DoseStatus.TAKEN_ON_TIME: "taken on time",
            DoseStatus.TAKEN_LATE: "taken late",
            DoseStatus.SKIPPED: "skipped",
            DoseStatus.MISSED: "missed",
            DoseStatus.DUE: "still to take",
        },
    ),
    Language.KHMER: _Words(
        title="ឱសថប្រចាំសប្ដាហ៍",
        nothing="គ្មានឱសថត្រូវប្រើក្នុងសប្ដាហ៍នេះទេ",
        days=("ច័ន្ទ", "អង្គារ", "ពុធ", "ព្រហស្បតិ៍", "សុក្រ", "សៅរ៍", "អាទិត្យ"),
        slots={
            Slot.MORNING: "ព្រឹក",
            Slot.MIDDAY: "ថ្ងៃត្រង់",
            Slot.AFTERNOON: "រសៀល",
            Slot.EVENING: "ល្ងាច",
            Slot.NIGHT: "យប់",
            None: "ម៉ោងផ្សេង",
        },
        statuses={
            DoseStatus.TAKEN_ON_TIME: "បានប្រើទាន់ពេល",
            DoseStatus.TAKEN_LATE: "បានប្រើយឺត",
            DoseStatus.SKIPPED: "រំលង",
            DoseStatus.MISSED: "ខកខាន",
            DoseStatus.DUE: "ត្រូវប្រើ",
        },
    ),
}


@attrs.frozen(kw_only=True)
class _Row:
    slot: Slot | None
    medicine: str
    doses: tuple[tuple[int, WeekDose], ...]  # with the day each falls on, from 0


def _rows(doses: Sequence[WeekDose], start: date) -> list[_Row]:
    """
    Give a row to each slot and medicine, and one more to each repeat within a day.
    """
    found: dict[tuple[int, int, int], list[tuple[int, WeekDose]]] = {}
    medicines: dict[str, int] = {}
    seen: Counter[tuple[int, int, int]] = Counter()
    for dose in sorted(doses, key=lambda one: one.local):
        day = (dose.local.date() - start).days
        if not 0 <= day < _DAYS:
            continue
        slot = _SLOTS.index(dose.slot)
        medicine = medicines.setdefault(dose.medicine, len(medicines))
        found.setdefault((slot, medicine, seen[slot, medicine, day]), []).append((day, dose))
        seen[slot, medicine, day] += 1
    return [
        _Row(slot=_SLOTS[key[0]], medicine=entries[0][1].medicine, doses=tuple(entries))
        for key, entries in sorted(found.items())
    ]


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


def _day_head(words: _Words, day: date) -> str:
    return f"{words.days[day.weekday()]} {day:%d/%m}"


def _draw_days(axes: Axes, words: _Words, start: date, *, left: float, wide: float) -> None:
    end = start + timedelta(days=_DAYS - 1)
    _write(axes, _PAD, 0.3, f"{words.title}  {start:%d/%m/%Y} – {end:%d/%m/%Y}", size=15)  # noqa: RUF001 - a range of dates takes an en dash
    for day in range(_DAYS):
        that_day = start + timedelta(days=day)
        x = left + (day + 0.5) * wide
        _write(axes, x, _HEAD - 0.18, _day_head(words, that_day), size=_HEAD_SIZE, middle=True)


def _draw_row(axes: Axes, row: _Row, *, middle: float, left: float, wide: float) -> None:
    for day, dose in row.doses:
        x = left + day * wide + _PAD + _MARKER
        _mark(axes, x, middle, dose.status)
        _write(axes, x + _MARKER + 0.08, middle - 0.08, dose.amount)
        _write(axes, x + _MARKER + 0.08, middle + 0.1, f"{dose.local:%H:%M}", size=7, colour=_FAINT)


def _draw_rows(
    axes: Axes, rows: Sequence[_Row], words: _Words, *, names: float, left: float, wide: float
) -> None:
    right, number = left + _DAYS * wide, 0
    for band, (slot, group) in enumerate(groupby(rows, key=lambda row: row.slot)):
        of_slot = list(group)
        top, high = _HEAD + number * _ROW, len(of_slot) * _ROW
        if band % 2 == 0:
            axes.add_patch(Rectangle((0, top), right, high, facecolor=_BAND, linewidth=0))
        axes.hlines(top, 0, right, color=_LINE, linewidth=1)
        _write(axes, _PAD, top + _ROW / 2, words.slots[slot], size=_SLOT_SIZE)
        for step, row in enumerate(of_slot):
            middle = top + (step + 0.5) * _ROW
            _write(axes, names, middle, row.medicine)
            _draw_row(axes, row, middle=middle, left=left, wide=wide)
        number += len(of_slot)


def _draw_legend(axes: Axes, words: _Words, *, top: float, widths: Sequence[float]) -> None:
    x = _PAD + _MARKER
    for (status, text), wide in zip(words.statuses.items(), widths, strict=True):
        _mark(axes, x, top, status)
        _write(axes, x + 0.25, top, text)
        x += 0.25 + wide + 0.45


def draw_week(doses: Sequence[WeekDose], *, language: Language, start: date) -> bytes:
    """
    Draw a week's doses: a column for each day, a row for each slot and medicine.

    Args:
        doses: The doses, those of one time in the order to show; those outside the
            week are left out.
        language: The picture's language.
        start: The week's first day, of any weekday.

    Returns:
        The picture, a PNG file's bytes.

    Raises:
        InvalidInputError: The week needs more rows than a picture can show.
    """
    words, rows = _WORDS[language], _rows(doses, start)
    if len(rows) > _MOST_ROWS:
        remedy = f"Draw fewer medicines at once: at most {_MOST_ROWS} rows of slot and medicine."
        raise InvalidInputError(
            Fault(field="doses", problem=f"need {len(rows)} rows", remedy=remedy)
        )
    figure = Figure(dpi=_DPI)
    names = 2 * _PAD + max(_width(figure, text, size=_SLOT_SIZE) for text in words.slots.values())
    left = names + _PAD + max((_width(figure, row.medicine) for row in rows), default=1.0)
    amounts = [_width(figure, amount) for amount in {dose.amount for dose in doses}]
    heads = [
        _width(figure, _day_head(words, start + timedelta(days=day)), size=_HEAD_SIZE)
        for day in range(_DAYS)
    ]
    beside = 2 * _MARKER + 0.08  # a marker and the gap to its amount
    wide = 2 * _PAD + max(*heads, beside + max(amounts, default=0.0))
    right, bottom = left + _DAYS * wide, _HEAD + max(len(rows), 1) * _ROW

    figure.set_size_inches(right + _PAD, bottom + _FOOT)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, right + _PAD)
    axes.set_ylim(bottom + _FOOT, 0)
    _draw_days(axes, words, start, left=left, wide=wide)
    _draw_rows(axes, rows, words, names=names, left=left, wide=wide)
    if rows:
        axes.vlines([left + day * wide for day in range(_DAYS + 1)], _HEAD, bottom, color=_LINE)
    else:
        _write(axes, _PAD, _HEAD + _ROW / 2, words.nothing, size=_SLOT_SIZE, colour=_FAINT)
    axes.hlines([_HEAD, bottom], 0, right, color=_LINE)
    widths = [_width(figure, text) for text in words.statuses.values()]
    _draw_legend(axes, words, top=bottom + _FOOT / 2, widths=widths)
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()
