"""
Measure the adherence of populations on the engines of ``dastern-analytics``.

Run ``python bench/adherence_engines.py [EVENTS] [ENGINE ...]`` for events a CPU second, one
thread, reading Parquet included, and how far the figures are from the arrays' (``batch``);
duckdb and polars unless told, spark where Java is. CPU seconds of Spark are not seen from
here, so its line tells wall time. Run ``python bench/adherence_engines.py --stream EVENTS
MIB`` to send a file of that many events through DuckDB with so much memory: it tells the
time and the most memory that the process ever had.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from adherence_batch import PLAN, population

from dastern_analytics import Engine, EventColumns, answer, ask_measures, engine, measures
from dastern_core.adherence import Measure
from dastern_core.adherence.batch import SupplyArrays, measure_arrays, place_arrays

_EVENTS = 1_080_000
_CHUNK = 1_000_000
_MEDICINES = np.array(["A", "B", "C"])


def _table(supply: SupplyArrays, *, prefix: str, before: int) -> pa.Table:
    return pa.table(
        {
            "patient_id": np.char.add(prefix, np.char.zfill(supply.patient.astype(str), 7)),
            "row": before + np.arange(1, supply.day.size + 1),
            "date": (supply.day - 719_163).astype("datetime64[D]"),
            "duration_days": supply.duration,
            "daily_dose": supply.dose,
            "medication": _MEDICINES[supply.medication],
        }
    )


def _engines(events: int, names: list[str]) -> None:
    supply = population(events)()
    windows = place_arrays(PLAN, supply)
    print(f"{events:,} events of {supply.patients:,} patients")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.parquet"
        pq.write_table(_table(supply, prefix="p", before=0), path)
        for name in names:
            kind = Engine(name)
            clock = time.perf_counter if kind is Engine.SPARK else time.process_time
            with engine(kind, folder=Path(folder), threads=1) as connection:
                for measure in Measure:
                    table = connection.read_parquet(str(path), table_name="events")
                    began = clock()
                    rows = connection.to_pyarrow(measures(table, measure, plan=PLAN))
                    spent = clock() - began
                    expected = measure_arrays(measure, supply, windows=windows)
                    told = f"{events / spent / 1e6:8.2f} M events/s"
                    print(f"{name:8}{measure.value}{told}  {_distance(rows, expected)}")


def _distance(rows: pa.Table, expected: np.ndarray) -> str:
    patients = np.array([int(one[1:]) for one in rows["patient_id"].to_pylist()])
    found = np.full(expected.size, np.nan)
    found[patients] = rows["value"].to_numpy(zero_copy_only=False)
    same = np.array_equal(np.isnan(found), np.isnan(expected))
    far = np.nanmax(np.abs(found - expected), initial=0.0)
    return f"furthest {far:.1e}" if same else "DIFFERENT PATIENTS HAVE A VALUE"


def _stream(events: int, memory_mib: int) -> None:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        path = Path(folder) / "events.parquet"
        chunk = population(min(events, _CHUNK))()
        with pq.ParquetWriter(path, _table(chunk, prefix="c0-", before=0).schema) as writer:
            for number in range(events // chunk.day.size):
                before = number * chunk.day.size
                writer.write_table(_table(chunk, prefix=f"c{number}-", before=before))
        made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{events:,} events in {path.stat().st_size / 2**20:,.0f} MiB; made with {made} MiB")
        question = ask_measures(Measure.CMA7, plan=PLAN, same_medication=False, dosage_change=False)
        began, patients = time.perf_counter(), 0
        with answer(
            question,
            path,
            columns=EventColumns(),
            kind=Engine.DUCKDB,
            folder=Path(folder) / "work",
            threads=1,
            memory_mib=memory_mib,
            progress=lambda _what, _done, _all: None,
        ) as found:
            patients = sum(batch.num_rows for batch in found.batches)
        spent = time.perf_counter() - began
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{patients:,} patients in {spent:,.0f} s, {events / spent / 1e6:.2f} M events/s")
        print(f"DuckDB was given {memory_mib} MiB; the process never had more than {most} MiB")


def main() -> None:
    """
    Run what the arguments ask for.
    """
    arguments = sys.argv[1:]
    if arguments[:1] == ["--stream"]:
        _stream(int(arguments[1]), int(arguments[2]))
        return
    events = int(arguments[0]) if arguments else _EVENTS
    _engines(events, arguments[1:] or ["duckdb", "polars"])


if __name__ == "__main__":
    main()
