"""
Stored emergency sessions: one doctor's half hour with one patient's record.
"""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, Uuid

from dastern_core.permissions import EmergencyStatus, SecondFactor
from dastern_postgres.columns import Instant, member_of, metadata

__all__ = ["emergency_sessions"]

emergency_sessions = Table(
    "emergency_sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("doctor_id", Uuid, nullable=False),
    Column("reason", Text, nullable=False),
    Column("factor", member_of(SecondFactor), nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("status", member_of(EmergencyStatus), nullable=False),
    Column("ended_by", Uuid),
    Column("ended_at", Instant),
    CheckConstraint("expires_at = granted_at + interval '30 minutes'", name="duration"),
    CheckConstraint("length(btrim(reason)) >= 10", name="reason"),
    comment="One doctor's half hour with one patient's record (EPE-01).",
)

# A pair has one session at a time (EPE-05).
Index(
    "emergency_sessions_active_key",
    emergency_sessions.c.doctor_id,
    emergency_sessions.c.patient_id,
    unique=True,
    postgresql_where=emergency_sessions.c.status == EmergencyStatus.ACTIVE,
)
