"""
Stored actors: as what each account may act, and which hospital has whom.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Table, Uuid

from dastern_core.kernel import ActorRole
from dastern_postgres.columns import member_of, metadata

__all__ = ["actors", "administrators", "hospital_patients"]

actors = Table(
    "actors",
    metadata,
    Column("account_id", Uuid, primary_key=True),
    Column("role", member_of(ActorRole), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("is_verified", Boolean, nullable=False),
    Column("hospital_id", Uuid),
    comment="As what each account may act.",
)

administrators = Table(
    "administrators",
    metadata,
    Column("account_id", Uuid, ForeignKey("actors.account_id"), primary_key=True),
    Column("is_active", Boolean, nullable=False),
    comment="The administrators among them, where the policy of actors can look.",
)

hospital_patients = Table(
    "hospital_patients",
    metadata,
    Column("hospital_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, primary_key=True),
    comment="Which hospital has which patient (RBAC-19).",
)
