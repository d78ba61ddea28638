"""
Medications: the rows of a table as drafts.
"""

import re
from collections.abc import Sequence

import attrs

from dastern_core.kernel import ascii_digits
from dastern_core.medicines import folded, split_strength
from dastern_core.ocr.alternatives import ranked, similar_names
from dastern_core.ocr.cells import ReadCell
from dastern_core.ocr.consistency import cross_checked, with_steps_asked
from dastern_core.ocr.contents import TOLD_LIKENESS, corrected, is_sensible, is_understood
from dastern_core.ocr.doses import read_dose
from dastern_core.ocr.draft import (
    ColumnKind,
    Doubt,
    DoubtCode,
    DraftMedication,
    DraftTable,
    Reading,
    doubted,
)
from dastern_core.ocr.ink import InkKind
from dastern_core.ocr.layout import Column, Header
from dastern_core.ocr.lexicon import MEDICINE_NAMES
from dastern_core.ocr.rows import TableRow, disagree, missing, unread
from dastern_core.ocr.settling import settled, settled_total, vouched
from dastern_core.ocr.spelling import spelled
from dastern_core.ocr.supplies import (
    counted_quantity,
    read_duration,
    read_form,
    read_quantity,
    read_unit,
)
from dastern_core.schedule import Slot

__all__ = ["draft_table", "holds_a_medicine", "is_one_cell", "read_rows"]

_DIGIT = re.compile(r"[0-9]")
_LIKE_STRENGTH = re.compile(r"\b[SsOoIlBZ]{1,4} ?(?:m?c?g|ml|IU)$")  # 5mg read as Smg
_LATIN = re.compile(r"[\x20-\u024f]+")  # of Khmer words the Latin engine makes nothing
_NEARLY = 0.85  # of 1: measured, 2 of 314 names on generated pages, and both were misread


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
        rows=tuple(_evidence_line(row, header) for row in rows),
    )


def _evidence_line(row: TableRow, header: Header) -> tuple[Reading, ...]:
    """
    Give a row's cells as read; where a dose is doubted its cell is as well.
    """
    doses = _medication(row, ()).doses if holds_a_medicine(row) else {}
    found = []
    for cell, column in zip(row.line, header.columns, strict=True):
        slot = None if column.kind is None else column.kind.slot
        dose = None if slot is None else doses.get(slot)
        read = _evidence(cell, column)
        found.append(read if dose is None or read.review else doubted(read, *dose.review))
    return tuple(found)


def _evidence(cell: ReadCell, column: Column) -> Reading:
    kind = column.kind
    value = corrected(cell.flat, kind) if cell.kind is InkKind.TEXT else None
    doubts = cell.doubts()
    if value is not None and kind is None:
        doubts += column.review
    if value is not None and not doubts and not is_understood(value, cell, kind):
        detail = "This is no text that such a column holds; check it."
        doubts.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    return cell.reading(value, review=doubts)


def read_rows(rows: Sequence[TableRow]) -> tuple[DraftMedication, ...]:
    """
    Read the rows below a table's head.

    Args:
        rows: The rows.

    Returns:
        One for each row in which something is printed besides its number; a row that is
        one merged cell is a remark and is left to the evidence.
    """
    kept = [row for row in rows if holds_a_medicine(row)]
    lost = _lost_columns(kept)
    return _with_days_asked(with_steps_asked([_medication(row, lost) for row in kept]))


def _with_days_asked(medications: Sequence[DraftMedication]) -> tuple[DraftMedication, ...]:
    """
    Doubt days worked out as 1 in every row: the column may say how much a day, not in all.
    """
    worked_out = [one for one in medications if not one.duration_days.text]
    if any(one.duration_days.value not in {"1", None} for one in worked_out):
        return tuple(medications)
    detail = "The quantity may be for one day or for all; say for how many days."
    doubt = Doubt(code=DoubtCode.SEVERAL_CANDIDATES, detail=detail)
    return tuple(
        attrs.evolve(one, duration_days=doubted(one.duration_days, doubt))
        if not one.duration_days.text and one.duration_days.value == "1"
        else one
        for one in medications
    )


