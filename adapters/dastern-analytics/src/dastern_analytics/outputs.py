"""
Outputs: tables of figures as Parquet, written in batches, whole or not at all.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["write_parquet"]

_BATCH_ROWS = 100_000
_KINDS = {
    "value": pa.float64(),
    "event_interval": pa.float64(),
    "gap_days": pa.float64(),
    "duration_days": pa.float64(),
    "max_gap": pa.float64(),
    "fu_days": pa.int64(),
    "row": pa.int64(),
    "episode": pa.int64(),
    "window": pa.int64(),
    "days": pa.float64(),
    "possession": pa.float64(),
    "excess_days": pa.float64(),
    "stocks": pa.int64(),
    "largest_stock": pa.float64(),
    "mean_of_groups": pa.float64(),
    "any_covered": pa.float64(),
    "all_covered": pa.float64(),
    "mean_covered": pa.float64(),
}


def write_parquet(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """
    Write rows as a Parquet file; known columns are numbers, the others text.

    Args:
        path: The file; until it is whole it has another name.
        header: The names of the columns.
        rows: Any number of them; a batch at a time is in memory.

    Raises:
        OSError: The file cannot be written.
    """
    names = [(name, _KINDS.get(name, pa.string())) for name in header]
    if "gap_days" in header:
        names[0] = (header[0], pa.string())  # what the windows are called, no number
    schema = pa.schema(names)
    part = path.with_name(f".{path.name}.part")
    left = iter(rows)
    with pq.ParquetWriter(part, schema) as writer:
        while batch := list(islice(left, _BATCH_ROWS)):
            columns = [
                pa.array(column, kind)
                for column, (_, kind) in zip(zip(*batch, strict=True), names, strict=True)
            ]
            writer.write_table(pa.table(columns, schema=schema))
    part.replace(path)
