"""
Medications: the rows of a table as drafts, checked against themselves.

The checks: a day's doses times the days must be the quantity; where no duration is
printed, the quantity divided by the day's doses must be a whole number of days.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from dastern_core.kernel import decimal_text
from dastern_core.medicines import CONTAINERS, split_strength
from dastern_core.ocr.cells import ACCEPTED, ReadCell
from dastern_core.ocr.correction import Counted, read_counted, read_days
from dastern_core.ocr.draft import (
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    Reading,
)
from dastern_core.ocr.grid import Grid
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import Column, Header
from dastern_core.ocr.spelling import spelled
from dastern_core.schedule import Slot

__all__ = ["draft_table", "read_rows"]

_LARGEST_USUAL = 10  # units at a time; no solid form is printed with more, 11 is a doubled 1
_COUNTED_FINELY = frozenset({"ml", "mg", "drop", "puff"})  # of these more at a time is usual
_NO_DOSE_TEXTS = frozenset({"-", "--", "\u2013", "\u2014", "_", "0"})  # OCR-17
_LONGEST_AMOUNT = 6  # signs: "1 1/2"; a longer text in an unnamed column is no dose
_MOST_DAYS = 366


@attrs.frozen(kw_only=True)
class _Row:
    """
    One row's cells, by what their column holds.
    """

    cells: Mapping[ColumnKind, ReadCell]
    columns: Mapping[ColumnKind, Column]
    unnamed: tuple[tuple[Column, ReadCell], ...]

    def text_cell(self, kind: ColumnKind) -> ReadCell | None:
        cell = self.cells.get(kind)
        if cell is None or (cell.kind is not InkKind.TEXT and not cell.pen):
            return None
        return cell

    def doubts(self, kind: ColumnKind) -> list[Doubt]:
        return [*self.columns[kind].review, *self.cells[kind].doubts()]


def draft_table(grid: Grid, cells: Sequence[ReadCell], header: Header) -> DraftTable:
    """
    Give a table as evidence: each head and each cell as read.
    """
    place = _places(cells)
    body = range(header.last_row + 1, grid.rows)
    return DraftTable(
        columns=tuple(column.kind for column in header.columns),
        header=tuple(
            column.head.reading(
                None if column.kind is None else column.kind.value, review=column.review
            )
            for column in header.columns
        ),
        rows=tuple(
            tuple(_evidence(place[row, column]) for column in range(grid.columns)) for row in body
        ),
    )


def _evidence(cell: ReadCell) -> Reading:
    value = cell.flat if cell.kind is InkKind.TEXT else None
    return cell.reading(value, review=cell.doubts())


def _places(cells: Sequence[ReadCell]) -> dict[tuple[int, int], ReadCell]:
    return {
        (row, column): cell
        for cell in cells
        for row in range(cell.cell.row, cell.cell.row + cell.cell.rows)
        for column in range(cell.cell.column, cell.cell.column + cell.cell.columns)
    }


def read_rows(grid: Grid, cells: Sequence[ReadCell], header: Header) -> tuple[DraftMedication, ...]:
    """
    Read the rows below a table's head.

    Args:
        grid: The table's cells.
        cells: What was read in them.
        header: The columns' names.

    Returns:
        One for each row in which something is printed besides its number; a row that is
        one merged cell is a remark and is left to the evidence.
    """
    place = _places(cells)
    found = []
    for number in range(header.last_row + 1, grid.rows):
        line = [place[number, column] for column in range(grid.columns)]
        pairs = list(zip(header.columns, line, strict=True))
        row = _Row(
            cells={column.kind: cell for column, cell in pairs if column.kind is not None},
            columns={column.kind: column for column in header.columns if column.kind is not None},
            unnamed=tuple((column, cell) for column, cell in pairs if column.kind is None),
        )
        told = [cell for column, cell in pairs if column.kind is not ColumnKind.NUMBER]
        empty = all(cell.kind is not InkKind.TEXT and not cell.pen for cell in told)
        if not empty and not any(cell.cell.columns == grid.columns for cell in line):
            found.append(_medication(row))
    return tuple(found)


def _medication(row: _Row) -> DraftMedication:
    doses = {slot: dose for slot in Slot if (dose := _dose(row, slot)) is not None}
    counted = _counted(row)
    name, strength = _name(row), _strength(row)
    quantity = _quantity(row, counted)
    unit, form = _unit(row, counted), _form(row, counted)
    duration = _duration(row, doses, counted if quantity and quantity.value else None)
    review = [
        doubt
        for column, cell in row.unnamed
        if cell.kind is InkKind.TEXT or cell.pen
        for doubt in column.review
    ]
    if not doses:
        detail = "No dose is printed in this row; say when it is taken."
        review.append(Doubt(code=DoubtCode.NO_DOSE, detail=detail))
    return DraftMedication(
        name=name,
        strength=strength,
        form=form,
        quantity=quantity,
        unit=unit,
        doses=doses,
        duration_days=duration,
        instructions=_instructions(row),
        review=tuple(review),
    )


def _missing(detail: str) -> Reading:
    doubt = Doubt(code=DoubtCode.MISSING, detail=detail)
    return Reading(text="", value=None, confidence=0.0, box=None, review=(doubt,))


def _name(row: _Row) -> Reading:
    cell = row.text_cell(ColumnKind.NAME)
    if cell is None:
        return _missing("No medicine name was read in this row; give it.")
    name = spelled(split_strength(cell.flat).name)
    doubts = [*row.doubts(ColumnKind.NAME), *name.review]
    return cell.reading(name.text or None, review=_unread(doubts, value=name.text))


def _unread(doubts: list[Doubt], *, value: str | None) -> list[Doubt]:
    if value or doubts:
        return doubts
    return [Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail="The text is not understood; give it.")]


def _strength(row: _Row) -> Reading | None:
    for kind in (ColumnKind.STRENGTH, ColumnKind.NAME):
        cell = row.text_cell(kind)
        if cell is None:
            continue
        parted = split_strength(cell.flat)
        if parted.strength is not None:
            doubts = row.doubts(kind)
            other = None if cell.second is None else split_strength(cell.second)
            if other is not None and other.strength != parted.strength:
                doubts.append(_disagree(parted.printed, other.printed or cell.second or ""))
            reading = cell.reading(str(parted.strength), review=doubts)
            return attrs.evolve(reading, text=parted.printed)
        if kind is ColumnKind.STRENGTH:
            return cell.reading(None, review=_unread(row.doubts(kind), value=None))
    return None


def _disagree(first: str, second: str) -> Doubt:
    return Doubt(
        code=DoubtCode.ENGINES_DISAGREE,
        detail=f"Read as {first!r} and as {second!r}; say which it is.",
    )


def _amount_doubts(cell: ReadCell, counted: Counted) -> list[Doubt]:
    """
    Doubt an amount that no second engine confirms.
    """
    if cell.second is None:
        detail = "Only one engine read this number; check it."
        return [Doubt(code=DoubtCode.UNCLEAR_TEXT, detail=detail)]
    other = _leading(cell.second)
    if other == counted.amount:
        return []
    return [_disagree(cell.flat, cell.second)]


def _leading(text: str) -> Fraction | None:
    """
    Give the number that a text begins with, whatever follows it.
    """
    for end in range(min(len(text), _LONGEST_AMOUNT), 0, -1):
        counted = read_counted(text[:end])
        if counted is not None and not counted.word:
            return counted.amount
    return None


def _dose(row: _Row, slot: Slot) -> Reading | None:
    kind = ColumnKind(slot.value)
    cell = row.cells.get(kind)
    if cell is None:
        return _possible_dose(row)
    doubts = row.doubts(kind)
    if cell.cell.columns > 1:
        detail = "The cell spans several columns; say what is taken at each time."
        doubts.append(Doubt(code=DoubtCode.MERGED_CELL, detail=detail))
        return None if cell.kind is not InkKind.TEXT else cell.reading(None, review=doubts)
    if cell.kind is not InkKind.TEXT:
        return cell.reading(None, review=doubts) if cell.pen else None
    if cell.flat in _NO_DOSE_TEXTS and cell.confidence >= ACCEPTED:
        return None
    counted = read_counted(cell.flat)
    if counted is None:
        detail = "The dose is not understood; give a number, or 0 for none."
        return cell.reading(
            None, review=[*doubts, Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail)]
        )
    doubts += [*_amount_doubts(cell, counted), *_dose_doubts(counted)]
    return cell.reading(decimal_text(counted.amount), review=doubts)


def _dose_doubts(counted: Counted) -> list[Doubt]:
    found = []
    unit = counted.unit.best
    if counted.word and unit is None:
        detail = f"The unit {counted.word!r} is not known; check the dose."
        found.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    finely = unit is not None and unit.unit in _COUNTED_FINELY
    if counted.amount > _LARGEST_USUAL and not finely:
        detail = f"{decimal_text(counted.amount)} at a time is unusual; check it."
        found.append(Doubt(code=DoubtCode.UNUSUAL_DOSE, detail=detail))
    if counted.amount == 0:
        found.append(Doubt(code=DoubtCode.NO_DOSE, detail="A dose of 0 is printed; check it."))
    return found


def _possible_dose(row: _Row) -> Reading | None:
    """
    Doubt a slot that has no column while an unnamed column may hold a dose for it.
    """
    for column, cell in row.unnamed:
        short = cell.kind is InkKind.TEXT and len(cell.flat) <= _LONGEST_AMOUNT
        if cell.pen or short:
            return cell.reading(None, review=[*column.review, *cell.doubts()])
    return None


def _counted(row: _Row) -> Counted | None:
    cell = row.text_cell(ColumnKind.QUANTITY)
    return None if cell is None else read_counted(cell.flat)


def _quantity(row: _Row, counted: Counted | None) -> Reading | None:
    cell = row.text_cell(ColumnKind.QUANTITY)
    if cell is None:
        return None
    doubts = row.doubts(ColumnKind.QUANTITY)
    if counted is None or counted.amount == 0:
        return cell.reading(None, review=_unread(doubts, value=None))
    doubts += _amount_doubts(cell, counted)
    return cell.reading(decimal_text(counted.amount), review=doubts)


def _unit_cells(row: _Row, counted: Counted | None) -> list[tuple[ReadCell, ColumnKind, Counted]]:
    """
    Give the cells that may name the unit, the likeliest first.
    """
    found = []
    for kind in (ColumnKind.UNIT, ColumnKind.FORM, ColumnKind.QUANTITY):
        cell = row.text_cell(kind)
        if cell is None:
            continue
        worded = counted if kind is ColumnKind.QUANTITY else read_counted(f"1 {cell.flat}")
        if worded is not None and worded.word:
            found.append((cell, kind, worded))
    for slot in Slot:
        kind = ColumnKind(slot.value)
        cell = row.text_cell(kind)
        worded = None if cell is None else read_counted(cell.flat)
        if cell is not None and worded is not None and worded.word:
            found.append((cell, kind, worded))
    return found


def _unit(row: _Row, counted: Counted | None) -> Reading:
    cells = _unit_cells(row, counted)
    if not cells:
        return _missing("No unit is printed; say what is counted, such as tablet.")
    cell, kind, worded = cells[0]
    unit = worded.unit.best
    return _worded(row, cell, kind, worded, value=None if unit is None else unit.unit)


def _form(row: _Row, counted: Counted | None) -> Reading | None:
    for cell, kind, worded in _unit_cells(row, counted):
        unit = worded.unit.best
        if unit is not None and unit.form is not None:
            return _worded(row, cell, kind, worded, value=unit.form)
    return None


def _worded(
    row: _Row, cell: ReadCell, kind: ColumnKind, worded: Counted, *, value: str | None
) -> Reading:
    doubts = row.doubts(kind)
    candidates = worded.unit.candidates
    if len(candidates) > 1:
        detail = f"The unit may be {' or '.join(candidates)}; say which."
        doubts.append(Doubt(code=DoubtCode.SEVERAL_CANDIDATES, detail=detail))
    elif value is None:
        detail = "The unit is not known; say what is counted, such as tablet."
        doubts.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    return Reading(
        text=worded.word,
        value=value,
        confidence=min(cell.confidence, worded.unit.likeness),
        box=cell.box,
        review=tuple(doubts),
    )


def _daily(doses: Mapping[Slot, Reading]) -> Fraction | None:
    values = [dose.value for dose in doses.values()]
    known = [Fraction(value) for value in values if value is not None]
    total = sum(known, Fraction(0))
    return total if len(known) == len(values) and total else None


def _duration(row: _Row, doses: Mapping[Slot, Reading], counted: Counted | None) -> Reading:
    daily = _daily(doses)
    unit = None if counted is None else counted.unit.best
    divisible = unit is None or unit.unit not in CONTAINERS
    printed = row.text_cell(ColumnKind.DURATION)
    if printed is not None:
        return _printed_duration(row, printed, daily, counted if divisible else None)
    if daily is None or counted is None or not divisible:
        return _missing("No duration is printed; say for how many days.")
    cell = row.cells[ColumnKind.QUANTITY]
    days = counted.amount / daily
    review = []
    if days.denominator != 1 or days > _MOST_DAYS:
        detail = (
            f"{decimal_text(counted.amount)} at {decimal_text(daily)} a day is no whole number "
            "of days; check both."
        )
        review.append(Doubt(code=DoubtCode.NOT_WHOLE_DAYS, detail=detail))
    sure = min([cell.confidence, *(dose.confidence for dose in doses.values())])
    value = None if review else str(days)
    return Reading(text="", value=value, confidence=sure, box=None, review=tuple(review))


def _printed_duration(
    row: _Row, cell: ReadCell, daily: Fraction | None, counted: Counted | None
) -> Reading:
    doubts = row.doubts(ColumnKind.DURATION)
    days, number = read_days(cell.flat), read_counted(cell.flat)
    if days is None or number is None:
        return cell.reading(None, review=_unread(doubts, value=None))
    doubts += _amount_doubts(cell, number)
    if daily is not None and counted is not None and counted.amount != -(-(daily * days) // 1):
        detail = (
            f"{decimal_text(daily)} a day for {days} days is not the "
            f"{decimal_text(counted.amount)} handed out; check."
        )
        doubts.append(Doubt(code=DoubtCode.TOTALS_DIFFER, detail=detail))
    return cell.reading(str(days), review=doubts)


def _instructions(row: _Row) -> Reading | None:
    kinds = [
        kind for kind in (ColumnKind.METHOD, ColumnKind.REMARK) if row.text_cell(kind) is not None
    ]
    if not kinds:
        return None
    cells = [row.cells[kind] for kind in kinds]
    doubts = [doubt for kind in kinds for doubt in row.doubts(kind)]
    text = "\n".join(cell.text for cell in cells if cell.text)
    flat = spelled(" ".join(text.split()))
    return Reading(
        text=text,
        value=flat.text or None,
        confidence=min(cell.confidence for cell in cells),
        box=cells[0].box,
        review=tuple(_unread([*doubts, *flat.review], value=flat.text)),
    )
