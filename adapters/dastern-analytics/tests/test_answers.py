"""
Answers to a file: partition by partition, resumable, and one bad row spoils one patient.
"""

import math
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dastern_analytics import (
    Answer,
    Engine,
    EventColumns,
    Question,
    answer,
    ask_days_covered,
    ask_measures,
)
from dastern_core.adherence import Measure, WindowPlan
from dastern_core.kernel import InvalidInputError

_QUESTION = ask_measures(
    Measure.CMA7, plan=WindowPlan(), same_medication=False, dosage_change=False
)
_HEADER = "patient_id,date,duration_days,daily_dose,medication\n"
_GOOD = "good,2026-01-01,30,1,A\ngood,2026-02-01,30,1,A\n"
_KILLED = Path(__file__).parent / "killed.py"


def _answered(
    source: Path,
    question: Question = _QUESTION,
    *,
    columns: EventColumns | None = None,
    folder: Path | None = None,
    partition_bytes: int = 2**20,
) -> tuple[list[tuple[object, ...]], Answer]:
    with answer(
        question,
        source,
        columns=columns or EventColumns(),
        kind=Engine.DUCKDB,
        folder=folder,
        partition_bytes=partition_bytes,
        threads=1,
        progress=lambda _what, _done, _all: None,
    ) as found:
        rows = [tuple(row.values()) for batch in found.batches for row in batch.to_pylist()]
    return rows, found


def _file(folder: Path, text: str) -> Path:
    path = folder / "events.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_partitions_change_nothing(tmp_path: Path, vectors: Path) -> None:
    """
    Many small partitions give the answer of one, in the order of the file.
    """
    source = vectors / "events.csv"

    whole, _ = _answered(source)
    pieces, _ = _answered(source, folder=tmp_path, partition_bytes=500)

    assert len(list((tmp_path / "answers").iterdir())) > 10
    assert whole == pieces


@pytest.mark.parametrize("kept", [(0, 0), (0, -200), (4, 200)])
def test_a_damaged_parquet_file_is_named(tmp_path: Path, kept: tuple[int, int]) -> None:
    """
    A file that is no Parquet, lost its end or has a damaged page is refused with a remedy.
    """
    path = tmp_path / "events.parquet"
    days = pa.array([date(2026, 1, 1)] * 2000)
    rows = {"patient_id": [str(one) for one in range(2000)], "date": days}
    pq.write_table(pa.table({**rows, "duration_days": [30.0] * 2000}), path)
    whole = path.read_bytes()
    first, last = kept
    path.write_bytes(
        whole[:first] + b"\xff" * last + whole[first + last :] if last > 0 else whole[first:last]
    )

    with pytest.raises(InvalidInputError) as refused:
        _answered(path)

    assert str(path) == refused.value.faults[0].field


def test_parquet_is_read_as_csv_is(tmp_path: Path, vectors: Path) -> None:
    """
    The same events in Parquet, typed and under other names, have the same answer.
    """
    text = (vectors / "events.csv").read_text(encoding="utf-8").splitlines()
    cells = list(zip(*(line.split(",") for line in text[1:]), strict=True))
    path = tmp_path / "events.parquet"
    table = pa.table(
        {
            "who": cells[0],
            "given": pa.array(cells[1]).cast(pa.date32()),
            "duration_days": pa.array(cells[2]).cast(pa.float64()),
        }
    )
    pq.write_table(table, path)

    rows, _ = _answered(path, columns=EventColumns(patient_id="who", date="given"))

    assert _answered(vectors / "events.csv")[0] == rows


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("bad,2026-13-01,30,1,A", "line 4, column date is not a date"),
        ("bad,20260101,30,1,A", "line 4, column date is not a date"),
        ("bad,2026-01-01,0,1,A", "line 4, column duration_days is not a number above 0"),
        ("bad,2026-01-01,1_0,1,A", "line 4, column duration_days is not a number above 0"),
        ("bad,2026-01-01,1e999,1,A", "line 4, column duration_days is not a number above 0"),
        ("bad,2026-01-01,30,x,A", "line 4, column daily_dose is not a number above 0"),
        ("bad", "line 4, column date is not a date"),
        ('bad,"2026\n",30,1,A', "line 5, column date is not a date"),
    ],
)
def test_a_bad_row_spoils_its_patient(tmp_path: Path, row: str, fault: str) -> None:
    """
    Line and column are named, the patient has no value, and the others keep theirs.
    """
    text = f"{_HEADER}{_GOOD}{row}\nbad,2026-02-01,30,1,A\nlast,2026-01-01,365,1,A\n"

    rows, found = _answered(_file(tmp_path, text))

    assert [("bad", None), ("last", 0.5)] == rows[1:]
    assert fault in str(found.taken.faults[0])


