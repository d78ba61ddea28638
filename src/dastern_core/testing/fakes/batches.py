"""
Batches in a dictionary.
"""

from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_core.prescriptions import Batch, BatchId

__all__ = ["InMemoryBatches"]


class InMemoryBatches:
    """
    Every batch, by its identifier.

    Args:
        batches: The batches stored so far; changed in place.
    """

    def __init__(self, batches: dict[BatchId, Batch]) -> None:
        self._batches = batches

    def add(self, batch: Batch) -> None:
        """
        Store a new batch.
        """
        if batch.id in self._batches:
            message = "a batch of this identifier is stored already"
            raise ConflictError(message)
        self._batches[batch.id] = batch

    def get(self, batch_id: BatchId) -> Batch:
        """
        Load a batch.
        """
        if batch_id not in self._batches:
            message = "there is no such batch"
            raise NotFoundError(message)
        return self._batches[batch_id]

    def of_patient(self, patient_id: PatientId) -> tuple[Batch, ...]:
        """
        Load a patient's batches, by time, then by identifier.
        """
        own = (one for one in self._batches.values() if one.patient_id == patient_id)
        return tuple(sorted(own, key=lambda one: (one.at, one.id)))

    def change(self, batch: Batch, *, expected: Batch) -> None:
        """
        Store a batch's name and time.
        """
        if self._batches.get(batch.id) != expected:
            message = "the batch has changed by now: load it again"
            raise ConflictError(message)
        self._batches[batch.id] = batch

    def remove(self, batch: Batch) -> None:
        """
        Remove a batch.
        """
        if self._batches.pop(batch.id, None) is None:
            message = "the batch is not stored any more"
            raise ConflictError(message)
