"""
Tables of results: patient by patient, as CSV or JSON, with what could not be measured.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.console import Console
from rich.progress import track

from dastern_cli.adherence_events import Columns, EventTable, Patient, read_events
from dastern_cli.adherence_input import opened
from dastern_cli.output import console, print_json
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["ENGINES", "Cell", "Row", "require_engine", "table_of", "write_table"]

ENGINES = ("python",)
"""
What can compute a table here.
"""

Cell = str | int | float | None
"""
One value of a result; None is written as an empty cell.
"""

Row = Sequence[Cell]
"""
One row of a result.
"""


def require_engine(name: str) -> None:
    """
    Refuse an engine that is not here.

    Raises:
        InvalidInputError: Naming those that are.
    """
    if name not in ENGINES:
        raise InvalidInputError(
            Fault(
                field="--engine",
                problem=f"{name} is not available",
                remedy=f"Choose one of: {', '.join(ENGINES)}.",
            )
        )


def table_of(events: str, *, columns: Columns) -> EventTable:
    """
    Read the events, with a sign of life on a terminal.

    Raises:
        InvalidInputError: The table as a whole cannot be read.
    """
    with _people().status("Reading the events"), opened(events) as lines:
        return read_events(lines, columns=columns)


def write_table(
    header: Sequence[str],
    table: EventTable,
    *,
    measured: Callable[[Patient], Iterable[Row]],
    spoiled: Callable[[Patient], Iterable[Row]],
    as_json: bool,
) -> None:
    """
    Write one table for all patients, and say who could not be measured.

    Args:
        header: The names of the columns.
        table: The events.
        measured: The rows of one patient; may raise InvalidInputError.
        spoiled: The rows of a patient who cannot be measured.
        as_json: One JSON document with rows and faults instead of CSV.
    """
    rows = _rows(table, measured=measured, spoiled=spoiled)
    if as_json:
        records = [dict(zip(header, row, strict=True)) for row in rows]
        faults = [
            {"field": one.field, "problem": one.problem, "remedy": one.remedy}
            for one in table.faults
        ]
        print_json({"rows": records, "fault_count": table.fault_count, "faults": faults})
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_text(cell) for cell in row] for row in rows)
    _warn(table)


def _rows(
    table: EventTable,
    *,
    measured: Callable[[Patient], Iterable[Row]],
    spoiled: Callable[[Patient], Iterable[Row]],
) -> Iterator[Row]:
    people = _people()
    for patient in track(
        list(table.patients.values()),
        description="Measuring",
        console=people,
        transient=True,
        disable=not people.is_terminal,
    ):
        if not patient.spoiled:
            try:
                yield from list(measured(patient))
            except InvalidInputError as error:
                table.spoil(patient, _at_line(patient, error))
        if patient.spoiled:
            yield from spoiled(patient)


def _at_line(patient: Patient, error: InvalidInputError) -> InvalidInputError:
    """
    Say whose fault it is by the line of the patient's first row, not by name.
    """
    return InvalidInputError(
        *(
            Fault(
                field=f"patient of line {patient.line}, {fault.field}",
                problem=fault.problem,
                remedy=fault.remedy,
            )
            for fault in error.faults
        )
    )


def _warn(table: EventTable) -> None:
    people = _people()
    for fault in table.faults:
        people.print(f"[yellow]left out[/] {fault}", soft_wrap=True)
    if table.fault_count > len(table.faults):
        people.print(f"and {table.fault_count - len(table.faults)} more", soft_wrap=True)


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell)


def _people() -> Console:
    return console(as_json=True)