def test_a_row_without_a_patient_spoils_nobody(tmp_path: Path) -> None:
    """
    It is named and left out; a blank line is no row at all.
    """
    text = f"{_HEADER}\n ,never,30,1,A\nlast,2026-01-01,365,1,A\n"

    rows, found = _answered(_file(tmp_path, text))

    assert [("last", 0.5)] == rows
    assert ["line 3, column patient_id"] == [one.field for one in found.taken.faults]


def test_many_faults_are_counted(tmp_path: Path) -> None:
    """
    Twenty are named in the order of the file, all are counted.
    """
    text = _HEADER + "bad,never,30,1,A\n" * 25

    _, found = _answered(_file(tmp_path, text))

    assert [f"line {line}, column date" for line in range(2, 22)] == [
        one.field for one in found.taken.faults
    ]
    assert found.taken.fault_count == 25


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column patient_id is missing"),
        ("patient_id,date\n", "column duration_days is missing"),
        (_HEADER + 'a,"2026', "line 2 is no CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """
    What cannot be read at all is an error that says why.
    """
    with pytest.raises(InvalidInputError, match=message):
        _answered(_file(tmp_path, text))


def test_a_byte_of_another_encoding_spoils_its_patient(tmp_path: Path) -> None:
    """
    Bytes that are no UTF-8 are named by line and column, and the others are measured.
    """
    path = tmp_path / "events.csv"
    path.write_bytes(_HEADER.encode() + b"a,2026-01-01,365,1,A\n\xff,2026-01-01,30,1,A\n")

    rows, found = _answered(path)

    assert [0.5, None] == [value for _, value in rows]
    assert ["line 3, column patient_id"] == [one.field for one in found.taken.faults]


def _parquet(folder: Path, **columns: Sequence[object]) -> Path:
    given: dict[str, Sequence[object]] = {
        "patient_id": ["a", "b", "c"],
        "date": [date(2026, 1, 1)] * 3,
        "duration_days": [365.0] * 3,
        "daily_dose": [1.0] * 3,
        **columns,
    }
    path = folder / "events.parquet"
    pq.write_table(pa.table(given), path)
    return path


@pytest.mark.parametrize("column", ["duration_days", "daily_dose"])
@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_a_number_that_is_none_spoils_its_patient(
    tmp_path: Path, column: str, number: float
) -> None:
    """
    NaN, which a file's statistics leave out, is named by row and column like any other.
    """
    rows, found = _answered(_parquet(tmp_path, **{column: [1.0, number, 1.0]}))

    assert ("b", None) == rows[1]
    assert None not in (rows[0][1], rows[2][1])
    assert [f"row 2, column {column}"] == [one.field for one in found.taken.faults]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"date": [20260101] * 3}, "column date holds int64, not dates"),
        ({"duration_days": [date(2026, 1, 1)] * 3}, "column duration_days holds date, not numbers"),
        ({"patient_id": [["a"]] * 3}, "column patient_id holds array<string>, not text"),
    ],
)
def test_a_column_of_another_kind_is_refused(
    tmp_path: Path, columns: dict[str, list[object]], told: str
) -> None:
    """
    A Parquet column that cannot be read as ours is named, with what to write instead.
    """
    with pytest.raises(InvalidInputError, match=re.escape(told)):
        _answered(_parquet(tmp_path, **columns))


def test_a_folder_keeps_one_question(tmp_path: Path, vectors: Path) -> None:
    """
    The same question finds its answer there; another one is refused, as is a full folder.
    """
    source, folder = vectors / "events.csv", tmp_path / "work"
    first, _ = _answered(source, folder=folder)

    again, _ = _answered(source, folder=folder)

    assert first == again
    with pytest.raises(InvalidInputError, match="another question"):
        _answered(source, ask_days_covered(plan=WindowPlan()), folder=folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").touch()
    with pytest.raises(InvalidInputError, match="is not empty"):
        _answered(source, folder=tmp_path / "full")


@pytest.mark.parametrize("steps", [1, 4, 9])
def test_who_is_killed_goes_on(tmp_path: Path, vectors: Path, steps: int) -> None:
    """
    After kill -9 in the middle the next run computes the rest, and the answer is the same.
    """
    source = str(vectors / "events.csv")
    command = [sys.executable, str(_KILLED), source]
    undisturbed = subprocess.run(
        [*command, str(tmp_path / "whole")], check=True, capture_output=True, text=True
    )
    with subprocess.Popen(
        [*command, str(tmp_path / "work")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(steps):
            process.stdout.readline()
        process.kill()
    done = len(list((tmp_path / "work").glob("answers/*.parquet")))

    resumed = subprocess.run(
        [*command, str(tmp_path / "work")], check=True, capture_output=True, text=True
    )

    rows = [
        [line for line in run.stdout.splitlines() if line.startswith("row ")]
        for run in (undisturbed, resumed)
    ]
    assert done < 27
    assert len(rows[0]) > 40
    assert rows[0] == rows[1]
