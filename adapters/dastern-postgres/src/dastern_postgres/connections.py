"""
Stored connections: one row a pair.
"""

from sqlalchemy import CheckConstraint, Column, Index, Table, Uuid, func

from dastern_core.permissions import AccessLevel, ConnectionEnd, ConnectionKind, ConnectionStatus
from dastern_postgres.columns import Instant, member_of, metadata

__all__ = ["connections"]

connections = Table(
    "connections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", member_of(ConnectionKind), nullable=False),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("member_id", Uuid, nullable=False, index=True),
    Column("initiator_id", Uuid, nullable=False),
    Column("status", member_of(ConnectionStatus), nullable=False),
    Column("end_reason", member_of(ConnectionEnd)),
    Column("offered_level", member_of(AccessLevel)),
    Column("requested_at", Instant, nullable=False),
    Column("accepted_at", Instant),
    Column("ended_at", Instant),
    CheckConstraint("patient_id <> member_id", name="two"),
    CheckConstraint("initiator_id IN (patient_id, member_id)", name="initiator"),
    comment="One row a pair (CON-01, CON-02).",
)

# A pair is a pair, whoever of the two asked first.
Index(
    "connections_pair_key",
    func.least(connections.c.patient_id, connections.c.member_id),
    func.greatest(connections.c.patient_id, connections.c.member_id),
    unique=True,
)
