"""
Stored grants: what a patient allows one person, and within which scope.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    Table,
    Uuid,
)

from dastern_core.permissions import AccessLevel
from dastern_postgres.columns import Instant, member_of, metadata

__all__ = ["grant_scopes", "grants"]

grants = Table(
    "grants",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("grantee_id", Uuid, primary_key=True, index=True),
    Column("level", member_of(AccessLevel), nullable=False),
    Column("alerts_enabled", Boolean, nullable=False),
    CheckConstraint("patient_id <> grantee_id", name="two"),
    comment="What a patient allows one person (CON-05 to CON-08).",
)

grant_scopes = Table(
    "grant_scopes",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("grantee_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("prescription_id", Uuid),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    ForeignKeyConstraint(
        ["patient_id", "grantee_id"],
        ["grants.patient_id", "grants.grantee_id"],
        ondelete="CASCADE",
    ),
    ForeignKeyConstraint(
        ["prescription_id", "patient_id"], ["prescriptions.id", "prescriptions.patient_id"]
    ),
    CheckConstraint(
        "(prescription_id IS NULL) = (starts_at IS NOT NULL AND ends_at IS NOT NULL)",
        name="one_kind",
    ),
    comment="A prescription or a time that SELECTED opens.",
)
