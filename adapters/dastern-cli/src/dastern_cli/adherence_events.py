"""
Supply events as CSV: what the research commands of ``dastern adherence`` read.

A row that cannot be read spoils its patient, not the table: its fault names line and
column, and the patient has no value.
"""

import datetime as dt
import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from dastern_cli.adherence_header import require_columns
from dastern_core.adherence import SupplyEvent
from dastern_core.adherence.table_rows import STRAY_QUOTE, TableRow, column_name, table_rows
from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "MOST_FAULTS",
    "MOST_ROWS",
    "Columns",
    "EventTable",
    "Patient",
    "read_date",
    "read_events",
    "read_header",
]

MOST_ROWS = 10_000_000
"""
The most rows that are read into memory at once.
"""

MOST_FAULTS = 20
"""
How many faults are named; the others are counted.
"""
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_REPLACEMENT = "\ufffd"  # what stands for bytes that are no UTF-8
_Cells = list[str]


@attrs.frozen(kw_only=True)
class Columns:
    """
    What the columns are called.

    Args:
        patient_id: Any text.
        date: A date such as 2026-06-15.
        duration_days: A number above 0.
        daily_dose: A number above 0; the column may be absent.
        medication: Any text; the column may be absent.
        needed: Those of the last two that each row must fill all the same, as called.
    """

    patient_id: str = "patient_id"
    date: str = "date"
    duration_days: str = "duration_days"
    daily_dose: str = "daily_dose"
    medication: str = "medication"
    needed: Collection[str] = ()

    @classmethod
    def renamed(cls, pairs: Iterable[str], *, dose: bool, medication: bool) -> "Columns":
        """
        Read names such as ``date=dispensed_on``: ours, then the table's.

        Args:
            pairs: For the columns that are called something else.
            dose: Whether each row must have a daily dose.
            medication: Whether each row must have a medication.

        Raises:
            InvalidInputError: No such column is ours.
        """
        names: dict[str, str] = {}
        for pair in pairs:
            ours, _, theirs = pair.partition("=")
            if ours not in _OURS or not theirs:
                raise InvalidInputError(
                    Fault(
                        field="--column",
                        problem=f"{pair} renames nothing",
                        remedy=f"Write NAME=HEADER, NAME being one of: {', '.join(_OURS)}.",
                    )
                )
            names[ours] = theirs
        columns = cls(**names)
        needed = [(dose, columns.daily_dose), (medication, columns.medication)]
        return attrs.evolve(columns, needed=[name for wanted, name in needed if wanted])

    def names(self) -> dict[str, str]:
        """
        Give each column's name in the table by ours.
        """
        return {ours: str(getattr(self, ours)) for ours in _OURS}


_ALWAYS = ("patient_id", "date", "duration_days")
_OURS = (*_ALWAYS, "daily_dose", "medication")


@attrs.define(kw_only=True)
class Patient:
    """
    One patient's events as far as they could be read.

    Args:
        id: As in the table.
        line: Of the patient's first row.
        events: In the order of the table.
        rows: The number of each event among the table's rows, from 1.
        spoiled: Whether the patient cannot be measured.
    """

    id: str
    line: int
    events: list[SupplyEvent] = attrs.field(factory=list)
    rows: list[int] = attrs.field(factory=list)
    spoiled: bool = False

    def at_first_line(self, error: InvalidInputError) -> InvalidInputError:
        """
        Say whose fault it is by the line of the patient's first row, not by name.
        """
        return InvalidInputError(
            *(
                Fault(
                    field=f"patient of line {self.line}, {fault.field}",
                    problem=fault.problem,
                    remedy=fault.remedy,
                )
                for fault in error.faults
            )
        )


@attrs.define(kw_only=True)
class EventTable:
    """
    A table of events by patient.

    Args:
        patients: By identifier, in the order of their first rows.
        faults: What could not be used, by line and column; the first 20.
        fault_count: How many faults there are in all.
    """

    patients: dict[str, Patient] = attrs.field(factory=dict)
    faults: list[Fault] = attrs.field(factory=list)
    fault_count: int = 0

    def spoil(self, patient: Patient | None, error: InvalidInputError) -> None:
        """
        Take a patient out and remember why.
        """
        if patient is not None:
            patient.spoiled = True
        self.fault_count += len(error.faults)
        self.faults.extend(error.faults[: MOST_FAULTS - len(self.faults)])


