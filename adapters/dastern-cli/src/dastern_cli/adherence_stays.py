"""
Stays in hospital as CSV: what ``dastern adherence measures --stays`` reads.

A row that cannot be read spoils its patient, as a row of the events does.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from dastern_cli.adherence_events import MOST_FAULTS, MOST_ROWS, read_date
from dastern_core.adherence import Stay
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["StayTable", "read_stays"]

_COLUMNS = ("patient_id", "admitted", "discharged")


@attrs.define(kw_only=True)
class StayTable:
    """
    Stays by patient.

    Args:
        stays: Those that could be read.
        spoiled: The patients of whom one could not.
        faults: Why, by line and column; the first 20.
        fault_count: How many faults there are in all.
    """

    stays: dict[str, list[Stay]] = attrs.field(factory=dict)
    spoiled: set[str] = attrs.field(factory=set)
    faults: list[Fault] = attrs.field(factory=list)
    fault_count: int = 0

    def rows(self) -> Sequence[tuple[str, int | None, int | None]]:
        """
        Give each stay's patient and days, and a row without days for a spoiled patient.
        """
        known: list[tuple[str, int | None, int | None]] = [
            (patient, one.admitted.toordinal(), one.discharged.toordinal())
            for patient, found in self.stays.items()
            for one in found
        ]
        return known + [(patient, None, None) for patient in sorted(self.spoiled)]


def read_stays(lines: Iterable[str]) -> StayTable:
    """
    Read a table of stays.

    Args:
        lines: CSV with the columns patient_id, admitted and discharged; others are ignored.

    Raises:
        InvalidInputError: A column is missing, the text is no CSV, or there are too many rows.
    """
    table = StayTable()
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
        missing = [name for name in _COLUMNS if name not in header]
        if missing:
            remedy = "Add it: the stays are patient_id, admitted and discharged."
            problem = "is missing from the stays"
            raise InvalidInputError(
                *(Fault(field=f"column {name}", problem=problem, remedy=remedy) for name in missing)
            )
        for row, cells in enumerate(filter(None, reader), start=1):
            if row > MOST_ROWS:
                problem, remedy = f"has more than {MOST_ROWS} rows", "Split it by patient."
                raise InvalidInputError(Fault(field="--stays", problem=problem, remedy=remedy))
            _add(table, dict(zip(header, cells, strict=False)), reader.line_num)
    except csv.Error as error:
        field = f"stays, line {reader.line_num}"
        problem, remedy = f"is no CSV ({error})", "Check its quotes."
        raise InvalidInputError(Fault(field=field, problem=problem, remedy=remedy)) from error
    return table


def _add(table: StayTable, cells: Mapping[str, str], line: int) -> None:
    patient = cells.get("patient_id", "").strip()
    days = {name: read_date(cells.get(name, "")) for name in _COLUMNS[1:]}
    admitted, discharged = days.values()
    problems = {
        name: "is not a date such as 2026-06-15" for name, day in days.items() if day is None
    }
    if not patient:
        problems["patient_id"] = "is empty"
    if not problems and isinstance(admitted, date) and isinstance(discharged, date):
        try:
            stay = Stay(admitted=admitted, discharged=discharged)
        except InvalidInputError as error:
            problems["discharged"] = error.faults[0].problem
        else:
            table.stays.setdefault(patient, []).append(stay)
            return
    if patient:
        table.spoiled.add(patient)
    table.fault_count += len(problems)
    table.faults.extend(
        [
            Fault(
                field=f"stays, line {line}, column {name}",
                problem=problem,
                remedy="Correct the row.",
            )
            for name, problem in problems.items()
        ][: MOST_FAULTS - len(table.faults)]
    )
