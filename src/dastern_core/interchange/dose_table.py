"""
Dose tables: doses as comma-separated values, out, and marks, in.

Spreadsheets run a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage
return. Such a cell gets an apostrophe in front, which spreadsheets hide and ``parse_marks``
takes away again. Source: OWASP, "CSV Injection".
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import attrs

from dastern_core.interchange.comma_separated import MARK_OF_ORDER, unguarded, write_table
from dastern_core.interchange.marks import DoseMark, MarkAction
from dastern_core.kernel import (
    Fault,
    InvalidInputError,
    MedicationId,
    decimal_text,
    parse_id,
    resolve,
)
from dastern_core.schedule import Dose, DoseId, SkipReason

__all__ = ["MARK_COLUMNS", "MOST_MARKS", "dose_table", "parse_marks"]

_COLUMNS: Final = (
    *("dose_id", "medicine", "date", "time", "slot", "quantity", "quantity_max", "unit"),
    *("status", "acted_at", "skip_reason", "note", "due_at", "flags", "slot_key"),
)
MARK_COLUMNS: Final = ("dose_id", "action", "at", "reason", "note")
"""
The columns of a table of marks; the last two may be left out, others are refused.
"""

MOST_MARKS: Final = 20_000
"""
How many marks are read at a time.
"""

_LONGEST: Final = 10_000_000  # characters; 20,000 marks of 500
_Member = TypeVar("_Member", bound=Enum)


def dose_table(
    doses: Sequence[Dose],
    *,
    medicines: Mapping[MedicationId, str],
    zone: ZoneInfo,
    for_excel: bool,
) -> str:
    """
    Write doses as comma-separated values with a line of heads (RFC 4180).

    Args:
        doses: In the order to write.
        medicines: The name of each dose's medicine.
        zone: The zone in which ``acted_at`` is told; ``due_at`` is in UTC.
        for_excel: Whether to begin with the mark by which Excel knows UTF-8, without
            which it garbles Khmer.

    Returns:
        The table. Amounts are exact: ``0.5``, or ``1/3`` where no decimal is.

    Raises:
        InvalidInputError: A medicine has no name.
    """
    unnamed = {dose.medication_id for dose in doses} - set(medicines)
    if unnamed:
        problem, remedy = f"lack {len(unnamed)} of the doses'", "Name every medicine."
        raise InvalidInputError(Fault(field="medicines", problem=problem, remedy=remedy))
    rows = (_cells(dose, medicines, zone) for dose in doses)
    return write_table(_COLUMNS, rows, for_excel=for_excel)


def _cells(dose: Dose, medicines: Mapping[MedicationId, str], zone: ZoneInfo) -> tuple[str, ...]:
    most, acted, reason = dose.quantity_max, dose.acted_at, dose.skip_reason
    return (
        str(dose.id),
        medicines[dose.medication_id],
        f"{dose.local:%Y-%m-%d}",
        f"{dose.local:%H:%M}",
        "" if dose.slot is None else dose.slot.value,
        decimal_text(dose.quantity.value),
        "" if most is None else decimal_text(most.value),
        dose.quantity.unit,
        dose.status.value,
        "" if acted is None else acted.astimezone(zone).isoformat(),
        "" if reason is None else reason.value,
        dose.skip_note or "",
        dose.due_at.isoformat(),
        " ".join(flag.value for flag in dose.flags),
        dose.slot_key,
    )


def parse_marks(text: str, *, zone: ZoneInfo) -> tuple[DoseMark, ...]:
    """
    Read marks from comma-separated values with a line of heads.

    Args:
        text: Heads ``dose_id``, ``action`` (take or skip) and ``at``, in any order, and if
            wanted ``reason`` and ``note``. A mark of UTF-8 at the beginning is no matter.
        zone: Whose wall times stand in ``at`` where they have no offset.

    Returns:
        The marks in the table's order.

    Raises:
        InvalidInputError: The table or a cell cannot be read; all faults together, each
            with its line and column, such as ``"line 3, at"``.
    """
    if len(text) > _LONGEST:
        remedy = f"Give at most {_LONGEST} characters at a time."
        raise InvalidInputError(Fault(field="table", problem="is too long", remedy=remedy))
    rows = list(_rows(text.removeprefix(MARK_OF_ORDER)))
    if len(rows) > MOST_MARKS + 1:
        remedy = f"Give at most {MOST_MARKS} at a time."
        raise InvalidInputError(Fault(field="table", problem="has too many marks", remedy=remedy))
    (line, heads), *rest = rows or [(1, [])]
    _require_heads(line, heads)
    marks, faults = [], []
    for line, cells in rest:
        if len(cells) != len(heads):
            problem = f"has {len(cells)} cells, not {len(heads)}"
            remedy = "Put a cell under each head, and quote commas."
            faults.append(Fault(field=f"line {line}", problem=problem, remedy=remedy))
            continue
        named = dict(zip(heads, (unguarded(cell) for cell in cells), strict=True))
        try:
            marks.append(_mark(named, zone))
        except InvalidInputError as error:
            faults += [
                attrs.evolve(fault, field=f"line {line}, {fault.field}") for fault in error.faults
            ]
    if faults:
        raise InvalidInputError(*faults)
    return tuple(marks)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """
    Give each row that is not blank, with the line on which it ends.
    """
    # Other signs that end lines elsewhere, such as U+2028, are letters in a cell.
    lines = (f"{line}\n" for line in text.replace("\r\n", "\n").split("\n"))
    reader = csv.reader(lines, strict=True)
    try:
        for cells in reader:
            if any(cells):
                yield reader.line_num, cells
    except csv.Error as error:
        remedy = "Close every quote, and write a quote within a cell twice."
        raise InvalidInputError(
            Fault(field=f"line {reader.line_num}", problem="is not CSV", remedy=remedy)
        ) from error


def _require_heads(line: int, heads: Sequence[str]) -> None:
    faults = [
        Fault(
            field=f"line {line}, {name}",
            problem="is missing",
            remedy=f"Give the heads {', '.join(MARK_COLUMNS)}.",
        )
        for name in MARK_COLUMNS[:3]
        if name not in heads
    ]
    faults += [
        Fault(
            field=f"line {line}, column {place}",
            problem="is not known here, or stands twice",
            remedy=f"Use {', '.join(MARK_COLUMNS)}, each once.",
        )
        for place, name in enumerate(heads, start=1)
        if name not in MARK_COLUMNS or name in heads[: place - 1]
    ]
    if faults:
        raise InvalidInputError(*faults)


def _mark(cells: Mapping[str, str], zone: ZoneInfo) -> DoseMark:
    faults: list[Fault] = []
    action = _member(MarkAction, cells["action"], "action", faults)
    reason = None
    if cells.get("reason"):
        reason = _member(SkipReason, cells["reason"], "reason", faults)
    at = _instant(cells["at"], zone, faults)
    try:
        dose_id = parse_id(DoseId, cells["dose_id"].strip(), field="dose_id")
    except InvalidInputError as error:
        raise InvalidInputError(*error.faults, *faults) from error
    if action is None or at is None or faults:
        raise InvalidInputError(*faults)
    return DoseMark(
        dose_id=dose_id, action=action, at=at, reason=reason, note=cells.get("note") or None
    )


def _member(kind: type[_Member], cell: str, field: str, faults: list[Fault]) -> _Member | None:
    for member in kind:
        if member.value == cell.strip().lower():
            return member
    remedy = f"Write one of {', '.join(str(member.value) for member in kind)}."
    faults.append(Fault(field=field, problem="is unknown", remedy=remedy))
    return None


def _instant(cell: str, zone: ZoneInfo, faults: list[Fault]) -> datetime | None:
    try:
        at = datetime.fromisoformat(cell.strip())
        if at.tzinfo is None:
            return resolve(at.date(), at.time(), zone=zone).instant
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        remedy = "Write a time such as 2026-06-15T07:05 or 2026-06-15T07:05:00+07:00."
        faults.append(Fault(field="at", problem="is no time", remedy=remedy))
        return None
