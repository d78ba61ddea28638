"""
Doctor's notes in a dictionary.
"""

from dastern_core.kernel import AccountId, NotFoundError, PatientId
from dastern_core.permissions import DoctorNote, NoteId

__all__ = ["InMemoryDoctorNotes"]


class InMemoryDoctorNotes:
    """
    Every note, by its identifier.

    Args:
        notes: The notes stored so far; changed in place.
    """

    def __init__(self, notes: dict[NoteId, DoctorNote]) -> None:
        self._notes = notes

    def put(self, note: DoctorNote) -> None:
        """
        Store a note.
        """
        self._notes[note.id] = note

    def get(self, note_id: NoteId) -> DoctorNote:
        """
        Load a note.
        """
        if note_id not in self._notes:
            message = "there is no such note"
            raise NotFoundError(message)
        return self._notes[note_id]

    def written_by(self, author_id: AccountId, patient_id: PatientId) -> tuple[DoctorNote, ...]:
        """
        Load a doctor's notes about one patient that are not retired, the newest first.
        """
        own = (
            one
            for one in self._notes.values()
            if (one.author_id, one.patient_id) == (author_id, patient_id)
            and one.content is not None
        )
        return tuple(sorted(own, key=lambda one: (one.written_at, one.id), reverse=True))
