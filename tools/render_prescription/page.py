"""
Page: a form filled in with a case, drawn flat and clean.
"""

from collections.abc import Sequence
from io import BytesIO

import attrs
import cv2
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch
from numpy.typing import NDArray
from tools.render_prescription.cases import SLOTS, Case, Medicine
from tools.render_prescription.forms import Form, Line
from tools.render_prescription.handwriting import give_way, write
from tools.render_prescription.tables import Box, PrintedTable, fitting, print_table
from tools.render_prescription.typeset import DPI, Type

from dastern_core.kernel import decimal_text

__all__ = ["Page", "PrintedLine", "draw_page"]

PAGE_SIZE = (1600, 2130)  # pixels
_RULE = 3.5  # pixels
_PAD = 16  # pixels between a frame and the words in it
_RISE, _FALL = 1.2, 0.7  # how far Khmer reaches above and below a baseline, in type sizes
_INKED = 200  # a grey below which there is ink
_BETWEEN = 0.035  # of the page's height: from one table to the next
_STAMP = "#2f4fb5"
_STAMP_REACH = 0.12  # of the page's width: its radius
_STAMP_PLACE = 0.72  # of the page's width: its middle


@attrs.frozen(kw_only=True)
class PrintedLine:
    """
    A line outside the table: its id, its words and the box of its ink.
    """

    id: str
    text: str
    box: Box


@attrs.frozen(kw_only=True)
class Page:
    """
    A drawn page and all that stands on it, boxes in pixels of the page.

    Args:
        pixels: The page's greys, black 0, paper 255.
        stamp: The light that a stamp or a pen lets through, blue, green, red, 0 to 255;
            None where there is none.
        lines: The lines outside the tables.
        tables: The tables from top to bottom.
    """

    pixels: NDArray[np.uint8]
    stamp: NDArray[np.uint8] | None
    lines: tuple[PrintedLine, ...]
    tables: tuple[PrintedTable, ...]


def _print_line(
    axes: Axes, line: Line, form: Form, case: Case, *, face: str, top: float
) -> PrintedLine:
    """
    Print a line and give the box in which its ink lies.
    """
    text = line.text.format_map(case.fields)
    kind = Type(size=round(form.body * line.size), face=face, bold=line.bold)
    wide = kind.width(text)
    x = line.x * PAGE_SIZE[0] - wide * {"l": 0, "m": 0.5, "r": 1}[line.anchor]
    baseline = top + line.y * PAGE_SIZE[1]
    kind.draw(axes, text, x=x, baseline=baseline)
    above, high = baseline - _RISE * kind.size, (_RISE + _FALL) * kind.size
    if line.framed:
        rounded = f"round,pad={_PAD},rounding_size={_PAD}"
        frame = FancyBboxPatch((x, above), wide, high, boxstyle=rounded, fill=False)
        frame.set_linewidth(_RULE)
        axes.add_patch(frame)
    box = (x - _RULE, above, x + wide + _RULE, above + high)
    return PrintedLine(id=line.id, text=text, box=box)


def _tighten(line: PrintedLine, pixels: NDArray[np.uint8]) -> PrintedLine:
    left, top, right, bottom = (max(0, round(edge)) for edge in line.box)
    inked = (pixels[top:bottom, left:right] < _INKED).astype(np.uint8)
    x, y, wide, high = cv2.boundingRect(inked)
    return attrs.evolve(line, box=(left + x, top + y, left + x + wide, top + y + high))


def _sheet() -> tuple[Figure, Axes]:
    wide, high = PAGE_SIZE
    figure = Figure(figsize=(wide / DPI, high / DPI), dpi=DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    return figure, axes


def _pixels(figure: Figure, *, flags: int) -> NDArray[np.uint8]:
    file = BytesIO()
    figure.savefig(file, format="png")
    drawn = cv2.imdecode(np.frombuffer(file.getvalue(), dtype=np.uint8), flags)
    return np.asarray(drawn, dtype=np.uint8)


def _draw_stamp(table: PrintedTable, *, face: str) -> NDArray[np.uint8]:
    """
    Draw a round stamp across the table's lower half.
    """
    figure, axes = _sheet()
    x, reach = _STAMP_PLACE * PAGE_SIZE[0], _STAMP_REACH * PAGE_SIZE[0]
    y = table.bottom - reach / 2
    for radius in (reach, 0.8 * reach):
        axes.add_patch(Circle((x, y), radius, fill=False, edgecolor=_STAMP, linewidth=5))
    kind = Type(size=round(reach / 3), face=face, bold=True)
    for text, down in (("គំរូ", -0.1), ("SAMPLE", 0.35)):
        start = x - kind.width(text) / 2
        kind.draw(axes, text, x=start, baseline=y + down * reach, colour=_STAMP)
    return _pixels(figure, flags=cv2.IMREAD_COLOR)


def _draw_by_hand(
    form: Form, tables: Sequence[PrintedTable], medicines: Sequence[Medicine]
) -> NDArray[np.uint8]:
    """
    Draw what a pen writes into the tables.
    """
    figure, axes = _sheet()
    write(axes, form, [row for table in tables for row in table.rows], medicines)
    drawn = _pixels(figure, flags=cv2.IMREAD_COLOR)
    return give_way(drawn, seed=len(medicines)) if form.hand else drawn


def _without_doses(medicine: Medicine) -> Medicine:
    return attrs.evolve(medicine, doses={}, supply=decimal_text(medicine.quantity))


def draw_page(form: Form, case: Case, *, face: str = "sans") -> Page:
    """
    Fill in a form and draw it in grey on white paper.

    Args:
        form: The form.
        case: What is filled in.
        face: The name of the face, from ``typeset.FACES``.

    Raises:
        ValueError: The case has a dose for which the form has no column, or a word that
            fits none.
    """
    used = {slot for medicine in case.medicines for slot in medicine.doses}
    if lost := used & set(SLOTS) - {column.name for column in form.columns}:
        message = f"the form has no column for {', '.join(sorted(lost))}: choose another case"
        raise ValueError(message)
    wide, high = PAGE_SIZE
    form = fitting(form, case.medicines, face=face, width=wide)
    figure, axes = _sheet()
    printed_medicines = tuple(map(_without_doses, case.medicines)) if form.pen else case.medicines
    cut = form.split or len(printed_medicines)
    parts = [part for part in (printed_medicines[:cut], printed_medicines[cut:]) if part]
    tables: list[PrintedTable] = []
    top, first = form.table[2] * high, 1
    for part in parts:
        printed = print_table(axes, form, part, face=face, top=top, first=first, width=wide)
        tables.append(printed)
        top, first = printed.bottom + _BETWEEN * high, first + len(part)
    bottom = tables[-1].bottom
    lines = [
        *(_print_line(axes, line, form, case, face=face, top=0) for line in form.above),
        *(_print_line(axes, line, form, case, face=face, top=bottom) for line in form.below),
    ]
    pixels = _pixels(figure, flags=cv2.IMREAD_GRAYSCALE)
    coloured = _draw_stamp(tables[-1], face=face) if form.stamp else None
    if form.pen:
        coloured = _draw_by_hand(form, tables, case.medicines)
    return Page(
        pixels=pixels,
        stamp=coloured,
        lines=tuple(_tighten(line, pixels) for line in lines),
        tables=tuple(tables),
    )
