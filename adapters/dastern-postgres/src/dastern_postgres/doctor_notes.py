"""
Stored doctor's notes: for the author alone.
"""

import attrs
from sqlalchemy import Column, Connection, Index, Table, Uuid, select
from sqlalchemy.dialects.postgresql import insert

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import DoctorNote, NoteId
from dastern_postgres.columns import Instant, metadata
from dastern_postgres.sealed_columns import DOCTOR_NOTE, sealed_with
from dastern_postgres.sealer import Sealer

__all__ = ["PostgresDoctorNotes", "doctor_notes"]

doctor_notes = Table(
    "doctor_notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("written_at", Instant, nullable=False),
    *sealed_with(DOCTOR_NOTE),
    Index(None, "author_id", "patient_id"),
    comment="For the author alone (RBAC-05).",
)


class PostgresDoctorNotes:
    """
    The doctor's notes, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def put(self, note: DoctorNote) -> None:
        """
        Store a note, in place of what it said before.
        """
        values = self._sealer.parted(DOCTOR_NOTE, attrs.asdict(note, recurse=False))
        changed = {"sealed": values["sealed"], "unsealed": None, "written_at": note.written_at}
        self._connection.execute(
            insert(doctor_notes)
            .values(values)
            .on_conflict_do_update(index_elements=["id"], set_=changed)
        )

    def get(self, note_id: NoteId) -> DoctorNote:
        """
        Load a note.

        Raises:
            NotFoundError: There is no such note.
        """
        chosen = select(doctor_notes).where(doctor_notes.c.id == note_id)
        return self._sealer.load_one(DOCTOR_NOTE, chosen, DoctorNote)

    def written_by(self, author_id: AccountId, patient_id: PatientId) -> tuple[DoctorNote, ...]:
        """
        Load a doctor's notes about one patient that are not retired, the newest first.
        """
        stored = doctor_notes.c
        found = (
            select(doctor_notes)
            .where(stored.author_id == author_id, stored.patient_id == patient_id)
            .where(stored.sealed.is_not(None) | stored.unsealed.is_not(None))
            .order_by(stored.written_at.desc(), stored.id.desc())
        )
        return self._sealer.load(DOCTOR_NOTE, found, DoctorNote)