def _lost_columns(rows: Sequence[TableRow]) -> tuple[Doubt, ...]:
    """
    Doubt each row where a column has an unread head and nothing below: its print may be lost.
    """
    columns = zip(*(row.unnamed for row in rows), strict=True)
    return tuple(
        doubt
        for column in columns
        if all(cell.kind is InkKind.BLANK and not cell.pen for _, cell in column)
        and column[0][0].head.kind is InkKind.TEXT
        for doubt in column[0][0].review
    )


def holds_a_medicine(row: TableRow) -> bool:
    """
    Tell whether something is printed in a row besides its number, and not one merged remark.
    """
    number = row.cells.get(ColumnKind.NUMBER)
    told = [cell for cell in row.line if cell is not number]
    printed = any(cell.kind is InkKind.TEXT or cell.pen for cell in told)
    return printed and not is_one_cell(row)


def is_one_cell(row: TableRow) -> bool:
    """
    Tell whether a row is one cell from edge to edge, as a remark is.
    """
    return any(cell.cell.columns == len(row.line) for cell in row.line)


def _medication(row: TableRow, lost: Sequence[Doubt]) -> DraftMedication:
    counted = counted_quantity(row)
    printed = {slot: dose for slot in Slot if (dose := read_dose(row, slot)) is not None}
    doses = settled(row, printed, counted)
    name, strength = _name(row), _strength(row)
    quantity = read_quantity(row, counted)
    unit, form = read_unit(row, counted), read_form(row, counted)
    duration = read_duration(row, doses, quantity, unit)
    quantity, duration = settled_total(row, doses, quantity, duration)
    doses, quantity, duration = vouched(row, doses, quantity, duration)
    review = [
        doubt
        for column, cell in row.unnamed
        if cell.kind is InkKind.TEXT or cell.pen
        for doubt in column.review
    ]
    review += lost
    if not doses:
        detail = "No dose is printed in this row; say when it is taken."
        review.append(Doubt(code=DoubtCode.NO_DOSE, detail=detail))
    medication = DraftMedication(
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
    return cross_checked(row, medication)


def _name(row: TableRow) -> Reading:
    cell = row.text_cell(ColumnKind.NAME)
    if cell is None:
        return missing("No medicine name was read in this row; give it.")
    name = spelled(split_strength(cell.flat).name)
    doubts = [*row.doubts(ColumnKind.NAME), *name.review]
    swapped = name.text[:1] + name.text[1:].replace("I", "l")
    told = similar_names(name.text)
    if _DIGIT.search(ascii_digits(name.text)) or _LIKE_STRENGTH.search(name.text):
        detail = "A number in the name is no strength that is known; check it."
        doubts.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    elif folded(name.text) not in MEDICINE_NAMES and folded(swapped) in MEDICINE_NAMES:
        doubts.append(disagree(name.text, swapped))
    elif told and told[0][1] >= _NEARLY:
        detail = f"No medicine of this name is known; it may be {told[0][0]}. Check it."
        doubts.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    if cell.second and _LATIN.fullmatch(cell.flat) and _LATIN.fullmatch(cell.second):
        told.append((split_strength(cell.second).name, cell.second_confidence))
    return cell.reading(
        name.text or None,
        review=unread(doubts, value=name.text),
        alternatives=ranked(name.text or None, told),
    )


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
    flat = spelled(" ".join(text.split()), least=TOLD_LIKENESS)
    told = [(spelled(row.cells[kind].flat, least=TOLD_LIKENESS).text, kind) for kind in kinds]
    if not flat.review and any(one and not is_sensible(one, kind) for one, kind in told):
        detail = "This says nothing that is known; say how it is taken."
        doubts.append(Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail))
    return Reading(
        text=text,
        value=flat.text or None,
        confidence=min(cell.confidence for cell in cells),
        box=cells[0].box,
        review=tuple(unread([*doubts, *flat.review], value=flat.text)),
    )