def read_events(lines: Iterable[str], *, columns: Columns) -> EventTable:
    """
    Read a table of events.

    Args:
        lines: CSV with a header; further columns are ignored.
        columns: What the columns are called.

    Returns:
        The patients, and the faults of the rows that could not be read.

    Raises:
        InvalidInputError: A column is missing or stands twice, or where a row ends is not
            certain.
    """
    table = EventTable()
    rows = table_rows(lines)
    header = read_header(rows, columns=columns)
    for row, one in enumerate(rows, start=1):
        if row > MOST_ROWS:
            problem, remedy = f"has more than {MOST_ROWS} rows", "Split it by patient."
            raise InvalidInputError(Fault(field="--events", problem=problem, remedy=remedy))
        stray = None if one.stray is None else column_name(header, one.stray)
        cells = dict(zip(header, one.cells, strict=False))
        _add(table, cells, columns, place=(row, one.line), stray=stray)
    return table


def read_header(rows: Iterator[TableRow], *, columns: Columns) -> Sequence[str]:
    """
    Read the first row of a table of events.

    Args:
        rows: The table's.
        columns: What the columns are called.

    Raises:
        InvalidInputError: A column that each row must fill is missing, or one of ours stands
            twice.
    """
    header = next(rows, TableRow(1, [], None)).cells
    names = columns.names()
    required = {*(names[ours] for ours in _ALWAYS), *columns.needed}
    require_columns(
        header, {ours: name for ours, name in names.items() if name in {*required, *header}}
    )
    return header


def _add(
    table: EventTable,
    cells: Mapping[str, str],
    columns: Columns,
    *,
    place: tuple[int, int],
    stray: str | None,
) -> None:
    row, line = place
    patient_id = cells.get(columns.patient_id, "").strip()
    if stray is not None:
        patient = None
        if patient_id:
            patient = table.patients.setdefault(patient_id, Patient(id=patient_id, line=line))
        table.spoil(patient, _wrong(line, {stray: STRAY_QUOTE}))
        return
    if not patient_id:
        table.spoil(None, _wrong(line, {columns.patient_id: "is empty"}))
        return
    patient = table.patients.setdefault(patient_id, Patient(id=patient_id, line=line))
    garbled = {
        name: "is not UTF-8 text"
        for name in (columns.patient_id, columns.medication)
        if _REPLACEMENT in cells.get(name, "")
    }
    if garbled:
        table.spoil(patient, _wrong(line, garbled))
        return
    try:
        patient.events.append(_event(cells, columns, line))
    except InvalidInputError as error:
        table.spoil(patient, error)
    else:
        patient.rows.append(row)


def _event(cells: Mapping[str, str], columns: Columns, line: int) -> SupplyEvent:
    problems: dict[str, str] = {}
    day = read_date(cells.get(columns.date, ""))
    if day is None:
        problems[columns.date] = "is not a date such as 2026-06-15"
    duration = _above_0(cells.get(columns.duration_days, ""))
    if duration is None:
        problems[columns.duration_days] = "is not a number above 0"
    dose_text = cells.get(columns.daily_dose, "").strip()
    dose = _above_0(dose_text)
    if dose is None and (dose_text or columns.daily_dose in columns.needed):
        problems[columns.daily_dose] = "is not a number above 0"
    medication = cells.get(columns.medication, "").strip() or None
    if medication is None and columns.medication in columns.needed:
        problems[columns.medication] = "is empty"
    if problems or day is None or duration is None:
        raise _wrong(line, problems)
    return SupplyEvent(day=day, duration_days=duration, daily_dose=dose, medication=medication)


def read_date(text: str) -> dt.date | None:
    """
    Read a date such as 2026-06-15; None where it is something else.
    """
    try:
        return dt.date.fromisoformat(text.strip()) if _DATE.fullmatch(text.strip()) else None
    except ValueError:
        return None


def _above_0(text: str) -> float | None:
    number = float(text) if _NUMBER.fullmatch(text.strip()) else math.inf
    return number if math.isfinite(number) and number > 0 else None


def _wrong(line: int, problems: Mapping[str, str]) -> InvalidInputError:
    remedy = "Correct the row."
    return InvalidInputError(
        *(
            Fault(field=f"line {line}, column {column}", problem=problem, remedy=remedy)
            for column, problem in problems.items()
        )
    )
