"""
Stored batches: what a patient takes together, and when.
"""

from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    Table,
    Text,
    Time,
    Uuid,
    delete,
    select,
)

from dastern_core.kernel import ConflictError, PatientId
from dastern_core.prescriptions import Batch, BatchId
from dastern_postgres.columns import metadata
from dastern_postgres.whole_rows import add_row, change_row, load_row, load_rows

__all__ = ["PostgresBatches", "batches"]

batches = Table(
    "batches",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("prescription_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    Column("at", Time(timezone=False), nullable=False, comment="the wall clock"),
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
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, batch: Batch) -> None:
        """
        Store a new batch.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        add_row(self._connection, batches, batch, taken=_taken)

    def get(self, batch_id: BatchId) -> Batch:
        """
        Load a batch.

        Raises:
            NotFoundError: There is no such batch.
        """
        return load_row(self._connection, batches, Batch, batches.c.id == batch_id)

    def of_patient(self, patient_id: PatientId) -> tuple[Batch, ...]:
        """
        Load a patient's batches, by time, then by identifier.
        """
        found = (
            select(batches)
            .where(batches.c.patient_id == patient_id)
            .order_by(batches.c.at, batches.c.id)
        )
        return load_rows(self._connection, found, Batch)

    def change(self, batch: Batch, *, expected: Batch) -> None:
        """
        Store a batch's name and time: compare-and-set.

        Raises:
            ConflictError: It is stored with another name or time by now, or not at all.
        """
        stored = batches.c
        change_row(
            self._connection,
            batches,
            (stored.id == batch.id) & (stored.name == expected.name) & (stored.at == expected.at),
            {"name": batch.name, "at": batch.at},
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


def _taken() -> ConflictError:
    return ConflictError("a batch of this identifier is stored already")
