"""
Stored doctor's notes.
"""

from typing import Protocol

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import DoctorNote, NoteId

__all__ = ["DoctorNotes"]


class DoctorNotes(Protocol):
    """
    The notes of all doctors, each for its author alone (RBAC-05).

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def put(self, note: DoctorNote) -> None:
        """
        Store a note, in place of what it said before.
        """
        ...

    def get(self, note_id: NoteId) -> DoctorNote:
        """
        Load a note.

        Raises:
            NotFoundError: There is no such note.
        """
        ...

    def written_by(self, author_id: AccountId, patient_id: PatientId) -> tuple[DoctorNote, ...]:
        """
        Load a doctor's notes about one patient that are not retired, the newest first.
        """
        ...
