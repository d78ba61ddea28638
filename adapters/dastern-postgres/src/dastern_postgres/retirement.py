"""
Retirement: months that were kept long enough go, and the audit log says which.

Nothing retires by itself: a service says how long it keeps what, and no less than the rule.
"""

import secrets
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import Connection

from dastern_core.audit import SALT_BYTES, ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import EntryId, Fault, InvalidInputError, PatientId, require_aware
from dastern_core.ports.key_store import KeyStore
from dastern_postgres.audit_log import PostgresAuditLog
from dastern_postgres.engine import connect
from dastern_postgres.partitions import PARTITIONED, retire_partitions
from dastern_postgres.policies import WORKER_ROLE
from dastern_postgres.sealer import Sealer, acting_as

__all__ = ["LEAST_MONTHS", "MOST_MONTHS", "NOBODY", "retire_months"]

LEAST_MONTHS: Final = 24
"""
How many whole months are kept at least, of audit entries and of doses (AUD-09, C48).
"""

MOST_MONTHS: Final = 1200
"""
How many can be asked for: a century.
"""

NOBODY: Final = PatientId(UUID(int=0))
"""
Whom an entry is about that concerns every patient alike.
"""


def retire_months(
    dsn: str, *, keep_months: int, now: datetime, by: str, keys: KeyStore
) -> tuple[str, ...]:
    """
    Drop the months that were kept long enough, with an audit entry for each, or none of them.

    Args:
        dsn: A connection string for libpq, of the tables' owner.
        keep_months: How many whole months before this one are kept; from 24 to 1200.
        now: This instant; aware.
        by: Who does it: a worker's or a person's name, for the log.
        keys: Wraps the key that seals the entries' details.

    Returns:
        The names of the partitions that were dropped.

    Raises:
        InvalidInputError: The rule asks to keep more, that is more than a century, or ``now``
            is naive.
        PortError: The role is not the tables' owner, or the log cannot be written.

    Source:
        Rule AUD-09 and contradiction C48: two years or more, whole closed months only.
    """
    if not LEAST_MONTHS <= keep_months <= MOST_MONTHS:
        remedy = f"Keep at least {LEAST_MONTHS} months (AUD-09), and at most {MOST_MONTHS}."
        problem = f"is {keep_months}"
        raise InvalidInputError(Fault(field="keep_months", problem=problem, remedy=remedy))
    at = require_aware(now, field="now").astimezone(UTC)
    first = datetime(at.year, at.month, 1, tzinfo=UTC)
    before = first - relativedelta(months=keep_months)
    engine = connect(dsn)
    try:
        with engine.begin() as connection:
            gone = [
                name
                for table in PARTITIONED
                for name in retire_partitions(connection, table, before=before)
            ]
            details = {"by": by, "kept_months": str(keep_months)}
            _record(connection, gone, at=at, details=details, keys=keys)
    finally:
        engine.dispose()
    return tuple(gone)


def _record(
    connection: Connection,
    gone: list[str],
    *,
    at: datetime,
    details: dict[str, str],
    keys: KeyStore,
) -> None:
    with acting_as(connection, WORKER_ROLE, back=None):
        log = PostgresAuditLog(connection, Sealer(connection, keys, role=WORKER_ROLE))
        for name in gone:
            entry = AuditEntry(
                id=EntryId(UUID(bytes=secrets.token_bytes(16), version=4)),
                at=at,
                actor_id=None,
                actor_role=ActorRole.SYSTEM,
                action=AuditAction.RECORDS_RETIRED,
                patient_id=NOBODY,
                resource_type="month",
                resource_id=name,
                details=details,
            )
            log.append(entry, salt=secrets.token_bytes(SALT_BYTES))
