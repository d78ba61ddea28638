"""
Stored emergency sessions: one doctor's half hour with one patient's record.
"""

from datetime import datetime

import attrs
from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Index,
    Table,
    Uuid,
    func,
    select,
    true,
)

from dastern_core.kernel import AccountId, ConflictError, PatientId
from dastern_core.permissions import (
    EmergencySession,
    EmergencySessionId,
    EmergencyStatus,
    SecondFactor,
)
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.sealed_columns import EMERGENCY, sealed_with
from dastern_postgres.sealer import Sealer
from dastern_postgres.whole_rows import add_values, change_row

__all__ = ["PostgresEmergencySessions", "emergency_sessions"]

# An envelope is 81 bytes longer than what it holds: 14 of JSON, and ten of a reason at least.
_REASON = "coalesce(octet_length(sealed), 0) >= 105 OR unsealed IS NOT NULL"

emergency_sessions = Table(
    "emergency_sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False, index=True),
    Column("doctor_id", Uuid, nullable=False),
    Column("factor", member_of(SecondFactor), nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("status", member_of(EmergencyStatus), nullable=False),
    Column("ended_by", Uuid),
    Column("ended_at", Instant),
    CheckConstraint("expires_at = granted_at + interval '30 minutes'", name="duration"),
    CheckConstraint("factor IN ('OTP', 'FINGERPRINT', 'IRIS')", name="factor"),
    *sealed_with(EMERGENCY),
    CheckConstraint(_REASON, name="reason"),
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


_MOST = 100  # a doctor's sessions with one patient: more than a person reads


class PostgresEmergencySessions:
    """
    The emergency sessions, as one transaction sees them.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction.
    """

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, session: EmergencySession) -> None:
        """
        Store a new session.

        Raises:
            ConflictError: The pair has one that is stored as active (EPE-05), or its
                identifier is stored already.
        """
        values = self._sealer.parted(EMERGENCY, attrs.asdict(session, recurse=False))
        add_values(self._connection, emergency_sessions, values, taken=_taken)

    def get(self, session_id: EmergencySessionId) -> EmergencySession:
        """
        Load a session.

        Raises:
            NotFoundError: There is no such session.
        """
        chosen = select(emergency_sessions).where(emergency_sessions.c.id == session_id)
        return self._sealer.load_one(EMERGENCY, chosen, EmergencySession)

    def between(self, patient_id: PatientId, doctor_id: AccountId) -> tuple[EmergencySession, ...]:
        """
        Load the sessions of one doctor with one patient, the newest first; at most 100.
        """
        stored = emergency_sessions.c
        pair = (stored.patient_id == patient_id) & (stored.doctor_id == doctor_id)
        return self._newest(pair, _MOST)

    def of_patient(self, patient_id: PatientId, *, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load the sessions about one patient, the newest first (EPE-14).
        """
        return self._newest(emergency_sessions.c.patient_id == patient_id, limit)

    def started_since(self, doctor_id: AccountId, since: datetime) -> int:
        """
        Count the sessions that a doctor started from an instant on (EPA-06), and hold the count.
        """
        key = func.hashtextextended(f"emergency/{doctor_id}", 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(key)))
        stored = emergency_sessions.c
        own = (stored.doctor_id == doctor_id) & (stored.granted_at >= since)
        counted = select(func.count()).select_from(emergency_sessions).where(own)
        return self._connection.scalar(counted) or 0

    def recent(self, *, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load the newest sessions of all, for the review.
        """
        return self._newest(true(), limit)

    def overdue(self, *, now: datetime, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load sessions that are stored as active though their end has come (EPE-13).
        """
        stored = emergency_sessions.c
        found = (
            select(emergency_sessions)
            .where(stored.status == EmergencyStatus.ACTIVE, stored.expires_at <= now)
            .order_by(stored.expires_at, stored.id)
            .limit(limit)
        )
        return self._sealer.load(EMERGENCY, found, EmergencySession)

    def change(self, session: EmergencySession, *, expected: EmergencyStatus) -> None:
        """
        Store what became of a session: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or it is not stored.
        """
        stored = emergency_sessions.c
        change_row(
            self._connection,
            emergency_sessions,
            (stored.id == session.id) & (stored.status == expected),
            EMERGENCY.without(attrs.asdict(session, recurse=False)),
            message="the session has changed by now: load it again",
        )

    def _newest(self, chosen: ColumnElement[bool], limit: int) -> tuple[EmergencySession, ...]:
        stored = emergency_sessions.c
        newest = (stored.granted_at.desc(), stored.id.desc())
        found = select(emergency_sessions).where(chosen).order_by(*newest).limit(limit)
        return self._sealer.load(EMERGENCY, found, EmergencySession)


def _taken() -> ConflictError:
    return ConflictError("the doctor has a session with this patient already")
