"""
Missed doses: one statement marks them, puts them on record and leaves their notices.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import AccessLevel, ConnectionKind, ConnectionStatus
from dastern_core.prescriptions import PrescriptionStatus
from dastern_core.schedule import GRACE_MINUTES, DoseStatus

__all__ = ["PostgresMissedDoses"]

_SHORTEST_GRACE = timedelta(minutes=min(GRACE_MINUTES))
_FARTHEST_EAST = timedelta(hours=14)  # of UTC: where a day begins first

# A batch is a small part of a backlog, of which its plan would read the whole each time.
_PLAN = text(
    "SELECT set_config(one, :way, true)"
    " FROM unnest(ARRAY['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan',"
    " 'enable_bitmapscan', 'enable_sort']) AS one"
)

# The counts tell on which days of whom doses are due. A batch takes a day of a prescription
# whole, where it can: two sweeps that share one wait for each other to count it. The rows are
# locked where they are read, so that the mark cannot meet another status than the one that
# was read; it asks for it all the same. A notice's identifier says what it tells to whom:
# telling twice would break its key. An entry's identifier and salt are derived from 244
# random bits that are kept nowhere, the salt as NIST SP 800-56C r2, section 4.1, has it with
# SHA-256: to draw each took a third of the time.
#
# The lock stands at the top: inside a LATERAL over partitions it ends PostgreSQL 18.6.
_SWEEP = text(
    """
    WITH drawn AS MATERIALIZED (
        SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS secret
    ), late AS (
        SELECT doses.id, doses.due_at
        FROM (
            SELECT patient_id, prescription_id, day,
                day::timestamp AT TIME ZONE 'UTC' AS midnight
            FROM dose_counts
            WHERE due > 0 AND day <= :last AND :active = (
                SELECT newest.status
                FROM prescriptions JOIN prescription_versions AS newest
                    ON newest.prescription_id = id AND newest.version = prescriptions.version
                WHERE id = dose_counts.prescription_id)
            ORDER BY day, patient_id, prescription_id
            OFFSET 0
        ) AS days JOIN doses ON doses.patient_id = days.patient_id
            AND doses.prescription_id = days.prescription_id
            AND doses.due_at >= midnight - interval '14 hours'
            AND doses.due_at < midnight + interval '36 hours' AND local::date = day
        WHERE status = 'due' AND due_at < :latest
            AND due_at + make_interval(mins => grace_minutes) < :now
        LIMIT :limit
        FOR UPDATE OF doses SKIP LOCKED
    ), missed AS (
        UPDATE doses SET status = :missed, recorded_at = :now
        FROM late
        WHERE doses.id = late.id AND doses.due_at = late.due_at AND doses.status = 'due'
        RETURNING doses.id, doses.patient_id, doses.prescription_id, doses.due_at
    ), recipients AS (
        SELECT id, patient_id, patient_id AS recipient_id, :patient AS kind FROM missed
        UNION ALL
        SELECT missed.id, missed.patient_id, grants.grantee_id, :relative
        FROM missed JOIN grants ON grants.patient_id = missed.patient_id
        WHERE grants.alerts_enabled AND grants.level <> :nothing AND EXISTS (
            SELECT FROM connections AS tie WHERE tie.kind = :family AND tie.status = :accepted
                AND (tie.patient_id = grants.patient_id AND tie.member_id = grants.grantee_id
                OR tie.member_id = grants.patient_id AND tie.patient_id = grants.grantee_id))
    ), told AS (
        INSERT INTO notices (id, kind, patient_id, recipient_id, about, sent_at)
        SELECT md5(id::text || recipient_id)::uuid, kind, patient_id, recipient_id, id, :now
        FROM recipients
    )
    INSERT INTO audit_entries (id, at, actor_role, action, patient_id, resource_type,
        resource_id, details, salt)
    SELECT md5(drawn.secret || uuid_send(id))::uuid, :now, :system, :action,
        patient_id, 'dose', id::text,
        jsonb_build_object('status', CAST(:missed AS text)),
        sha256('\\x00000001' || drawn.secret || uuid_send(id))
    FROM missed, drawn
    """
)


class PostgresMissedDoses:
    """
    The missed doses, as one transaction sees them.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sweep(self, *, now: datetime, limit: int) -> int:
        """
        Mark doses missed that are still DUE after their grace: compare-and-set (DST-13).
        """
        given = {
            "now": now,
            "latest": now - _SHORTEST_GRACE,
            "last": (now.astimezone(UTC) + _FARTHEST_EAST).date(),
            "limit": limit,
            "active": PrescriptionStatus.ACTIVE.value,
            "missed": DoseStatus.MISSED.value,
            "patient": NoticeKind.DOSE_MISSED.value,
            "relative": NoticeKind.RELATIVE_MISSED_DOSE.value,
            "nothing": AccessLevel.NOT_ALLOWED.value,
            "family": ConnectionKind.FAMILY.value,
            "accepted": ConnectionStatus.ACCEPTED.value,
            "system": ActorRole.SYSTEM.value,
            "action": AuditAction.DOSE_MISSED.value,
        }
        self._connection.execute(_PLAN, {"way": "off"})
        swept = self._connection.execute(_SWEEP, given).rowcount
        self._connection.execute(_PLAN, {"way": "on"})
        return swept
