"""
Doses: what a cell under a time of day says is taken then.
"""

from dastern_core.kernel import ascii_digits, decimal_text
from dastern_core.ocr.alternatives import ranked
from dastern_core.ocr.cells import ACCEPTED, ReadCell
from dastern_core.ocr.correction import (
    Counted,
    mixed_candidates,
    read_counted,
    small_fraction,
)
from dastern_core.ocr.draft import Alternative, ColumnKind, Doubt, DoubtCode, Reading
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.rows import TableRow, amount_alternatives, amount_doubts
from dastern_core.schedule import Slot

__all__ = ["read_dose"]

_LARGEST_USUAL = 10  # units at a time; no solid form is printed with more, 11 is a doubled 1
_COUNTED_FINELY = frozenset({"ml", "mg", "drop", "puff"})  # of these more at a time is usual
_NO_DOSE_TEXTS = frozenset({"-", "--", "\u2013", "\u2014", "_", "0"})  # OCR-17
_LONGEST_AMOUNT = 6  # signs; a longer text in an unnamed column is no dose


def read_dose(row: TableRow, slot: Slot) -> Reading | None:
    """
    Read the dose of a slot.

    Args:
        row: A row of a medication table.
        slot: A time of day, whether the table has a column for it or not.

    Returns:
        The dose, its value None where it is in doubt what it is; None where none is
        printed. A dose is never guessed from another row, column or medicine.
    """
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
    if ascii_digits(cell.flat) in _NO_DOSE_TEXTS and cell.confidence >= ACCEPTED:
        return None
    counted = read_counted(cell.flat)
    if counted is None:
        detail = "The dose is not understood; give a number, or 0 for none."
        doubts.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
        return cell.reading(None, review=doubts, alternatives=amount_alternatives(cell, None))
    doubts += [*amount_doubts(cell, counted), *_dose_doubts(counted)]
    value = None if mixed_candidates(cell.flat) else decimal_text(counted.amount)
    return cell.reading(value, review=doubts, alternatives=_others(cell, value, counted))


def _others(cell: ReadCell, value: str | None, counted: Counted) -> tuple[Alternative, ...]:
    """
    Give what else a dose may be; one that is too large may be a fraction in small signs.
    """
    found = amount_alternatives(cell, value)
    small = small_fraction(cell.flat) if counted.amount > _LARGEST_USUAL else None
    if small is None:
        return found
    told = [(decimal_text(small), cell.confidence), *((one.value, one.score) for one in found)]
    return ranked(value, told)


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


def _possible_dose(row: TableRow) -> Reading | None:
    """
    Doubt a slot that has no column while an unnamed column may hold a dose for it.
    """
    for column, cell in row.unnamed:
        short = cell.kind is InkKind.TEXT and len(cell.flat) <= _LONGEST_AMOUNT
        if cell.pen or short:
            return cell.reading(None, review=[*column.review, *cell.doubts()])
    return None
