"""
Tables of results: as CSV, Parquet or JSON, with what could not be measured.

The figures come patient by patient from the plain functions, or partition by partition
from an engine; the tables are the same.
"""

import csv
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

import attrs
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, track

from dastern_cli.adherence_events import Columns, EventTable, Patient, read_events, read_header
from dastern_cli.adherence_input import opened
from dastern_cli.adherence_options import Engine, Source
from dastern_cli.bootstrap import answered, write_parquet
from dastern_cli.files import UnwritableFileError, require_apart
from dastern_cli.output import print_json
from dastern_cli.parts import absent_parts, require_parts
from dastern_core.adherence import WindowPlan, Windows, place
from dastern_core.adherence.table_rows import table_rows
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["Cell", "Figures", "Row", "Rows", "flag", "placed", "write_figures"]

Cell = str | int | float | None
"""
One value of a result; None is written as an empty cell.
"""

Row = Sequence[Cell]
"""
One row of a result.
"""

Rows = Iterable[tuple[Cell, ...]]
"""
The rows of one patient.
"""


@attrs.frozen(kw_only=True)
class Figures:
    """
    A table that is asked for, and the two ways to it.

    Args:
        header: The names of the columns.
        columns: What the columns of the events are called.
        measured: The rows of one patient, by the plain functions; may raise
            InvalidInputError.
        spoiled: The rows of a patient who cannot be measured.
        question: The same to an engine.
        shaped: One row of an engine's answer as one row of the table.
        faults: What else could not be used.
        fault_count: How many of those there are in all.
    """

    header: Sequence[str]
    columns: Columns
    measured: Callable[[Patient], Iterable[Row]]
    spoiled: Callable[[Patient], Iterable[Row]]
    question: Callable[[], Any]
    shaped: Callable[[Sequence[Cell]], Row] = attrs.field(default=lambda row: row)
    faults: Sequence[Fault] = ()
    fault_count: int = 0


@attrs.define(kw_only=True)
class _Found:
    """
    Rows to be read once, and what could not be used, complete when they are read.
    """

    rows: Iterable[Row]
    faults: Callable[[], tuple[Sequence[Fault], int]]


def write_figures(figures: Figures, source: Source) -> None:
    """
    Compute a table, write it, and say who could not be measured.

    Raises:
        InvalidInputError: The events as a whole cannot be used.
        PortError: The engine is not here, or the output cannot be written.
    """
    require_apart({"output": source.output}, read=[source.events])
    engine = source.engine or (Engine.PYTHON if absent_parts(["analytics"]) else Engine.DUCKDB)
    found = _by_python if engine is Engine.PYTHON else _by_engine
    with found(figures, source, engine) as table:
        if source.as_json:
            records = [dict(zip(figures.header, row, strict=True)) for row in table.rows]
            faults, count = _together(figures, table)
            told = [
                {"field": one.field, "problem": one.problem, "remedy": one.remedy} for one in faults
            ]
            print_json({"rows": records, "fault_count": count, "faults": told})
            return
        if source.output is None:
            _write_csv(figures.header, table.rows, sys.stdout)
        else:
            _write_file(figures.header, table.rows, source.output)
        _warn(*_together(figures, table))


def flag(value: bool) -> str:  # noqa: FBT001 - the value is what is written
    """
    Write yes or no as the reference does.
    """
    return "TRUE" if value else "FALSE"


def placed(patient: Patient, plan: WindowPlan) -> Windows:
    """
    Place a patient's windows.

    Raises:
        InvalidInputError: They do not fit.
    """
    return place(plan, first_day=min(event.day for event in patient.events))


def _together(figures: Figures, table: _Found) -> tuple[Sequence[Fault], int]:
    faults, count = table.faults()
    return [*faults, *figures.faults], count + figures.fault_count


@contextmanager
def _by_python(figures: Figures, source: Source, _engine: Engine) -> Iterator[_Found]:
    if source.work is not None or source.events.lower().endswith(".parquet"):
        raise InvalidInputError(
            Fault(
                field="--engine python",
                problem="reads CSV in one go, neither Parquet nor piece by piece",
                remedy="Choose --engine duckdb.",
            )
        )
    with _people().status("Reading the events"), opened(source.events, errors="replace") as lines:
        table = read_events(lines, columns=figures.columns)
    yield _Found(rows=_rows(table, figures), faults=lambda: (table.faults, table.fault_count))


def _rows(table: EventTable, figures: Figures) -> Iterator[Row]:
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
                yield from list(figures.measured(patient))
            except InvalidInputError as error:
                table.spoil(patient, patient.at_first_line(error))
        if patient.spoiled:
            yield from figures.spoiled(patient)


@contextmanager
def _by_engine(figures: Figures, source: Source, engine: Engine) -> Iterator[_Found]:
    require_parts("analytics")
    people = _people()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with ExitStack() as stack:
        path = stack.enter_context(_file(source.events))
        if path.suffix.lower() != ".parquet":
            with opened(str(path), errors="replace") as lines:
                read_header(table_rows(lines), columns=figures.columns)
        bar = stack.enter_context(
            Progress(*columns, console=people, transient=True, disable=not people.is_terminal)
        )
        task = bar.add_task("starting", total=None)
        answer = stack.enter_context(
            answered(
                figures.question(),
                path,
                columns=figures.columns.names(),
                engine=engine.value,
                folder=source.work,
                progress=lambda what, done, all_of_it: bar.update(
                    task, description=what, completed=done, total=all_of_it
                ),
            )
        )
        bar.stop()
        rows = (
            figures.shaped(tuple(row.values()))
            for batch in answer.batches
            for row in batch.to_pylist()
        )
        yield _Found(rows=rows, faults=lambda: (answer.taken.faults, answer.taken.fault_count))


@contextmanager
def _file(events: str) -> Iterator[Path]:
    """
    Give the file of the events; standard input is put into one first.
    """
    if events != "-":
        with opened(events):
            yield Path(events)
        return
    with TemporaryDirectory(prefix="dastern-") as folder:
        path = Path(folder) / "events.csv"
        with (
            opened(events, errors="replace") as lines,
            path.open("w", encoding="utf-8", newline="") as copy,
        ):
            copy.writelines(lines)
        yield path


def _write_csv(header: Sequence[str], rows: Iterable[Row], where: TextIO) -> None:
    writer = csv.writer(where, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_text(cell) for cell in row] for row in rows)


def _write_file(header: Sequence[str], rows: Iterable[Row], path: Path) -> None:
    """
    Write a file of its name's kind, whole or not at all.
    """
    try:
        if path.suffix.lower() == ".parquet":
            require_parts("analytics")
            write_parquet(path, header, rows)
            return
        # A device or a pipe is written into, never replaced.
        device = path.exists() and not path.is_file()
        part = path if device else path.with_name(f".{path.name}.part")
        with part.open("w", encoding="utf-8", newline="") as file:
            _write_csv(header, rows, file)
        if not device:
            part.replace(path)
    except OSError as error:
        message = f"{path} cannot be written ({error.strerror}). Choose another place."
        raise UnwritableFileError(message) from error


def _warn(faults: Sequence[Fault], count: int) -> None:
    people = _people()
    for fault in faults:
        people.print(f"[yellow]left out[/] {fault}", soft_wrap=True)
    if count > len(faults):
        people.print(f"and {count - len(faults)} more", soft_wrap=True)


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell)


def _people() -> Console:
    return Console(stderr=True, highlight=False)
