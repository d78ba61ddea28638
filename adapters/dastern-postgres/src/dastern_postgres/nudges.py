"""
Stored nudges: at most two a dose and relative.
"""

from sqlalchemy import Column, Integer, Table, UniqueConstraint, Uuid

from dastern_core.permissions import NudgeAnswer
from dastern_postgres.columns import Instant, member_of, metadata

__all__ = ["nudges"]

nudges = Table(
    "nudges",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("caregiver_id", Uuid, nullable=False),
    Column("dose_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("answer", member_of(NudgeAnswer)),
    Column("answered_at", Instant),
    UniqueConstraint("dose_id", "caregiver_id", "number"),
    comment="At most two a dose and relative (CON-34).",
)
