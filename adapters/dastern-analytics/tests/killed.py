"""
Answer a question in small partitions, slowly enough to be killed; run by ``test_answers.py``.
"""

import sys
from pathlib import Path

from dastern_analytics import Engine, EventColumns, answer, ask_measures
from dastern_core.adherence import Measure, WindowPlan


def main(source: Path, folder: Path) -> None:
    """
    Print each step as it is done, and the answer's rows at the end.
    """
    question = ask_measures(
        Measure.CMA9, plan=WindowPlan(), same_medication=True, dosage_change=True
    )
    with answer(
        question,
        source,
        columns=EventColumns(),
        kind=Engine.DUCKDB,
        folder=folder,
        partition_bytes=400,
        threads=1,
        progress=lambda what, done, _: print(what, done, flush=True),  # noqa: T201 - the parent reads it
    ) as found:
        for batch in found.batches:
            for row in batch.to_pylist():
                print("row", row["patient_id"], row["value"])  # noqa: T201 - as above


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
