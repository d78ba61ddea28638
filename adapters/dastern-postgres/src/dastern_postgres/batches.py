"""
Stored batches: what a patient takes together, and when.
"""

import attrs
from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    Table,
    Time,
    Uuid,
    delete,
    select,
)

from dastern_core.kernel import ConflictError, PatientId
from dastern_core.prescriptions import Batch, BatchId
from dastern_postgres.columns import metadata
from dastern_postgres.sealed_columns import BATCH, sealed_with
from dastern_postgres.sealer import Sealer
from dastern_postgres.whole_rows import add_values, change_row

__all__ = ["PostgresBatches", "batches"]

batches = Table(
    "batches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("prescription_id", Uuid, nullable=False),
    Column("at", Time(timezone=False), nullable=False, comment="the wall clock"),
    *sealed_with(BATCH),
    ForeignKeyConstraint(
        ["prescription_id", "patient_id"], ["prescriptions.id", "prescriptions.patient_id"]
    ),
    comment="What a patient takes together (BAT-01).",
)


class PostgresBatches:
    """
    The batches, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, batch: Batch) -> None:
        """
        Store a new batch.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        add_values(self._connection, batches, self._values(batch), taken=_taken)

    def get(self, batch_id: BatchId) -> Batch:
        """
        Load a batch.

        Raises:
            NotFoundError: There is no such batch.
        """
        chosen = select(batches).where(batches.c.id == batch_id)
        return self._sealer.load_one(BATCH, chosen, Batch)

    def of_patient(self, patient_id: PatientId) -> tuple[Batch, ...]:
        """
        Load a patient's batches, by time, then by identifier.
        """
        found = (
            select(batches)
            .where(batches.c.patient_id == patient_id)
            .order_by(batches.c.at, batches.c.id)
        )
        return self._sealer.load(BATCH, found, Batch)

    def change(self, batch: Batch, *, expected: Batch) -> None:
        """
        Store a batch's name and time: compare-and-set.

        Raises:
            ConflictError: It is stored with another name or time by now, or not at all.
        """
        # No statement compares what is sealed: the row is held, and opened.
        chosen = batches.c.id == batch.id
        held = select(batches).where(chosen).with_for_update()
        stored = self._sealer.load(BATCH, held, Batch)
        if [(one.name, one.at) for one in stored] != [(expected.name, expected.at)]:
            message = "the batch has changed by now: load it again"
            raise ConflictError(message)
        values = {BATCH.column: self._values(batch)[BATCH.column], BATCH.plain: None}
        change_row(
            self._connection,
            batches,
            chosen,
            {**values, "at": batch.at},
            message="the batch has changed by now: load it again",
        )

    def remove(self, batch: Batch) -> None:
        """
        Remove a batch; its prescription, with what was taken, stays.

        Raises:
            ConflictError: It is not stored.
        """
        gone = self._connection.execute(delete(batches).where(batches.c.id == batch.id))
        if gone.rowcount != 1:
            message = "the batch is not stored any more"
            raise ConflictError(message)

    def _values(self, batch: Batch) -> dict[str, object]:
        return self._sealer.parted(BATCH, attrs.asdict(batch, recurse=False))


def _taken() -> ConflictError:
    return ConflictError("a batch of this identifier is stored already")
