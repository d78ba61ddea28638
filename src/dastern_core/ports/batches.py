"""
Stored batches.
"""

from typing import Protocol

from dastern_core.kernel import PatientId
from dastern_core.prescriptions import Batch, BatchId

__all__ = ["Batches"]


class Batches(Protocol):
    """
    The batches of all patients; what they order is in their prescriptions.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, batch: Batch) -> None:
        """
        Store a new batch.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        ...

    def get(self, batch_id: BatchId) -> Batch:
        """
        Load a batch.

        Raises:
            NotFoundError: There is no such batch.
        """
        ...

    def of_patient(self, patient_id: PatientId) -> tuple[Batch, ...]:
        """
        Load a patient's batches, by time, then by identifier.
        """
        ...

    def change(self, batch: Batch, *, expected: Batch) -> None:
        """
        Store a batch's name and time: compare-and-set.

        Raises:
            ConflictError: It is stored with another name or time by now, or not at all.
        """
        ...

    def remove(self, batch: Batch) -> None:
        """
        Remove a batch; its prescription, with what was taken, stays.

        Raises:
            ConflictError: It is not stored.
        """
        ...
