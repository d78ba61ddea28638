"""
Stored invitations: by the keyed hash of a code that is not stored.
"""

from sqlalchemy import Column, LargeBinary, Table, Uuid

from dastern_core.permissions import AccessLevel, ConnectionKind
from dastern_postgres.columns import Instant, member_of, metadata

__all__ = ["invitations"]

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", LargeBinary, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("kind", member_of(ConnectionKind), nullable=False),
    Column("level", member_of(AccessLevel), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by", Uuid),
    comment="By the keyed hash of a code that is not stored (C29).",
)
