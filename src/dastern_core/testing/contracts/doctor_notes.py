"""
What every store of doctor's notes does.
"""

from datetime import timedelta

import pytest

from dastern_core.kernel import NotFoundError
from dastern_core.permissions import rewrite
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.samples import NOW, sample_note

__all__ = ["DoctorNotesContract"]


class DoctorNotesContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("RBAC-05")
    def test_keeps_the_newest_words(self, store: Store) -> None:
        """
        A note that is rewritten has its new words; a retired one is listed no more.
        """
        note, other = sample_note(1), sample_note(2)
        later = NOW + timedelta(days=1)
        changed = rewrite(note, "គេងបានល្អ", by=note.author_id, now=later)
        retired = rewrite(changed, None, by=note.author_id, now=later)
        listed = []
        with store.begin() as work:
            work.doctor_notes.put(other)
        for one in (note, changed, retired):
            with store.begin() as work:
                work.doctor_notes.put(one)
            with store.begin() as work:
                listed.append(work.doctor_notes.written_by(note.author_id, note.patient_id))

                assert one == work.doctor_notes.get(note.id)
                with pytest.raises(NotFoundError):
                    work.doctor_notes.get(sample_note(3).id)
        assert [(note,), (changed,), ()] == listed
