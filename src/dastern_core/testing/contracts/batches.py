"""
What every store of batches does.
"""

from datetime import time

import attrs
import pytest

from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.record_samples import sample_batch
from dastern_core.testing.samples import sample_prescription

__all__ = ["BatchesContract"]


class BatchesContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("BAT-01")
    def test_lists_a_patients_batches_by_time(self, store: Store) -> None:
        """
        The earliest first, and nobody else's.
        """
        evening, other = sample_batch(1), sample_batch(2)
        morning = attrs.evolve(evening, id=sample_batch(3).id, name="ព្រឹក", at=time(7, 30))
        with store.begin() as work:
            for number in (1, 2):
                work.prescriptions.add(sample_prescription(number, active=True))
            for batch in (evening, other, morning):
                work.batches.add(batch)
        with store.begin() as work:
            found = work.batches.of_patient(evening.patient_id)

            assert evening == work.batches.get(evening.id)
            with pytest.raises(NotFoundError):
                work.batches.get(sample_batch(4).id)
        with pytest.raises(ConflictError), store.begin() as work:
            work.batches.add(evening)
        assert (morning, evening) == found

    def test_changes_what_still_stands_so(self, store: Store) -> None:
        """
        A batch that was moved meanwhile is not moved again; a removed one is gone.
        """
        batch = sample_batch(1)
        earlier = attrs.evolve(batch, at=time(18, 15))
        with store.begin() as work:
            work.prescriptions.add(sample_prescription(1, active=True))
            work.batches.add(batch)
        with store.begin() as work:
            work.batches.change(earlier, expected=batch)
        with pytest.raises(ConflictError), store.begin() as work:
            work.batches.change(attrs.evolve(batch, name="x"), expected=batch)
        with store.begin() as work:
            loaded = work.batches.get(batch.id)
            work.batches.remove(loaded)
        with pytest.raises(ConflictError), store.begin() as work:
            work.batches.remove(loaded)
        with store.begin() as work:
            assert () == work.batches.of_patient(batch.patient_id)
        assert earlier == loaded
