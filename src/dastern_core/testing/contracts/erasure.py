"""
What every store does with what is written about a patient whose keys are destroyed.
"""

import attrs
import pytest

from dastern_core.audit import leaf
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.fakes.erasure import (
    erased_encounter,
    erased_entry,
    erased_note,
    erased_prescription,
)
from dastern_core.testing.record_samples import sample_encounter
from dastern_core.testing.samples import sample_entry, sample_note, sample_prescription

__all__ = ["ErasureContract"]

_SALT = bytes(range(16))


class ErasureContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("EPD-08")
    def test_what_is_written_reads_as_erased(self, store: Store) -> None:
        """
        One patient's texts are erased, and say so; another's, and what comes later, are not.
        """
        encounters = [sample_encounter(number) for number in (1, 2)]
        orders = [sample_prescription(number, active=True) for number in (1, 2)]
        notes = [sample_note(number) for number in (1, 2)]
        owner, other = encounters[0].patient_id, encounters[1].patient_id
        orders = [
            attrs.evolve(one, patient_id=whose)
            for one, whose in zip(orders, (owner, other), strict=True)
        ]
        notes = [
            attrs.evolve(one, patient_id=whose)
            for one, whose in zip(notes, (owner, other), strict=True)
        ]
        with store.begin() as work:
            for encounter, order, note in zip(encounters, orders, notes, strict=True):
                work.encounters.add(encounter)
                work.prescriptions.add(order)
                work.doctor_notes.put(note)
        with store.begin() as work:
            work.data_keys.erase(owner)
        later = attrs.evolve(sample_note(3), patient_id=owner)
        with store.begin() as work:
            work.doctor_notes.put(later)
        with store.begin() as work:
            found = (
                [work.encounters.get(one.id) for one in encounters],
                [work.prescriptions.get(one.id) for one in orders],
                [work.doctor_notes.get(one.id) for one in (*notes, later)],
            )

        assert found == (
            [erased_encounter(encounters[0]), encounters[1]],
            [erased_prescription(orders[0]), orders[1]],
            [erased_note(notes[0]), notes[1], later],
        )

    @pytest.mark.rule("AUD-04")
    def test_the_log_keeps_its_leaves(self, store: Store) -> None:
        """
        An erased entry says nothing, whether it has its place or not, and its leaf is the same.
        """
        owner, other = sample_encounter(1).patient_id, sample_encounter(2).patient_id
        entries = [sample_entry(number, patient_id=owner) for number in (1, 2)]
        kept = sample_entry(3, patient_id=other)
        with store.begin() as work:
            for entry in (entries[0], kept):
                work.audit_log.append(entry, salt=_SALT)
            work.audit_log.sequence(limit=9)
            work.audit_log.append(entries[1], salt=_SALT)
        with store.begin() as work:
            work.data_keys.erase(owner)
        with store.begin() as work:
            placed = work.audit_log.sequence(limit=9)
            records = list(work.audit_log.records(start=0, end=9))
            told = work.audit_log.about(owner, limit=9)
            intact = work.audit_log.about(other, limit=9)

        first, second = (leaf(entry, _SALT) for entry in entries)
        assert (1, [first, (kept, _SALT), second]) == (placed, records)
        assert (tuple(map(erased_entry, entries[::-1])), (kept,)) == (told, intact)
