"""
Intake: a file of events, CSV or Parquet, to partitions of whole patients.

Rows stream through; never more than a batch of them is in memory. A row that cannot be
read spoils its patient, not the table: its fault names line and column, and in the
partition the wrong cell is left such that no measure takes it for a value.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

import attrs
import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends import BaseBackend

from dastern_analytics.event_columns import FIELDS, EventColumns, require_kinds
from dastern_analytics.events import EPOCH, LAST_DAY, is_amount, surely
from dastern_core.adherence.table_rows import STRAY_QUOTE, TableRow, column_name, table_rows
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["MOST_FAULTS", "Progress", "Taken", "take_in"]

MOST_FAULTS = 20
"""
How many faults are named; the others are counted.
"""

Progress = Callable[[str, int, int], None]
"""
Told what is being done, how much of it is done and how much there is.
"""

_BATCH_ROWS = 100_000
_STREAM = "dastern_intake"
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
_PROBLEMS = {
    "patient_id": "is empty",
    "date": "is not a date such as 2026-06-15",
    "duration_days": "is not a number above 0",
    "daily_dose": "is not a number above 0",
    "medication": "is empty",
}


@attrs.frozen(kw_only=True)
class Taken:
    """
    What could not be used of a file.

    Args:
        faults: By line and column, in their order; the first 20.
        fault_count: How many there are in all.
    """

    faults: tuple[Fault, ...]
    fault_count: int

    def to_json(self) -> str:
        """
        Give the faults as text, to be kept beside the partitions.
        """
        return json.dumps(attrs.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Taken":
        """
        Read what ``to_json`` wrote.
        """
        kept = json.loads(text)
        faults = tuple(Fault(**one) for one in kept["faults"])
        return cls(faults=faults, fault_count=kept["fault_count"])


def take_in(
    source: Path,
    folder: Path,
    *,
    columns: EventColumns,
    partitions: int,
    connection: BaseBackend,
    progress: Progress,
) -> Taken:
    """
    Split a file of events into partitions, each with all events of its patients.

    Args:
        source: CSV with a header in UTF-8, or Parquet (by the name's ending).
        folder: Where the partitions go: ``part=0/``, ... in Parquet.
        columns: What the columns are called.
        partitions: How many partitions.
        connection: DuckDB.
        progress: Told of each batch.

    Returns:
        What could not be read.

    Raises:
        InvalidInputError: A column is missing or of another kind, or the file is no CSV or
            Parquet at all.
    """
    failures: list[InvalidInputError] = []
    if source.suffix.lower() == ".parquet":
        _require_parquet(source)
        raw = connection.read_parquet(str(source), file_row_number=True)
        names = columns.present(raw.columns)
        require_kinds(raw, names)
        raw = raw.mutate(
            row=raw.file_row_number + 1, line=raw.file_row_number + 1, stray=ibis.null("string")
        )
        place = "row"
    else:
        reader = _csv_reader(source, columns, failures, progress)
        names = {ours: ours for ours in reader.schema.names if ours in FIELDS}
        connection.con.register(_STREAM, reader)
        raw = connection.table(_STREAM)
        place = "line"
    checked = _checked(raw, names, columns)
    checked = checked.mutate(part=checked.patient_id.hash().abs() % partitions)
    try:
        connection.to_parquet(checked, folder, partition_by="part")
    except Exception as error:
        if failures:
            raise failures[0] from None
        # What DuckDB raises of a damaged page has no class of its own.
        if place == "row" and type(error) is duckdb.Error:
            raise _no_parquet(source) from error
        raise
    if not any(folder.glob("*/*.parquet")):
        # A header without a row makes no partition, and there is nothing wrong with that.
        empty = folder / "part=0"
        empty.mkdir(parents=True, exist_ok=True)
        nothing = checked.drop("part").schema().to_pyarrow().empty_table()
        pq.write_table(nothing, empty / "0.parquet")
    return _faults(connection, folder, columns, place)


def _require_parquet(source: Path) -> None:
    try:
        pq.read_metadata(source)
    except pa.ArrowInvalid as error:
        raise _no_parquet(source) from error


def _no_parquet(source: Path) -> InvalidInputError:
    problem = "is no Parquet, or a damaged one"
    remedy = "Write it anew; a text file's name must not end in .parquet."
    return InvalidInputError(Fault(field=str(source), problem=problem, remedy=remedy))


def _csv_reader(
    source: Path,
    columns: EventColumns,
    failures: list[InvalidInputError],
    progress: Progress,
) -> pa.RecordBatchReader:
    """
    Read a CSV file in batches, each row with the line on which it ends.
    """
    # A cell with a wrong byte spoils its patient, so that it need not spoil the table.
    with source.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        header = next(table_rows(stream), TableRow(1, [], None)).cells
    names = columns.present(header)
    places = {ours: header.index(name) for ours, name in names.items()}
    schema = pa.schema(
        [
            ("line", pa.int64()),
            ("row", pa.int64()),
            ("stray", pa.string()),
            *((ours, pa.string()) for ours in places),
        ]
    )
    batches = _csv_batches(
        source, header, places, schema=schema, failures=failures, progress=progress
    )
    return pa.RecordBatchReader.from_batches(schema, batches)


def _csv_batches(
    source: Path,
    header: list[str],
    places: dict[str, int],
    *,
    schema: pa.Schema,
    failures: list[InvalidInputError],
    progress: Progress,
) -> Iterator[pa.RecordBatch]:
    size = source.stat().st_size
    with source.open("rb") as binary:
        stream = TextIOWrapper(binary, encoding="utf-8-sig", errors="replace", newline="")
        rows = table_rows(stream)
        try:
            next(rows)
            row = 0
            while batch := list(islice(rows, _BATCH_ROWS)):
                lines = [line for line, _, _ in batch]
                cells = [one for _, one, _ in batch]
                strays = [
                    None if stray is None else column_name(header, stray) for _, _, stray in batch
                ]
                found = [
                    pa.array([one[at] if at < len(one) else "" for one in cells], pa.string())
                    for at in places.values()
                ]
                numbers = pa.array(range(row + 1, row + len(cells) + 1), pa.int64())
                yield pa.RecordBatch.from_arrays(
                    [pa.array(lines, pa.int64()), numbers, pa.array(strays, pa.string()), *found],
                    schema=schema,
                )
                row += len(cells)
                progress("reading", binary.tell(), size)
        except InvalidInputError as error:
            failures.append(error)
            raise


def _checked(raw: ir.Table, names: dict[str, str], columns: EventColumns) -> ir.Table:
    """
    Give our columns in their types, and for each whether its cell is wrong.
    """
    day, date_wrong = _day(raw[names["date"]])
    duration, duration_wrong, duration_empty = _amount(raw[names["duration_days"]])
    dose, dose_wrong, dose_empty = (
        _amount(raw[names["daily_dose"]])
        if "daily_dose" in names
        else (ibis.null("float64"), _NO, _YES)
    )
    medication = _text(raw[names["medication"]]) if "medication" in names else ibis.null("string")
    patient = _text(raw[names["patient_id"]])
    whole = raw.stray.isnull()
    lost = patient.isnull() | ~whole
    # No measure looks at what cannot be read, so the duration beside it spoils the patient.
    garbled = _is_garbled(patient) | _is_garbled(medication)
    duration = (garbled | ~whole).ifelse(-1.0, duration)
    return raw.select(
        "line",
        "row",
        "stray",
        patient_id=patient,
        day=day,
        duration_days=duration,
        daily_dose=dose,
        medication=medication,
        patient_id_wrong=whole & (lost | _is_garbled(patient)),
        date_wrong=~lost & date_wrong,
        duration_days_wrong=~lost & (duration_wrong | duration_empty),
        daily_dose_wrong=~lost & (dose_wrong | dose_empty if columns.needs_dose else dose_wrong),
        medication_wrong=~lost
        & (_is_garbled(medication) | (medication.isnull() if columns.needs_medication else _NO)),
    )


_NO = ibis.literal(value=False)
_YES = ibis.literal(value=True)
_REPLACEMENT = "\ufffd"  # what stands for bytes that are no UTF-8
_NO_UTF_8 = "is not UTF-8 text"
_SPACE = " \t\r\n\v\f"


def _is_garbled(text: ir.StringValue) -> ir.BooleanValue:
    """
    Tell whether a text had bytes that are no UTF-8.
    """
    return surely(text.contains(_REPLACEMENT))


def _text(column: ir.Value) -> ir.StringValue:
    return column.cast("string").strip().nullif("")


def _day(column: ir.Value) -> tuple[ir.IntegerValue, ir.BooleanValue]:
    if column.type().is_string():
        text = column.strip()
        written = text.re_search(_DATE)
        day = written.ifelse(text, ibis.null("string")).try_cast("date")
    else:
        day = column.cast("date")
    number = day.delta(ibis.date("1970-01-01"), unit="day").cast("int64") + EPOCH
    good = (number >= 1) & (number <= LAST_DAY)
    good = surely(good)
    return good.ifelse(number, ibis.null("int64")), ~good


def _amount(column: ir.Value) -> tuple[ir.FloatingValue, ir.BooleanValue, ir.BooleanValue]:
    """
    Give a number, whether something else stands there, and whether nothing does.

    What cannot be becomes -1, so that no engine takes it for an empty cell, as Spark does
    with what is not a number.
    """
    if column.type().is_string():
        text = column.strip()
        empty = text.isnull() | surely(text == "")
        number = text.re_search(_NUMBER).ifelse(text, ibis.null("string")).try_cast("float64")
    else:
        empty = column.isnull()
        number = column.cast("float64")
    good = is_amount(number)
    wrong = ~good & ~empty
    nothing = empty.ifelse(ibis.null("float64"), ibis.literal(-1.0))
    return good.ifelse(number, nothing), wrong, empty


def _faults(connection: BaseBackend, folder: Path, columns: EventColumns, place: str) -> Taken:
    rows = connection.read_parquet(f"{folder}/*/*.parquet", hive_partitioning=False)
    flags = {ours: rows[f"{ours}_wrong"] for ours in FIELDS}
    wrong = rows.filter(ibis.or_(rows.stray.notnull(), *flags.values())).order_by("row")
    total = sum(flag.sum().coalesce(0) for flag in (rows.stray.notnull(), *flags.values()))
    count = int(connection.to_pyarrow(rows.agg(count=total))["count"][0].as_py())
    first = connection.to_pyarrow(wrong.limit(MOST_FAULTS)).to_pylist()
    faults = [
        Fault(
            field=f"{place} {row['line']}, column {column}",
            problem=problem,
            remedy="Correct the row.",
        )
        for row in first
        for column, problem in _problems(row, columns)
    ]
    return Taken(faults=tuple(faults[:MOST_FAULTS]), fault_count=count)


def _problems(row: Mapping[str, object], columns: EventColumns) -> Iterator[tuple[str, str]]:
    if row["stray"] is not None:
        yield str(row["stray"]), STRAY_QUOTE
    for ours in FIELDS:
        if row[f"{ours}_wrong"]:
            garbled = _REPLACEMENT in str(row.get(ours))
            yield str(getattr(columns, ours)), _NO_UTF_8 if garbled else _PROBLEMS[ours]
