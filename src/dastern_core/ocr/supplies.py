"""
Supplies: the quantity handed out, what is counted, and for how many days it lasts.

A day's doses times the days must be the quantity; where no duration is printed, the
quantity divided by the day's doses must be a whole number of days.
"""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from dastern_core.kernel import decimal_text
from dastern_core.medicines import CONTAINERS
from dastern_core.ocr.alternatives import ranked
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.correction import Counted, mixed_candidates, read_counted, read_days
from dastern_core.ocr.draft import ColumnKind, Doubt, DoubtCode, Reading, doubted
from dastern_core.ocr.rows import TableRow, amount_alternatives, amount_doubts, missing, unread
from dastern_core.schedule import Slot

__all__ = ["counted_quantity", "read_duration", "read_form", "read_quantity", "read_unit"]

_MOST_DAYS = 366
_POURED = CONTAINERS - {"ampoule"}  # one ampoule is one dose as often as not


def counted_quantity(row: TableRow) -> Counted | None:
    """
    Read the quantity handed out with its unit; None where there is none to read.
    """
    cell = row.text_cell(ColumnKind.QUANTITY)
    return None if cell is None else read_counted(cell.flat)


def read_quantity(row: TableRow, counted: Counted | None) -> Reading | None:
    """
    Give the quantity handed out as a reading; None where nothing is printed.
    """
    cell = row.text_cell(ColumnKind.QUANTITY)
    if cell is None:
        return None
    doubts = row.doubts(ColumnKind.QUANTITY)
    if counted is None or counted.amount == 0:
        return cell.reading(None, review=unread(doubts, value=None))
    doubts += amount_doubts(cell, counted)
    value = None if mixed_candidates(cell.flat) else decimal_text(counted.amount)
    return cell.reading(value, review=doubts, alternatives=amount_alternatives(cell, value))


def _unit_cells(
    row: TableRow, counted: Counted | None
) -> list[tuple[ReadCell, ColumnKind, Counted]]:
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


def read_unit(row: TableRow, counted: Counted | None) -> Reading:
    """
    Read what is counted, from the row's own words.
    """
    cells = _unit_cells(row, counted)
    if not cells:
        return missing("No unit is printed; say what is counted, such as tablet.")
    cell, kind, worded = cells[0]
    unit = worded.unit.best
    reading = _worded(row, cell, kind, worded, value=None if unit is None else unit.unit)
    near = [(one.unit, score) for one, score in worded.unit.scored]
    others = [
        (other.unit.best.unit, other.unit.likeness)
        for _, which, other in cells[1:]
        if which is not ColumnKind.FORM and other.unit.best is not None
    ]
    doubt = None if unit is None else _doubted_unit(row, unit.unit, {one for one, _ in others})
    if doubt is None and unit is not None and unit.unit == "mg" and kind.slot is None:
        detail = "Medicines are not handed out by weight; say what is counted, such as tablet."
        doubt = Doubt(code=DoubtCode.CELLS_CONTRADICT, detail=detail)
    if doubt is None:
        return attrs.evolve(reading, alternatives=ranked(reading.value, near))
    asked = doubted(reading, doubt)
    return attrs.evolve(asked, value=None, alternatives=ranked(None, [*others, *near]))


def _doubted_unit(row: TableRow, unit: str, others: set[str]) -> Doubt | None:
    """
    Doubt a unit that the doses do not count in: 5 ml out of a bottle are not 5 bottles.
    """
    told = " and ".join(sorted({unit, *others}))
    if others - {unit}:
        detail = f"The row counts in {told}; say in which unit the doses are."
        return Doubt(code=DoubtCode.CELLS_CONTRADICT, detail=detail)
    texts = [row.text_cell(ColumnKind(slot.value)) for slot in Slot]
    doses = [read_counted(cell.flat) for cell in texts if cell is not None]
    if unit in _POURED and any(dose is not None and not dose.word for dose in doses):
        detail = f"A {unit} holds many doses; say in which unit the doses are."
        return Doubt(code=DoubtCode.CELLS_CONTRADICT, detail=detail)
    return None


def read_form(row: TableRow, counted: Counted | None) -> Reading | None:
    """
    Read the form that the unit's words name; None where they name none.
    """
    for cell, kind, worded in _unit_cells(row, counted):
        unit = worded.unit.best
        if unit is not None and unit.form is not None:
            return _worded(row, cell, kind, worded, value=unit.form)
    return None


def _worded(
    row: TableRow, cell: ReadCell, kind: ColumnKind, worded: Counted, *, value: str | None
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


def read_duration(
    row: TableRow, doses: Mapping[Slot, Reading], quantity: Reading | None, unit: Reading
) -> Reading:
    """
    Read for how many days, or work it out (OCR-22).

    Nothing is worked out where the doses are not counted as the quantity is.

    Args:
        row: A row of a medication table.
        doses: The row's doses.
        quantity: The quantity handed out, or None where none is printed.
        unit: What is counted.
    """
    counted = None if quantity is None or quantity.value is None else counted_quantity(row)
    daily = _daily(doses)
    handed = None if counted is None else counted.unit.best
    alike = all(doubt.code is not DoubtCode.CELLS_CONTRADICT for doubt in unit.review)
    divisible = alike and (handed is None or handed.unit not in CONTAINERS)
    printed = row.text_cell(ColumnKind.DURATION)
    if printed is not None:
        return _printed_duration(row, printed, daily, counted if divisible else None)
    if daily is None or counted is None or not divisible:
        return missing("No duration is printed; say for how many days.")
    cell = row.cells[ColumnKind.QUANTITY]
    days = counted.amount / daily
    review = []
    if days.denominator != 1 or days > _MOST_DAYS:
        detail = (
            f"{decimal_text(counted.amount)} at {decimal_text(daily)} a day is no whole number "
            "of days; check both."
        )
        review.append(Doubt(code=DoubtCode.NOT_WHOLE_DAYS, detail=detail))
    elif any(reading.review for reading in (quantity, *doses.values()) if reading is not None):
        detail = "This was worked out from a quantity or a dose that is in doubt."
        review.append(Doubt(code=DoubtCode.UNSURE_INPUT, detail=detail))
    sure = min([cell.confidence, *(dose.confidence for dose in doses.values())])
    value = str(days) if days.denominator == 1 and days <= _MOST_DAYS else None
    return Reading(text="", value=value, confidence=sure, box=None, review=tuple(review))


def _printed_duration(
    row: TableRow, cell: ReadCell, daily: Fraction | None, counted: Counted | None
) -> Reading:
    doubts = row.doubts(ColumnKind.DURATION)
    days, number = read_days(cell.flat), read_counted(cell.flat)
    if days is None or number is None:
        return cell.reading(None, review=unread(doubts, value=None))
    doubts += amount_doubts(cell, number)
    if daily is not None and counted is not None and counted.amount != -(-(daily * days) // 1):
        detail = (
            f"{decimal_text(daily)} a day for {days} days is not the "
            f"{decimal_text(counted.amount)} handed out; check."
        )
        doubts.append(Doubt(code=DoubtCode.TOTALS_DIFFER, detail=detail))
    return cell.reading(str(days), review=doubts)
