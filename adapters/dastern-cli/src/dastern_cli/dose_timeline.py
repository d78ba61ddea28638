"""
The dose timeline: a row for each time of day and prescription, a column for each day.

A status is said by colour, by shape and by sign, in the colours of Okabe and Ito.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import attrs
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from dastern_cli.chart_words import CHART_WORDS
from dastern_cli.dose_marks import draw_legend, legend_widths, mark, total_width
from dastern_cli.sheet import DPI, FAINT, RULE, PictureFormat, lay_out, saved, width, write
from dastern_cli.week_words import WORDS, WeekLanguage
from dastern_core.adherence import Outcome, by_due_time, due_day
from dastern_core.kernel import Fault, InvalidInputError, Language
from dastern_core.schedule import DoseStatus, Slot

__all__ = ["MOST_DAYS", "MOST_LANES", "draw_timeline"]

MOST_DAYS: Final = 62
"""
How many days a timeline shows: two months.
"""

MOST_LANES: Final = 200
"""
How many rows a picture may have: about two metres of paper; one beyond helps nobody.
"""

_SLOTS: Final = (*Slot, None)
_PAD, _HEAD, _FOOT = 0.16, 0.95, 0.55  # inches
_HIGH, _WIDE = 0.34, 0.34  # inches, of a row and a day
_SIZE: Final = 0.7  # of a mark
_TITLE_SIZE: Final = 15  # points

_Lane = tuple[int, int, int]


@attrs.frozen(kw_only=True)
class _Lanes:
    """
    The rows, each with its doses by day, and how many prescriptions there are.
    """

    rows: Mapping[_Lane, Sequence[tuple[int, DoseStatus]]]
    prescriptions: int


def draw_timeline(
    outcomes: Sequence[Outcome],
    *,
    zone: ZoneInfo,
    language: Language,
    start: date,
    days: int,
    picture: PictureFormat = "png",
) -> bytes:
    """
    Draw what became of each dose of some days.

    Args:
        outcomes: In any order; those of other days and those as needed are left out.
        zone: The patient's: a day is a day there.
        language: The picture's language.
        start: The first day.
        days: How many, 1 to 62.
        picture: The file's format; in SVG letters are drawn as shapes.

    Returns:
        The picture, a file's bytes; the same doses give the same bytes.

    Raises:
        InvalidInputError: There are too many days or rows for a picture.
    """
    if not 1 <= days <= MOST_DAYS:
        remedy = f"Draw 1 to {MOST_DAYS} days at once."
        raise InvalidInputError(Fault(field="days", problem="cannot be drawn", remedy=remedy))
    words, week = CHART_WORDS[language], WORDS[WeekLanguage(language.value)]
    lanes = _lanes(outcomes, zone=zone, start=start, days=days)
    figure, end = Figure(dpi=DPI), start + timedelta(days=days - 1)

    def named(lane: _Lane) -> str:
        slot = week.slots[_SLOTS[lane[0]]]
        several = lanes.prescriptions > 1
        return f"{slot}, {words.prescription} {lane[1] + 1}" if several else slot

    title = f"{words.timeline}  {start:%d/%m/%Y} – {end:%d/%m/%Y}"  # noqa: RUF001 - a range of dates takes an en dash
    names = [named(lane) for lane in lanes.rows]
    left = 2 * _PAD + max((width(figure, name) for name in names), default=0.5)
    legend = legend_widths(figure, week.statuses)
    needed = _PAD + max(
        left + days * _WIDE,
        width(figure, title, size=_TITLE_SIZE),
        total_width(legend),
        width(figure, words.nothing, size=11),
    )
    bottom = _HEAD + max(1, len(names)) * _HIGH
    axes = lay_out(figure, wide=needed + _PAD, high=bottom + _FOOT)
    write(axes, _PAD, 0.32, title, size=_TITLE_SIZE)
    _draw_days(axes, start, days, left=left, bottom=bottom)
    if not names:
        write(axes, _PAD, _HEAD + _HIGH / 2, words.nothing, size=11, colour=FAINT)
    for row, (name, doses) in enumerate(zip(names, lanes.rows.values(), strict=True)):
        y = _HEAD + (row + 0.5) * _HIGH
        write(axes, _PAD, y, name)
        for day, status in doses:
            mark(axes, left + (day + 0.5) * _WIDE, y, status, size=_SIZE)
    draw_legend(axes, week.statuses, left=_PAD, y=bottom + _FOOT / 2, widths=legend)
    return saved(figure, picture, title)


def _lanes(outcomes: Sequence[Outcome], *, zone: ZoneInfo, start: date, days: int) -> _Lanes:
    """
    Give a row to each slot and prescription, and one more to each repeat within a day.
    """
    found: dict[_Lane, list[tuple[int, DoseStatus]]] = {}
    numbers: dict[object, int] = {}
    seen: Counter[tuple[int, int, int]] = Counter()
    for one in by_due_time(outcomes):
        day = (due_day(one, zone=zone) - start).days
        if one.as_needed or not 0 <= day < days:
            continue
        slot, number = (
            _SLOTS.index(one.slot),
            numbers.setdefault(one.prescription_id, len(numbers)),
        )
        lane = (slot, number, seen[slot, number, day])
        found.setdefault(lane, []).append((day, one.status))
        seen[slot, number, day] += 1
    if len(found) > MOST_LANES:
        problem, remedy = f"need {len(found)} rows", f"Draw fewer: at most {MOST_LANES} rows."
        raise InvalidInputError(Fault(field="outcomes", problem=problem, remedy=remedy))
    return _Lanes(rows=dict(sorted(found.items())), prescriptions=len(numbers))


def _draw_days(axes: Axes, start: date, days: int, *, left: float, bottom: float) -> None:
    axes.vlines([left + day * _WIDE for day in range(days + 1)], _HEAD, bottom, color=RULE)
    axes.hlines([_HEAD, bottom], left, left + days * _WIDE, color=RULE)
    for day in range(days):
        on = start + timedelta(days=day)
        x = left + (day + 0.5) * _WIDE
        write(axes, x, _HEAD - 0.14, str(on.day), size=8, middle=True)
        if on.day == 1 or day == 0:
            write(axes, x, _HEAD - 0.32, f"{on:%m/%y}", size=7, colour=FAINT, middle=True)
