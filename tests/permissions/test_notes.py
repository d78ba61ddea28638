"""
Doctor's notes: for their author alone, and never copied into the log.
"""

from datetime import datetime, timedelta
from uuid import UUID

import attrs
import pytest

from dastern_core.kernel import AccountId, InvalidInputError, NotPermittedError, PatientId
from dastern_core.permissions import DoctorNote, NoteId, content_hash, rewrite


@pytest.fixture
def note(patient_id: PatientId, doctor_id: AccountId, now: datetime) -> DoctorNote:
    """
    Give a note.
    """
    return DoctorNote(
        id=NoteId(UUID(int=4)),
        patient_id=patient_id,
        author_id=doctor_id,
        content="Ask about sleep",
        written_at=now,
    )


@pytest.mark.rule("RBAC-05")
def test_only_the_author_rewrites_a_note(
    note: DoctorNote, patient_id: PatientId, doctor_id: AccountId, now: datetime
) -> None:
    """
    The patient does not, and a retired note has no words.
    """
    later = now + timedelta(days=1)
    changed = rewrite(note, "Sleeps well", by=doctor_id, now=later)
    retired = rewrite(changed, None, by=doctor_id, now=later)

    assert ("Sleeps well", later, None) == (changed.content, changed.written_at, retired.content)
    with pytest.raises(NotPermittedError):
        rewrite(note, "Let me see", by=AccountId(patient_id), now=later)


@pytest.mark.parametrize("content", ["", " \n", "x" * 10_001])
def test_a_note_says_something(note: DoctorNote, content: str) -> None:
    """
    Blank and endless notes are refused.
    """
    with pytest.raises(InvalidInputError, match="content is blank"):
        attrs.evolve(note, content=content)


@pytest.mark.rule("AUD-08")
def test_the_log_gets_a_hash(note: DoctorNote) -> None:
    """
    It differs with the words and with the note, and says neither; nor does the repr.
    """
    other = attrs.evolve(note, id=NoteId(UUID(int=5)))
    changed = attrs.evolve(note, content="Ask about salt")

    assert 3 == len({content_hash(one) for one in (note, other, changed)})
    assert 64 == len(content_hash(note))
    assert "sleep" not in repr(note)


@pytest.mark.parametrize("content", ["x\0", "x\udc00"])
def test_a_note_can_be_stored(note: DoctorNote, content: str) -> None:
    """
    What no database keeps is refused by the field's name.
    """
    with pytest.raises(InvalidInputError, match="content holds"):
        attrs.evolve(note, content=content)
