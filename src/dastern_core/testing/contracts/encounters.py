"""
What every store of encounters does.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.encounters import Encounter, retire_encounter, revise_encounter
from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.record_samples import sample_encounter
from dastern_core.testing.samples import NOW, sample_hospital_id, sample_patient_id

__all__ = ["EncountersContract"]


class EncountersContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("EPN-06")
    def test_keeps_every_version(self, store: Store) -> None:
        """
        The newest is loaded, the earlier ones stay as they were.
        """
        first = sample_encounter(1)
        changed = attrs.evolve(first, allergies=(), recent_surgery="", blood_group=None)
        later = NOW + timedelta(days=1)
        second = revise_encounter(first, changed, author_id=first.author_id, now=later)
        third = retire_encounter(second, author_id=first.author_id, now=later)
        for version in (first, second, third):
            with store.begin() as work:
                work.encounters.add(version)
        with store.begin() as work:
            assert third == work.encounters.get(first.id)
            assert (third, second, first) == work.encounters.history(first.id)
            for load in (work.encounters.get, work.encounters.history):
                with pytest.raises(NotFoundError):
                    load(sample_encounter(9).id)

    @pytest.mark.rule("EPN-06")
    def test_refuses_what_does_not_follow(self, store: Store) -> None:
        """
        A version twice, a gap, another patient and another hospital.
        """
        first = sample_encounter(1)
        second = attrs.evolve(first, version=2)
        wrong: list[Encounter] = [
            first,
            attrs.evolve(first, version=3),
            attrs.evolve(second, patient_id=sample_patient_id(2)),
            attrs.evolve(second, hospital=sample_hospital_id(2)),
            attrs.evolve(second, hospital=None),
            attrs.evolve(sample_encounter(2), version=2),
        ]
        with store.begin() as work:
            work.encounters.add(first)
        for version in wrong:
            with pytest.raises(ConflictError), store.begin() as work:
                work.encounters.add(version)

    @pytest.mark.rule("EPN-08")
    def test_lists_the_newest_version_of_each(self, store: Store) -> None:
        """
        The latest occurrence first, withdrawn ones too, and nobody else's.
        """
        old, other, new = (sample_encounter(number) for number in (1, 2, 3))
        new = attrs.evolve(
            new, patient_id=old.patient_id, occurred_at=old.occurred_at + timedelta(hours=1)
        )
        retired = retire_encounter(old, author_id=old.author_id, now=NOW)
        with store.begin() as work:
            for version in (old, other, new, retired):
                work.encounters.add(version)
        with store.begin() as work:
            found = work.encounters.of_patient(old.patient_id)
            every = work.encounters.versions_of_patient(old.patient_id)

        assert (new, retired) == found
        assert {(old.id, 1), (old.id, 2), (new.id, 1)} == {(one.id, one.version) for one in every}
