"""
What every count of usage does.
"""

import attrs
import pytest

from dastern_core.ports.unit_of_work import Store
from dastern_core.subscriptions import Stored
from dastern_core.testing.samples import sample_dose, sample_entry, sample_prescription

__all__ = ["UsageContract"]


class UsageContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("SUB-12")
    def test_counts_what_is_about_one_patient(self, store: Store) -> None:
        """
        Prescriptions once whatever their versions, doses and entries; nobody else's.
        """
        mine, others = (sample_prescription(number, active=True) for number in (1, 2))
        with store.begin() as work:
            for one in (mine, attrs.evolve(mine, version=2), others):
                work.prescriptions.add(one)
            work.doses.plan([sample_dose(mine, days=days) for days in (0, 1)])
            work.doses.plan([sample_dose(others, days=0)])
            for number in (1, 2, 3):
                entry = sample_entry(number, patient_id=mine.patient_id)
                work.audit_log.append(entry, salt=bytes(16))
        with store.begin() as work:
            work.usage.hold(mine.patient_id)
            counted = work.usage.of_patient(mine.patient_id)

        assert Stored(prescriptions=1, doses=2, entries=3) == counted

    @pytest.mark.rule("SUB-12")
    def test_somebody_new_has_stored_nothing(self, store: Store) -> None:
        """
        Zeros, and no error.
        """
        nobody = sample_prescription(1, active=True).patient_id
        with store.begin() as work:
            counted = work.usage.of_patient(nobody)

        assert Stored() == counted
