"""
Answers: a question to a file of events, partition by partition, resumable.

Everything is kept in one folder, and each piece appears whole, by a rename::

    FOLDER/job.json          what is asked of which file; another question needs another folder
    FOLDER/events/part=N/    the events, each patient's in one partition
    FOLDER/faults.json       what of the file could not be read
    FOLDER/answers/N.parquet the answer of one partition
    FOLDER/spill/            what did not fit into memory, of a run that goes on

Who is killed at any moment and starts again goes on with the next partition, and has the
same answer as who was not.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends import BaseBackend

from dastern_analytics.engines import Engine, engine
from dastern_analytics.event_columns import EventColumns
from dastern_analytics.intake import MOST_FAULTS, Progress, Taken, take_in
from dastern_analytics.questions import Question
from dastern_analytics.windows import unplaced
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["Answer", "answer"]

_PARTITION_BYTES = 32 * 2**20  # of the file: a million events of CSV, some four of Parquet


@attrs.frozen(kw_only=True)
class Answer:
    """
    The answer to a question, ready to be read.

    Args:
        batches: The rows in order: patients as they appear in the file.
        taken: What of the file could not be used.
    """

    batches: Iterator[pa.RecordBatch] = attrs.field(eq=False)
    taken: Taken


@contextmanager
def answer(
    question: Question,
    source: Path,
    *,
    columns: EventColumns,
    kind: Engine,
    folder: Path | None = None,
    partition_bytes: int = _PARTITION_BYTES,
    threads: int | None = None,
    memory_mib: int | None = None,
    progress: Progress,
) -> Iterator[Answer]:
    """
    Answer a question to a file of events.

    Args:
        question: What is asked.
        source: CSV or Parquet, however large.
        columns: What its columns are called.
        kind: What computes.
        folder: Where the work is kept, so that it can be resumed; a temporary folder,
            removed afterwards, unless told.
        partition_bytes: How much of the file makes one partition.
        threads: As for ``engine``.
        memory_mib: As for ``engine``.
        progress: Told of each step.

    Yields:
        The answer, to be read within the block.

    Raises:
        InvalidInputError: The file cannot be used at all, or the folder holds another job or
            cannot be made.
        EngineUnavailableError: The engine is not here.
    """
    columns = attrs.evolve(
        columns, needs_dose=question.needs_dose, needs_medication=question.needs_medication
    )
    with _kept(folder) as place:
        parts = 1 + source.stat().st_size // partition_bytes
        _same_job(place, question, source=source, columns=columns, parts=parts)
        spill = place / "spill"
        spill.mkdir(exist_ok=True)
        with engine(Engine.DUCKDB, folder=spill, threads=threads, memory_mib=memory_mib) as local:
            taken = _taken(
                place, source, columns=columns, parts=parts, local=local, progress=progress
            )
            if kind is Engine.DUCKDB:
                _compute(place, question, parts=parts, connection=local, progress=progress)
            else:
                with engine(
                    kind, folder=spill, threads=threads, memory_mib=memory_mib
                ) as connection:
                    _compute(place, question, parts=parts, connection=connection, progress=progress)
            taken = _with_unplaced(taken, place, question, local)
            yield Answer(batches=_rows(place, question, local), taken=taken)


@contextmanager
def _kept(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"cannot be a folder for the work ({error.strerror})"
            remedy = "Name an empty or a new folder."
            fault = Fault(field=str(folder), problem=problem, remedy=remedy)
            raise InvalidInputError(fault) from error
        yield folder
        return
    with TemporaryDirectory(prefix="dastern-") as made:
        yield Path(made)


def _same_job(
    place: Path, question: Question, *, source: Path, columns: EventColumns, parts: int
) -> None:
    found = source.stat()
    job = json.dumps(
        {
            "asked": question.asked,
            "columns": str(columns),
            "partitions": parts,
            "source": str(source.resolve()),
            "bytes": found.st_size,
            "changed_ns": found.st_mtime_ns,
        }
    )
    path = place / "job.json"
    if path.exists():
        if path.read_text(encoding="utf-8") != job:
            raise InvalidInputError(
                Fault(
                    field=str(place),
                    problem="holds the work on another question or another file",
                    remedy="Name another folder, or remove this one.",
                )
            )
    elif any(place.iterdir()):
        remedy = "Name an empty or a new folder."
        raise InvalidInputError(Fault(field=str(place), problem="is not empty", remedy=remedy))
    else:
        _write_whole(path, job)


def _write_whole(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _taken(
    place: Path,
    source: Path,
    *,
    columns: EventColumns,
    parts: int,
    local: BaseBackend,
    progress: Progress,
) -> Taken:
    events, faults = place / "events", place / "faults.json"
    if not events.exists():
        part = place / "events.part"
        shutil.rmtree(part, ignore_errors=True)
        taken = take_in(
            source, part, columns=columns, partitions=parts, connection=local, progress=progress
        )
        _write_whole(faults, taken.to_json())
        part.rename(events)
    return Taken.from_json(faults.read_text(encoding="utf-8"))


def _compute(
    place: Path, question: Question, *, parts: int, connection: BaseBackend, progress: Progress
) -> None:
    answers = place / "answers"
    answers.mkdir(exist_ok=True)
    for number in range(parts):
        path, source = answers / f"{number}.parquet", place / "events" / f"part={number}"
        if source.exists() and not path.exists():
            events = connection.read_parquet(f"{source}/*.parquet", table_name=f"part_{number}")
            events = events.filter(events.patient_id.notnull())
            first = events.group_by("patient_id").agg(first_row=events.row.min())
            found = question.expression(events).join(first, "patient_id")
            part = path.with_suffix(".part")
            pq.write_table(connection.to_pyarrow(found), part)
            part.replace(path)
        progress("measuring", number + 1, parts)


def _with_unplaced(taken: Taken, place: Path, question: Question, local: BaseBackend) -> Taken:
    """
    Name the patients whose windows do not fit, by the line of the first row.
    """
    events = local.read_parquet(f"{place}/events/*/*.parquet", hive_partitioning=False)
    events = events.filter(events.patient_id.notnull())
    lost = unplaced(
        events, question.plan, dose=question.needs_dose, medication=question.needs_medication
    ).order_by("row")
    count = int(local.to_pyarrow(lost.count()).as_py())
    if not count:
        return taken
    room = max(MOST_FAULTS - len(taken.faults), 0)
    rows = [one["row"] for one in local.to_pyarrow(lost.limit(room)).to_pylist()]
    lines = events.filter(events.row.isin(rows)).order_by("row").select("line")
    faults = tuple(
        Fault(
            field=f"patient of line {one['line']}, windows",
            problem="leave the calendar or the follow-up",
            remedy="Check the dates, or give shorter windows.",
        )
        for one in (local.to_pyarrow(lines).to_pylist() if rows else [])
    )
    return Taken(faults=(*taken.faults, *faults), fault_count=taken.fault_count + count)


def _rows(place: Path, question: Question, local: BaseBackend) -> Iterator[pa.RecordBatch]:
    """
    Put the pieces in order, and read the whole in batches.
    """
    rows = local.read_parquet(f"{place}/answers/*.parquet")
    ordered = rows.order_by(["first_row", *question.order]).select(*question.columns)
    path = place / "spill" / "ordered.parquet"
    local.to_parquet(ordered, path)
    with pq.ParquetFile(path) as file:
        yield from file.iter_batches()
