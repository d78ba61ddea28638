"""
Table: the medicines of a page in ruled, dotted or bare cells.
"""

import re
from collections.abc import Sequence

import attrs
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from tools.render_prescription.cases import SLOTS, Medicine
from tools.render_prescription.forms import Form
from tools.render_prescription.typeset import INK, Type, wrap

__all__ = ["Box", "Cell", "PrintedTable", "fitting", "print_table"]

_RULE = 3.5  # pixels
_PAD = 16  # pixels between a rule and the words beside it
_LEADING = 1.3  # from one baseline to the next, in type sizes
_HEAD_SIZE = 0.92  # of the body type
_CAPITAL = 0.35  # of the type size: half a capital's height centres a line
_SMALLEST = 18  # pixels: smaller type than this no form uses
_GREY = "#8f8f8f"
_DOTS = (0, (1, 2.2))
_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")
_AMOUNT = re.compile(r"(?:[0-9០-៩½¼¾/.,]+ ?)+")
_COUNTED = frozenset({*SLOTS, "quantity", "days"})

Box = tuple[float, float, float, float]


@attrs.frozen(kw_only=True)
class Cell:
    """
    A cell of the table: its words as broken into lines, and its ruled box.
    """

    text: str
    box: Box


@attrs.frozen(kw_only=True)
class PrintedTable:
    """
    One table as printed.

    Args:
        header: The head of each column.
        rows: The cells below; a cell merged over several rows stands in each of them.
        medicines: What the rows say.
        bottom: The table's lower edge in pixels of the page.
    """

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    medicines: tuple[Medicine, ...]
    bottom: float


@attrs.frozen(kw_only=True)
class _Printer:
    axes: Axes
    form: Form
    face: str
    edges: Sequence[float]

    def body(self) -> Type:
        return Type(size=self.form.body, face=self.face)

    def heavy(self) -> Type:
        return Type(size=round(_HEAD_SIZE * self.form.body), face=self.face, bold=True)

    def row(self, texts: Sequence[str], kind: Type, *, top: float, least: float) -> list[Cell]:
        fitted = [
            wrap(text, kind, width=right - left - 2 * _PAD)
            for text, left, right in zip(texts, self.edges[:-1], self.edges[1:], strict=True)
        ]
        deepest = max(text.count("\n") + 1 for text in fitted)
        bottom = top + max(least, (deepest * _LEADING + 0.6) * kind.size)
        return [
            Cell(text=text, box=(left, top, right, bottom))
            for text, left, right in zip(fitted, self.edges[:-1], self.edges[1:], strict=True)
        ]

    def rule(self, box: Box) -> None:
        left, top, right, bottom = box
        if self.form.rules == "rows":
            for y in (top, bottom):
                self.axes.plot([left, right], [y, y], color=INK, linewidth=_RULE)
        elif self.form.rules != "none":
            frame = Rectangle((left, top), right - left, bottom - top, fill=False, edgecolor=INK)
            frame.set_linewidth(_RULE)
            if self.form.rules == "dotted":
                frame.set_linestyle(_DOTS)
            self.axes.add_patch(frame)

    def words(
        self, cell: Cell, kind: Type, *, align: str = "centre", counted: bool = False
    ) -> None:
        left, top, right, bottom = cell.box
        lines = cell.text.split("\n")
        step = kind.size * _LEADING
        baseline = (top + bottom) / 2 + kind.size * _CAPITAL - step * (len(lines) - 1) / 2
        for text in lines:
            slack = right - left - kind.width(text)
            x = left + (_PAD if align == "left" else slack / 2)
            black = text
            if counted and self.form.grey_units and text != self.form.none:
                amount = _AMOUNT.match(text)
                black = "" if amount is None else amount[0]
            if black:
                kind.draw(self.axes, black, x=x, baseline=baseline)
            if grey := text[len(black) :]:
                before = kind.width(black + grey) - kind.width(grey) if black else 0.0
                kind.draw(self.axes, grey, x=x + before, baseline=baseline, colour=_GREY)
            baseline += step


def _edges(form: Form, width: int) -> list[float]:
    left, right = form.table[0] * width, form.table[1] * width
    whole = sum(column.width for column in form.columns)
    edges = [left]
    for column in form.columns:
        edges.append(edges[-1] + (right - left) * column.width / whole)
    return edges


