"""
Page: a form filled in with a case, drawn flat and clean.
"""

import attrs
from PIL import Image, ImageDraw
from tools.render_prescription.cases import Case
from tools.render_prescription.forms import Column, Form, Line
from tools.render_prescription.typeset import Type, wrap

__all__ = ["Box", "Cell", "Page", "PrintedLine", "draw_page"]

PAGE_SIZE = (1600, 2130)
_RULE = 4  # pixels
_PAPER = 255
_PAD = 16  # pixels between a rule and the words beside it
_LEADING = 1.3  # from one baseline to the next, in type sizes

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
    """

    image: Image.Image
    lines: tuple[PrintedLine, ...]
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def _print_line(canvas: ImageDraw.ImageDraw, line: Line, form: Form, case: Case, top: float) -> Box:
    text = line.text.format_map(case.fields)
    face = Type(size=round(form.body * line.size), bold=line.bold)
    x = line.x * PAGE_SIZE[0] - face.width(text) * {"l": 0, "m": 0.5, "r": 1}[line.anchor]
    box = face.draw(canvas, text, x=x, baseline=top + line.y * PAGE_SIZE[1])
    if line.framed:
        around = (box[0] - _PAD, box[1] - _PAD, box[2] + _PAD, box[3] + _PAD)
        canvas.rounded_rectangle(around, radius=_PAD, outline=0, width=_RULE)
    return box


def _print_cell(canvas: ImageDraw.ImageDraw, cell: Cell, face: Type, *, align: str) -> None:
    left, top, right, bottom = cell.box
    lines = cell.text.split("\n")
    step = face.size * _LEADING
    # a capital is about 0.7 of the type size high: half of it centres the first line
    baseline = (top + bottom) / 2 + face.size * 0.35 - step * (len(lines) - 1) / 2
    for text in lines:
        if text:
            slack = right - left - face.width(text)
            x = left + (_PAD if align == "left" else slack / 2)
            face.draw(canvas, text, x=x, baseline=baseline)
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


def _rule(canvas: ImageDraw.ImageDraw, cells: tuple[Cell, ...]) -> None:
    for cell in cells:
        left, top, right, bottom = cell.box
        half = _RULE / 2
        canvas.rectangle(
            (left - half, top - half, right + half, bottom + half), outline=20, width=_RULE
        )


def _print_row(
    canvas: ImageDraw.ImageDraw, cells: tuple[Cell, ...], face: Type, columns: tuple[Column, ...]
) -> None:
    _rule(canvas, cells)
    for cell, column in zip(cells, columns, strict=True):
        _print_cell(canvas, cell, face, align="centre" if face.bold else column.align)


def draw_page(form: Form, case: Case) -> Page:
    """
    Fill in a form and draw it in grey on white paper.
    """
    image = Image.new("L", PAGE_SIZE, _PAPER)
    canvas = ImageDraw.Draw(image)
    body = Type(size=form.body)
    heavy = Type(size=round(0.92 * form.body), bold=True)
    edges, top = _edges(form), form.table[2] * PAGE_SIZE[1]
    header = _row(
        [column.header for column in form.columns],
        edges,
        heavy,
        top=top,
        least=form.header_rise * form.body,
    )
    _print_row(canvas, header, heavy, form.columns)
    top = header[0].box[3]
    rows = []
    for number, medicine in enumerate(case.medicines, start=1):
        texts = [medicine.cell(c.name, number=number, none=form.none) for c in form.columns]
        rows.append(_row(texts, edges, body, top=top, least=form.row_rise * form.body))
        _print_row(canvas, rows[-1], body, form.columns)
        top = rows[-1][0].box[3]
    lines = [
        PrintedLine(
            id=line.id,
            text=line.text.format_map(case.fields),
            box=_print_line(canvas, line, form, case, start),
        )
        for start, group in ((0.0, form.above), (top, form.below))
        for line in group
    ]
    return Page(image=image, lines=tuple(lines), header=header, rows=tuple(rows))
