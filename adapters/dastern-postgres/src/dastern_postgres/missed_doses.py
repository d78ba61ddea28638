"""
Missed doses: one statement marks them, puts them on record and leaves their notices.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import AccessLevel, ConnectionKind, ConnectionStatus
from dastern_core.prescriptions import PrescriptionStatus
from dastern_core.schedule import DoseStatus

__all__ = ["PostgresMissedDoses"]

_FARTHEST_EAST = timedelta(hours=14)  # of UTC: where a day begins first

# A batch is a small part of a backlog, of which its plan would read the whole each time.
_PLAN = text(
    "SELECT set_config(one, :way, true)"
    " FROM unnest(ARRAY['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan',"
    " 'enable_bitmapscan', 'enable_sort']) AS one"
)

# The counts tell on which days of whom doses are due. Sweeps that run at once share these days:
# each takes a sixteenth of a day's patients that no other sweep has, so that none reads, or
# waits to count, what another one marks. The rows are locked where they are read, so that the
# mark cannot meet another status than the one that was read; it asks for it all the same. A
# notice's identifier says what it tells to whom: telling twice would break its key. An entry's
# identifier and salt are derived from 244 random bits that are kept nowhere, the salt as
# NIST SP 800-56C r2, section 4.1, has it with SHA-256: to draw each took a third of the time.
#
# The order of the shares is kept by MATERIALIZED and OFFSET 0, without which the planner would
# take the locks of all before it sorts them. The rows' lock stands at the top: inside a LATERAL
# over partitions it ends PostgreSQL 18.6.
_SWEEP = text(
    """
    WITH RECURSIVE dates AS (
        SELECT min(day) AS day FROM dose_counts WHERE due > 0 AND day <= :last
        UNION ALL
        SELECT (SELECT min(day) FROM dose_counts
            WHERE due > 0 AND day <= :last AND day > former.day)
        FROM dates AS former WHERE former.day IS NOT NULL
    ), shares AS MATERIALIZED (
        SELECT day, rpad(to_hex(part), 32, '0')::uuid AS first,
            rpad(to_hex(part), 32, 'f')::uuid AS final,
            (day - DATE '2000-01-01') * 16 + part AS number
        FROM dates, generate_series(0, 15) AS part
        WHERE day IS NOT NULL
        ORDER BY day, part
    ), drawn AS MATERIALIZED (
        SELECT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS secret
    ), late AS (
        SELECT doses.due_at, doses.tableoid AS part, doses.ctid AS place
        FROM (
            SELECT patient_id, prescription_id, day, day::timestamp AT TIME ZONE 'UTC' AS midnight
            FROM (
                SELECT * FROM shares
                WHERE pg_try_advisory_xact_lock(:sweep, number % :locks)
                OFFSET 0
            ) AS mine CROSS JOIN LATERAL (
                SELECT patient_id, prescription_id
                FROM dose_counts
                WHERE due > 0 AND day = mine.day AND patient_id BETWEEN first AND final
                    AND :active = (
                        SELECT newest.status
                        FROM prescriptions JOIN prescription_versions AS newest
                            ON newest.prescription_id = id
                            AND newest.version = prescriptions.version
                        WHERE id = dose_counts.prescription_id)
                OFFSET 0
            ) AS counts
            OFFSET 0
        ) AS days JOIN doses ON doses.patient_id = days.patient_id
            AND doses.prescription_id = days.prescription_id
            AND doses.due_at >= midnight - interval '14 hours'
            AND doses.due_at < midnight + interval '36 hours' AND local::date = day
        WHERE status = 'due' AND due_at + make_interval(mins => grace_minutes) < :now
        LIMIT :limit
        FOR UPDATE OF doses SKIP LOCKED
    ), missed AS (
        UPDATE doses SET status = :missed, recorded_at = :now
        FROM late
        WHERE doses.due_at = late.due_at AND doses.tableoid = part AND doses.ctid = place
            AND doses.status = 'due'
        RETURNING doses.id, doses.patient_id
    ), relatives AS (
        SELECT grants.patient_id, grants.grantee_id
        FROM (SELECT DISTINCT patient_id FROM missed) AS people JOIN grants USING (patient_id)
        WHERE grants.alerts_enabled AND grants.level <> :nothing AND EXISTS (
            SELECT FROM connections AS tie WHERE tie.kind = :family AND tie.status = :accepted
                AND (tie.patient_id = grants.patient_id AND tie.member_id = grants.grantee_id
                OR tie.member_id = grants.patient_id AND tie.patient_id = grants.grantee_id))
    ), recipients AS (
        SELECT id, patient_id, patient_id AS recipient_id, :patient AS kind FROM missed
        UNION ALL
        SELECT id, patient_id, grantee_id, :relative FROM relatives JOIN missed USING (patient_id)
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
_SWEEP_LOCK = 0x73776570  # "swep": the class of the advisory locks of shares
_LOCKS = 64  # that a sweep holds at most: shares that meet in one are swept one after the other


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
            "last": (now.astimezone(UTC) + _FARTHEST_EAST).date(),
            "limit": limit,
            "sweep": _SWEEP_LOCK,
            "locks": _LOCKS,
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
