"""
The stored audit log: append-only, numbered without gaps, with the tree's right edge.
"""

from collections.abc import Iterator

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    Index,
    LargeBinary,
    RowMapping,
    Table,
    Text,
    Uuid,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from dastern_core.audit import (
    ActorRole,
    AuditAction,
    AuditEntry,
    Frontier,
    append,
    leaf,
)
from dastern_core.kernel import ConflictError, PatientId
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable

__all__ = ["PostgresAuditLog", "audit_entries", "audit_head"]

_PAGE = 500  # entries that are held in memory at once

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Uuid, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", Uuid),
    Column("actor_role", member_of(ActorRole), nullable=False),
    Column("action", member_of(AuditAction), nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("resource_type", Text, nullable=False),
    Column("resource_id", Text, nullable=False),
    Column("details", JSONB, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False, comment="what the tree holds of it"),
    Index(None, "patient_id", "index"),
    comment="Append-only: a trigger refuses every other change (AUD-03).",
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Boolean, CheckConstraint("one", name="one_row"), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("peaks", ARRAY(LargeBinary), nullable=False),
    comment="The tree's right edge; its row lock puts the writers in one order.",
)


class PostgresAuditLog:
    """
    The audit log, as one transaction sees it.

    Args:
        connection: In a transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def append(self, entry: AuditEntry, *, salt: bytes) -> int:
        """
        Append an entry and give its index; other writers wait for this transaction.

        Raises:
            ConflictError: The entry's identifier is in the log already.
        """
        frontier = self._head(locked=True)
        content = leaf(entry, salt)
        # Counted, not returned: an operator writes entries that only the patient may read.
        added = self._connection.execute(
            insert(audit_entries)
            .values(
                index=frontier.size,
                id=entry.id,
                at=entry.at,
                actor_id=entry.actor_id,
                actor_role=entry.actor_role,
                action=entry.action,
                patient_id=entry.patient_id,
                resource_type=entry.resource_type,
                resource_id=entry.resource_id,
                details=dict(entry.details),
                salt=salt,
                leaf=content,
            )
            .on_conflict_do_nothing()
            .execution_options(preserve_rowcount=True)
        )
        if added.rowcount != 1:
            message = "an entry of this identifier is in the log already"
            raise ConflictError(message)
        grown = append(frontier, content)
        self._connection.execute(
            update(audit_head).values(size=grown.size, peaks=list(grown.peaks))
        )
        return frontier.size

    def size(self) -> int:
        """
        Give the number of entries.
        """
        return self._head(locked=False).size

    def entries(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes]]:
        """
        Give entries with their salts, by index, without holding them all in memory.
        """
        for first in range(start, min(end, self.size()), _PAGE):
            last = min(end, first + _PAGE) - 1
            found = self._connection.execute(
                select(audit_entries)
                .where(audit_entries.c.index.between(first, last))
                .order_by(audit_entries.c.index)
            )
            with readable("audit entry"):
                page = [(_entry(row), row["salt"]) for row in found.mappings()]
            yield from page

    def about(self, patient_id: PatientId, *, limit: int) -> tuple[AuditEntry, ...]:
        """
        Give the newest entries about a patient, newest first (AUD-06).
        """
        found = self._connection.execute(
            select(audit_entries)
            .where(audit_entries.c.patient_id == patient_id)
            .order_by(audit_entries.c.index.desc())
            .limit(limit)
        )
        with readable("audit entry"):
            return tuple(_entry(row) for row in found.mappings())

    def _head(self, *, locked: bool) -> Frontier:
        head = select(audit_head)
        row = self._connection.execute(head.with_for_update() if locked else head).mappings().one()
        with readable("head of the audit log"):
            return Frontier(size=row["size"], peaks=tuple(row["peaks"]))


def _entry(row: RowMapping) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        at=row["at"],
        actor_id=row["actor_id"],
        actor_role=row["actor_role"],
        action=row["action"],
        patient_id=row["patient_id"],
        resource_type=row["resource_type"],
        resource_id=row["resource_id"],
        details=row["details"],
    )
