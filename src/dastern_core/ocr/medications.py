"""
Medications: the rows of a table as drafts.
"""

from collections.abc import Sequence

import attrs

from dastern_core.medicines import split_strength
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.doses import read_dose
from dastern_core.ocr.draft import (
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    Reading,
)
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import Header
from dastern_core.ocr.rows import TableRow, disagree, missing, unread
from dastern_core.ocr.settling import settled
from dastern_core.ocr.spelling import spelled
from dastern_core.ocr.supplies import (
    counted_quantity,
    read_duration,
    read_form,
    read_quantity,
    read_unit,
)
from dastern_core.schedule import Slot

__all__ = ["draft_table", "read_rows"]


def draft_table(header: Header, rows: Sequence[TableRow]) -> DraftTable:
    """
    Give a table as evidence: each head and each cell as read.
    """
    return DraftTable(
        columns=tuple(column.kind for column in header.columns),
        header=tuple(
            column.head.reading(
                None if column.kind is None else column.kind.value, review=column.review
            )
            for column in header.columns
        ),
        rows=tuple(tuple(_evidence(cell) for cell in row.line) for row in rows),
    )


def _evidence(cell: ReadCell) -> Reading:
    value = cell.flat if cell.kind is InkKind.TEXT else None
    return cell.reading(value, review=cell.doubts())


def read_rows(rows: Sequence[TableRow]) -> tuple[DraftMedication, ...]:
    """
    Read the rows below a table's head.

    Args:
        rows: The rows.

    Returns:
        One for each row in which something is printed besides its number; a row that is
        one merged cell is a remark and is left to the evidence.
    """
    return tuple(_medication(row) for row in rows if _holds_a_medicine(row))


def _holds_a_medicine(row: TableRow) -> bool:
    number = row.cells.get(ColumnKind.NUMBER)
    told = [cell for cell in row.line if cell is not number]
    printed = any(cell.kind is InkKind.TEXT or cell.pen for cell in told)
    return printed and not any(cell.cell.columns == len(row.line) for cell in row.line)


def _medication(row: TableRow) -> DraftMedication:
    counted = counted_quantity(row)
    printed = {slot: dose for slot in Slot if (dose := read_dose(row, slot)) is not None}
    doses = settled(row, printed, counted)
    name, strength = _name(row), _strength(row)
    quantity = read_quantity(row, counted)
    unit, form = read_unit(row, counted), read_form(row, counted)
    duration = read_duration(row, doses, quantity)
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


def _name(row: TableRow) -> Reading:
    cell = row.text_cell(ColumnKind.NAME)
    if cell is None:
        return missing("No medicine name was read in this row; give it.")
    name = spelled(split_strength(cell.flat).name)
    doubts = [*row.doubts(ColumnKind.NAME), *name.review]
    return cell.reading(name.text or None, review=unread(doubts, value=name.text))


def _strength(row: TableRow) -> Reading | None:
    for kind in (ColumnKind.STRENGTH, ColumnKind.NAME):
        cell = row.text_cell(kind)
        if cell is None:
            continue
        parted = split_strength(cell.flat)
        if parted.strength is not None:
            doubts = row.doubts(kind)
            other = None if cell.second is None else split_strength(cell.second)
            if other is not None and other.strength != parted.strength:
                doubts.append(disagree(parted.printed, other.printed or cell.second or ""))
            reading = cell.reading(str(parted.strength), review=doubts)
            return attrs.evolve(reading, text=parted.printed)
        if kind is ColumnKind.STRENGTH:
            return cell.reading(None, review=unread(row.doubts(kind), value=None))
    return None


def _instructions(row: TableRow) -> Reading | None:
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
        review=tuple(unread([*doubts, *flat.review], value=flat.text)),
    )