def fitting(form: Form, medicines: tuple[Medicine, ...], *, face: str, width: int) -> Form:
    """
    Give the form in a type so small that no word is wider than its column.

    Raises:
        ValueError: It would have to be smaller than 18 pixels.
    """
    edges = _edges(form, width)
    body = Type(size=form.body, face=face)
    heavy = Type(size=round(_HEAD_SIZE * form.body), face=face, bold=True)
    tightest = 1.0
    for index, column in enumerate(form.columns):
        room = edges[index + 1] - edges[index]
        cells = [medicine.cell(column.name, form, number=1) for medicine in medicines]
        words = {word for text in cells for word in text.split()}
        shares = [(room - 2 * _PAD) / body.width(word) for word in words]
        shares += [(room - _PAD / 2) / heavy.width(word) for word in column.header.split()]
        tightest = min([tightest, *shares])
    if form.body * tightest < _SMALLEST:
        message = f"a word does not fit its column in {face}: widen the column"
        raise ValueError(message)
    return form if tightest == 1 else attrs.evolve(form, body=int(form.body * tightest))


def print_table(
    axes: Axes,
    form: Form,
    medicines: tuple[Medicine, ...],
    *,
    face: str,
    top: float,
    first: int,
    width: int,
) -> PrintedTable:
    """
    Print one table.

    Args:
        axes: Where to draw, in pixels of the page.
        form: The form printed.
        medicines: The rows.
        face: The name of the face.
        top: The table's upper edge in pixels.
        first: The number of the first row.
        width: The page's width in pixels.
    """
    printer = _Printer(axes=axes, form=form, face=face, edges=_edges(form, width))
    header = _print_header(printer, top=top)
    below, rows = max(cell.box[3] for cell in header), []
    for number, medicine in enumerate(medicines, start=first):
        texts = [
            "" if column.name in form.written else medicine.cell(column.name, form, number=number)
            for column in form.columns
        ]
        if form.khmer_digits:
            texts = [
                text if column.name in {"name", "strength"} else text.translate(_KHMER_DIGITS)
                for text, column in zip(texts, form.columns, strict=True)
            ]
        row = printer.row(texts, printer.body(), top=below, least=form.row_rise * form.body)
        rows.append(row)
        below = row[0].box[3]
    _merge_down(rows, form)
    drawn = {cell.box for row in rows for cell in row}
    for row in rows:
        for cell, column in zip(row, form.columns, strict=True):
            if cell.box in drawn:
                drawn.discard(cell.box)
                printer.rule(cell.box)
                counted = column.name in _COUNTED
                printer.words(cell, printer.body(), align=column.align, counted=counted)
    if form.closing:
        high = form.row_rise * form.body
        last = Cell(
            text=form.closing, box=(printer.edges[0], below, printer.edges[-1], below + high)
        )
        printer.rule(last.box)
        printer.words(last, printer.body(), align="left")
        below += high
    return PrintedTable(
        header=tuple(header), rows=tuple(map(tuple, rows)), medicines=medicines, bottom=below
    )


def _print_header(printer: _Printer, *, top: float) -> list[Cell]:
    form, heavy = printer.form, printer.heavy()
    heads = [column.header for column in form.columns]
    if not form.group:
        header = printer.row(heads, heavy, top=top, least=form.header_rise * form.body)
    else:
        between = top + 2 * form.body
        least = (form.header_rise - 1) * form.body
        header = printer.row(heads, heavy, top=between, least=least)
        slots = [index for index, column in enumerate(form.columns) if column.name in SLOTS]
        box = (printer.edges[slots[0]], top, printer.edges[slots[-1] + 1], between)
        printer.rule(box)
        printer.words(Cell(text=form.group, box=box), heavy)
        header = [
            cell if index in slots else _stretched(cell, top=top)
            for index, cell in enumerate(header)
        ]
    for cell in header:
        printer.rule(cell.box)
        printer.words(cell, heavy)
    return header


def _stretched(cell: Cell, *, top: float) -> Cell:
    left, _, right, bottom = cell.box
    return attrs.evolve(cell, box=(left, top, right, bottom))


def _merge_down(rows: list[list[Cell]], form: Form) -> None:
    """
    Give equal neighbouring cells of the merged column one box.
    """
    columns = [index for index, one in enumerate(form.columns) if one.name == form.merged_down]
    for column in columns:
        start = 0
        for end in range(1, len(rows) + 1):
            if end < len(rows) and rows[end][column].text == rows[start][column].text:
                continue
            left, top, right, _ = rows[start][column].box
            box = (left, top, right, rows[end - 1][column].box[3])
            for row in rows[start:end]:
                row[column] = attrs.evolve(row[column], box=box)
            start = end
