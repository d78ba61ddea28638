"""
Page: a form filled in with a case, drawn flat and clean.
"""

from io import BytesIO

import attrs
import cv2
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import NDArray
from tools.render_prescription.cases import SLOTS, Case
from tools.render_prescription.forms import Column, Form, Line
from tools.render_prescription.typeset import DPI, INK, Type, wrap

__all__ = ["Box", "Cell", "Page", "PrintedLine", "draw_page"]

PAGE_SIZE = (1600, 2130)  # pixels
_RULE = 3.5  # pixels
_PAD = 16  # pixels between a rule and the words beside it
_LEADING = 1.3  # from one baseline to the next, in type sizes
_RISE, _FALL = 1.2, 0.7  # how far Khmer reaches above and below a baseline, in type sizes
_INKED = 200  # a grey below which there is ink

_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")

Box = tuple[float, float, float, float]


@attrs.frozen(kw_only=True)
class PrintedLine:
    """
    A line outside the table: its id, its words and the box of its ink.
    """

    id: str
    text: str
    box: Box


@attrs.frozen(kw_only=True)
class Cell:
    """
    A cell of the table: its words as broken into lines, and its ruled box.
    """

    text: str
    box: Box


@attrs.frozen(kw_only=True)
class Page:
    """
    A drawn page and all that stands on it, boxes in pixels of the page.

    Args:
        pixels: The page's greys, black 0, paper 255.
        lines: The lines outside the table.
        header: The table's header row.
        rows: The table's other rows.
    """

    pixels: NDArray[np.uint8]
    lines: tuple[PrintedLine, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _print_line(axes: Axes, line: Line, form: Form, case: Case, *, top: float) -> PrintedLine:
    """
    Print a line and give the box in which its ink lies.
    """
    text = line.text.format_map(case.fields)
    face = Type(size=round(form.body * line.size), bold=line.bold)
    wide = face.width(text)
    x = line.x * PAGE_SIZE[0] - wide * {"l": 0, "m": 0.5, "r": 1}[line.anchor]
    baseline = top + line.y * PAGE_SIZE[1]
    face.draw(axes, text, x=x, baseline=baseline)
    above, high = baseline - _RISE * face.size, (_RISE + _FALL) * face.size
    if line.framed:
        rounded = f"round,pad={_PAD},rounding_size={_PAD}"
        frame = FancyBboxPatch((x, above), wide, high, boxstyle=rounded, fill=False)
        frame.set_linewidth(_RULE)
        axes.add_patch(frame)
    box = (x - _RULE, above, x + wide + _RULE, above + high)
    return PrintedLine(id=line.id, text=text, box=box)


def _tighten(line: PrintedLine, pixels: NDArray[np.uint8]) -> PrintedLine:
    left, top, right, bottom = (round(edge) for edge in line.box)
    inked = (pixels[top:bottom, left:right] < _INKED).astype(np.uint8)
    x, y, wide, high = cv2.boundingRect(inked)
    return attrs.evolve(line, box=(left + x, top + y, left + x + wide, top + y + high))


def _print_cell(axes: Axes, cell: Cell, face: Type, *, align: str) -> None:
    left, top, right, bottom = cell.box
    axes.add_patch(
        Rectangle(
            (left, top), right - left, bottom - top, fill=False, edgecolor=INK, linewidth=_RULE
        )
    )
    lines = cell.text.split("\n")
    step = face.size * _LEADING
    # a capital is about 0.7 of the type size high: half of it centres the first line
    baseline = (top + bottom) / 2 + face.size * 0.35 - step * (len(lines) - 1) / 2
    for text in lines:
        slack = right - left - face.width(text)
        x = left + (_PAD if align == "left" else slack / 2)
        face.draw(axes, text, x=x, baseline=baseline)
        baseline += step


def _edges(form: Form) -> list[float]:
    left, right, _ = (share * PAGE_SIZE[0] for share in form.table)
    whole = sum(column.width for column in form.columns)
    edges = [left]
    for column in form.columns:
        edges.append(edges[-1] + (right - left) * column.width / whole)
    return edges


def _row(
    texts: list[str], edges: list[float], face: Type, *, top: float, least: float
) -> tuple[Cell, ...]:
    fitted = [
        wrap(text, face, width=right - left - 2 * _PAD)
        for text, left, right in zip(texts, edges[:-1], edges[1:], strict=True)
    ]
    deepest = max(text.count("\n") + 1 for text in fitted)
    bottom = top + max(least, (deepest * _LEADING + 0.6) * face.size)
    return tuple(
        Cell(text=text, box=(left, top, right, bottom))
        for text, left, right in zip(fitted, edges[:-1], edges[1:], strict=True)
    )


def _print_row(
    axes: Axes, cells: tuple[Cell, ...], face: Type, columns: tuple[Column, ...]
) -> None:
    for cell, column in zip(cells, columns, strict=True):
        _print_cell(axes, cell, face, align="centre" if face.bold else column.align)


def _print_table(
    axes: Axes, form: Form, case: Case
) -> tuple[tuple[Cell, ...], tuple[tuple[Cell, ...], ...]]:
    body = Type(size=form.body)
    heavy = Type(size=round(0.92 * form.body), bold=True)
    edges, top = _edges(form), form.table[2] * PAGE_SIZE[1]
    heads = [column.header for column in form.columns]
    header = _row(heads, edges, heavy, top=top, least=form.header_rise * form.body)
    _print_row(axes, header, heavy, form.columns)
    rows = [header]
    for number, medicine in enumerate(case.medicines, start=1):
        texts = [medicine.cell(c.name, number=number, none=form.none) for c in form.columns]
        if form.khmer_digits:
            texts = [
                text if column.name == "name" else text.translate(_KHMER_DIGITS)
                for text, column in zip(texts, form.columns, strict=True)
            ]
        top = rows[-1][0].box[3]
        rows.append(_row(texts, edges, body, top=top, least=form.row_rise * form.body))
        _print_row(axes, rows[-1], body, form.columns)
    return header, tuple(rows[1:])


def draw_page(form: Form, case: Case) -> Page:
    """
    Fill in a form and draw it in grey on white paper.

    Raises:
        ValueError: The case has a dose for which the form has no column.
    """
    used = {slot for medicine in case.medicines for slot in medicine.doses}
    if lost := used & set(SLOTS) - {column.name for column in form.columns}:
        message = f"the form has no column for {', '.join(sorted(lost))}: choose another case"
        raise ValueError(message)
    wide, high = PAGE_SIZE
    figure = Figure(figsize=(wide / DPI, high / DPI), dpi=DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, wide)
    axes.set_ylim(high, 0)
    header, rows = _print_table(axes, form, case)
    lines = [
        *(_print_line(axes, line, form, case, top=0) for line in form.above),
        *(_print_line(axes, line, form, case, top=rows[-1][0].box[3]) for line in form.below),
    ]
    file = BytesIO()
    figure.savefig(file, format="png")
    drawn = cv2.imdecode(np.frombuffer(file.getvalue(), dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    pixels = np.asarray(drawn, dtype=np.uint8)
    return Page(
        pixels=pixels,
        lines=tuple(_tighten(line, pixels) for line in lines),
        header=header,
        rows=rows,
    )
