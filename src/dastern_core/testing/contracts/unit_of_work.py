"""
What every store does with a unit of work.
"""

import pytest

from dastern_core.kernel import NotFoundError
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import sample_dose, sample_entry, sample_prescription

__all__ = ["StoreContract"]


class StoreContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("RX-34")
    def test_commits_everything_together(self, store: Store) -> None:
        """
        What one unit of work stored, the next one sees.
        """
        prescription = sample_prescription(1, active=True)
        dose = sample_dose(prescription, days=0)
        with store.begin() as work:
            work.prescriptions.add(prescription)
            work.doses.plan([dose])
            work.audit_log.append(
                sample_entry(1, patient_id=prescription.patient_id), salt=bytes(16)
            )
        with store.begin() as work:
            loaded = (work.prescriptions.get(prescription.id), work.doses.get(dose.id))
            size = work.audit_log.size()

        assert ((prescription, dose), 1) == (loaded, size)

    @pytest.mark.rule("AUD-10")
    def test_leaves_nothing_behind_a_failure(self, store: Store) -> None:
        """
        An exception passes through, and nothing of the unit of work is stored.
        """
        prescription = sample_prescription(1, active=True)

        def fail_halfway() -> None:
            with store.begin() as work:
                work.prescriptions.add(prescription)
                entry = sample_entry(1, patient_id=prescription.patient_id)
                work.audit_log.append(entry, salt=bytes(16))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_halfway()
        with store.begin() as work:
            assert work.audit_log.size() == 0
            with pytest.raises(NotFoundError):
                work.prescriptions.get(prescription.id)
