"""
Stored access requests: one access each.
"""

from sqlalchemy import Column, Table, Text, Uuid

from dastern_core.permissions import AccessRequestStatus
from dastern_postgres.columns import Instant, member_of, metadata

__all__ = ["access_requests"]

access_requests = Table(
    "access_requests",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("requester_id", Uuid, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("status", member_of(AccessRequestStatus), nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("opens_at", Instant),
    Column("ends_at", Instant),
    comment="One access each (CON-06).",
)
