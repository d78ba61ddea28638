"""
Missed doses: one statement marks them, puts them on record and leaves their notices.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from dastern_core.audit import ActorRole, AuditAction
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import AccessLevel, ConnectionKind, ConnectionStatus
from dastern_core.prescriptions import PrescriptionStatus
from dastern_core.schedule import GRACE_MINUTES, DoseStatus

__all__ = ["PostgresMissedDoses"]

_SHORTEST_GRACE = timedelta(minutes=min(GRACE_MINUTES))

# A batch is a small part of a backlog, of which its plan would read the whole each time.
_PLAN = text(
    "SELECT set_config(one, :way, true)"
    " FROM unnest(ARRAY['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan']) AS one"
)

# The rows are locked where they are read, so that the mark cannot meet another status than
# the one that was read; it asks for it all the same. A notice's identifier says what it
# tells to whom: telling twice would break its key. A salt is two random identifiers, 244
# random bits.
_SWEEP = text(
    """
    WITH late AS (
        SELECT doses.id, doses.due_at
        FROM doses
        JOIN prescriptions ON prescriptions.id = doses.prescription_id
        JOIN prescription_versions AS newest ON newest.prescription_id = prescriptions.id
            AND newest.version = prescriptions.version
        WHERE doses.status = 'due' AND doses.due_at < :latest
            AND doses.due_at + make_interval(mins => doses.grace_minutes) < :now
            AND newest.status = :active
        ORDER BY doses.due_at, doses.slot_key
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
    SELECT gen_random_uuid(), :now, :system, :action, patient_id, 'dose', id::text,
        jsonb_build_object('status', CAST(:missed AS text)),
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    FROM missed
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
