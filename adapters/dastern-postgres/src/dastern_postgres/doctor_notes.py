"""
Stored doctor's notes: for the author alone.
"""

from sqlalchemy import Column, Index, Table, Text, Uuid

from dastern_postgres.columns import Instant, metadata

__all__ = ["doctor_notes"]

doctor_notes = Table(
    "doctor_notes",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("content", Text),
    Column("written_at", Instant, nullable=False),
    Index(None, "author_id", "patient_id"),
    comment="For the author alone (RBAC-05).",
)
