"""
Doctor's notes: what a doctor writes for their own memory.

Only the author sees and changes a note, never the patient (RBAC-05); the audit log holds
its hash and not its words (AUD-08).
"""

import hashlib
from datetime import datetime
from typing import NewType
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    NotPermittedError,
    PatientId,
    require_aware,
    text_fault,
)

__all__ = ["LONGEST_NOTE", "DoctorNote", "NoteId", "content_hash", "rewrite"]

NoteId = NewType("NoteId", UUID)
"""
One note.
"""

LONGEST_NOTE = 10_000
"""
How many characters a note may have.
"""


@attrs.frozen(kw_only=True)
class DoctorNote:
    """
    One note of one doctor about one patient.

    Args:
        id: Its identifier.
        patient_id: About whom.
        author_id: The doctor.
        content: Not blank, up to 10,000 characters; None once it is retired.
        written_at: When it was written, the last time; aware.

    Raises:
        InvalidInputError: The content is blank or long, or the instant naive.
    """

    id: NoteId
    patient_id: PatientId
    author_id: AccountId
    content: str | None = attrs.field(repr=False)
    written_at: datetime

    def __attrs_post_init__(self) -> None:
        """
        Refuse a note that says nothing.
        """
        require_aware(self.written_at, field="written_at")
        if self.content is not None and not 0 < len(self.content.strip()) <= LONGEST_NOTE:
            problem = f"is blank or longer than {LONGEST_NOTE} characters"
            remedy = "Write something, in fewer words."
            raise InvalidInputError(Fault(field="content", problem=problem, remedy=remedy))
        if (unstorable := text_fault(self.content or "", field="content")) is not None:
            raise InvalidInputError(unstorable)


def rewrite(note: DoctorNote, content: str | None, *, by: AccountId, now: datetime) -> DoctorNote:
    """
    Change a note's words, or retire it with None.

    Raises:
        NotPermittedError: Somebody else than the author would change it.
        InvalidInputError: The content is blank or long.
    """
    if by != note.author_id:
        message = "only the author may change a note"
        raise NotPermittedError(message)
    return attrs.evolve(note, content=content, written_at=now)


def content_hash(note: DoctorNote) -> str:
    """
    Give what the audit log holds of a note: SHA-256 over identifier and words, in hex.

    The identifier, which nobody guesses, keeps short notes from being found by trying.
    """
    return hashlib.sha256(note.id.bytes + (note.content or "").encode()).hexdigest()
