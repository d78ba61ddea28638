"""
The stored audit log: entries as they come, and the order that one sequencer gives them.

A trigger queues each entry in the transaction that writes it. The sequencer takes it from
the queue into the leaves of the tree, under the row lock of the head. The leaves stay when
the entries of a month are retired: they tell nothing, and prove what was given out.
"""

from collections.abc import Callable, Iterator
from collections.abc import Sequence as SequenceOf
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Index,
    LargeBinary,
    RowMapping,
    Select,
    Sequence,
    Table,
    Text,
    Uuid,
    func,
    select,
    text,
    update,
)
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from dastern_core.audit import (
    ActorRole,
    AuditAction,
    AuditEntry,
    EntryFilter,
    Frontier,
    MissingEntryError,
    append,
    leaf,
)
from dastern_core.kernel import ConflictError, EntryId, PatientId
from dastern_postgres.columns import Instant, member_of, metadata
from dastern_postgres.engine import readable
from dastern_postgres.partitions import retired_months
from dastern_postgres.sealed_columns import AUDIT_ENTRY, Row
from dastern_postgres.sealer import Sealer
from dastern_postgres.trail_pages import trail_rows

__all__ = [
    "PostgresAuditLog",
    "audit_entries",
    "audit_head",
    "audit_leaves",
    "audit_queue",
    "placed_entries",
    "read_entry",
    "sealable",
]

_ALL = EntryFilter()
_PAGE = 500  # entries that are held in memory at once
_TAKE_OUT = text("""
DELETE FROM audit_queue AS q
USING unnest(CAST(:arrivals AS bigint[]), CAST(:ids AS uuid[]), CAST(:instants AS timestamptz[]))
    AS taken (arrival, id, "at")
WHERE (q.arrival, q.id, q."at") = (taken.arrival, taken.id, taken."at")
""")

# A missed dose's entry is written by the statement that marks it; its one detail is the word
# that its action says already.
_PLAIN = f"sealed IS NULL AND action <> '{AuditAction.DOSE_MISSED.value}'"

_ARRIVAL = Sequence("audit_arrival", metadata=metadata)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("actor_id", Uuid),
    Column("actor_role", member_of(ActorRole), nullable=False),
    Column("action", member_of(AuditAction), nullable=False),
    Column("patient_id", Uuid, nullable=False),
    Column("resource_type", Text, nullable=False),
    Column("resource_id", Text, nullable=False),
    Column("details", JSONB(none_as_null=True), comment="NULL where they are sealed"),
    Column("salt", LargeBinary, comment="NULL where it is sealed"),
    Column("arrival", BigInteger, nullable=False, server_default=_ARRIVAL.next_value()),
    Column("sealed", LargeBinary, comment="of details and salt"),
    Column("leaf", LargeBinary, comment="of a sealed entry: what the tree holds of it"),
    Index(None, "patient_id", "arrival"),
    Index("audit_entries_unsealed_idx", "id", postgresql_where=text(_PLAIN)),
    CheckConstraint("(sealed IS NULL) = (details IS NOT NULL AND salt IS NOT NULL)", name="whole"),
    CheckConstraint("sealed IS NULL OR leaf IS NOT NULL", name="leaf"),
    comment="Append-only: a trigger refuses every other change (AUD-03). By month.",
    postgresql_partition_by='RANGE ("at")',
)

audit_queue = Table(
    "audit_queue",
    metadata,
    Column("arrival", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Uuid, primary_key=True),
    Column("at", Instant, primary_key=True),
    comment="Entries that wait for their place; a trigger puts them here.",
)

audit_leaves = Table(
    "audit_leaves",
    metadata,
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", Uuid, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("leaf", LargeBinary, nullable=False, comment="what the tree holds of it"),
    comment="The order of the log. Append-only, and never retired.",
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("one", Boolean, CheckConstraint("one", name="one_row"), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("peaks", ARRAY(LargeBinary), nullable=False),
    comment="The tree's right edge; its row lock lets one sequencer at a time work.",
)


class PostgresAuditLog:
    """
    The audit log, as one transaction sees it.

    Args:
        connection: In a transaction.
        sealer: Of the same transaction; None for the log of payments, whose entries hold no
            patient's words and whose database holds no patient's key (PAY-35).
    """

    def __init__(self, connection: Connection, sealer: Sealer | None) -> None:
        self._connection = connection
        self._sealer = sealer

    def append(self, entry: AuditEntry, *, salt: bytes) -> None:
        """
        Append an entry; it waits for its place, and no writer for another.

        Raises:
            ConflictError: The entry is in the log already.
        """
        # Counted, not returned: an operator writes entries that only the patient may read.
        added = self._connection.execute(
            insert(audit_entries)
            .values(
                id=entry.id,
                at=entry.at,
                actor_id=entry.actor_id,
                actor_role=entry.actor_role,
                action=entry.action,
                patient_id=entry.patient_id,
                resource_type=entry.resource_type,
                resource_id=entry.resource_id,
                **self._content(entry, salt),
            )
            .on_conflict_do_nothing()
            .execution_options(preserve_rowcount=True)
        )
        if added.rowcount != 1:
            message = "an entry of this identifier is in the log already"
            raise ConflictError(message)

    def sequence(self, *, limit: int) -> int:
        """
        Give waiting entries their places; 0 also while another transaction does so.
        """
        mine = select(audit_head).with_for_update(skip_locked=True)
        row = self._connection.execute(mine).mappings().one_or_none()
        if row is None:
            return 0
        edge, leaves = _frontier(row), list[dict[str, object]]()
        while not leaves and (waiting := self._waiting(limit)):
            leaves, edge = self._placed(waiting, edge)
            taken = {
                "arrivals": [one.arrival for one in waiting],
                "ids": [one.id for one in waiting],
                "instants": [one.at for one in waiting],
            }
            self._connection.execute(_TAKE_OUT, taken)
        if leaves:
            self._connection.execute(insert(audit_leaves), leaves)
            self._connection.execute(
                update(audit_head).values(size=edge.size, peaks=list(edge.peaks))
            )
        return len(leaves)

    def _waiting(self, limit: int) -> SequenceOf[SqlRow[tuple[object, ...]]]:
        stored = audit_queue.c
        first = select(audit_queue).order_by(stored.arrival, stored.id, stored.at).limit(limit)
        return self._connection.execute(first).all()

    def _placed(
        self, waiting: SequenceOf[SqlRow[tuple[object, ...]]], edge: Frontier
    ) -> tuple[list[dict[str, object]], Frontier]:
        entries = self._leaves_of([(one.id, one.at) for one in waiting])
        # An entry is given one place, however often it is said to wait.
        known = select(audit_leaves.c.entry_id, audit_leaves.c.at).where(
            audit_leaves.c.entry_id.in_([one.id for one in waiting])
        )
        placed = {(one.entry_id, one.at) for one in self._connection.execute(known)}
        leaves = []
        for one in waiting:
            if (one.id, one.at) in entries and (one.id, one.at) not in placed:
                placed.add((one.id, one.at))
                content = entries[one.id, one.at]
                place = {"index": edge.size, "entry_id": one.id, "at": one.at, "leaf": content}
                leaves.append(place)
                edge = append(edge, content)
        return leaves, edge

    def _content(self, entry: AuditEntry, salt: bytes) -> dict[str, object]:
        if self._sealer is None:
            return {"details": dict(entry.details), "salt": salt}
        row = {"id": entry.id, "patient_id": entry.patient_id}
        texts = {"details": dict(entry.details), "salt": salt.hex()}
        # The leaf is made now: the key may be erased before the entry has its place.
        return {"sealed": self._sealer.seal(AUDIT_ENTRY, row, texts), "leaf": leaf(entry, salt)}

    def _leaves_of(
        self, keys: SequenceOf[tuple[UUID, datetime]]
    ) -> dict[tuple[UUID, datetime], bytes]:
        # The instants name the months to look into; a join would read whole months.
        instants = [at for _, at in keys]
        if not keys:
            return {}
        found = self._connection.execute(
            select(audit_entries)
            .where(audit_entries.c.id.in_([key for key, _ in keys]))
            .where(audit_entries.c.at.between(min(instants), max(instants)))
        )
        with readable("audit entry"):
            return {
                (row["id"], row["at"]): leaf(read_entry(row), row["salt"])
                if row["leaf"] is None
                else row["leaf"]
                for row in found.mappings()
            }

    def head(self) -> Frontier:
        """
        Give the right edge of the tree over the entries that have their place.
        """
        return _frontier(self._connection.execute(select(audit_head)).mappings().one())

    def size(self) -> int:
        """
        Give the number of entries, those that wait for their place included.
        """
        waiting = select(func.count(audit_queue.c.arrival)).scalar_subquery()
        return int(self._connection.scalar(select(audit_head.c.size + waiting)) or 0)

    def entries(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes]]:
        """
        Give entries that have their place, without holding them all in memory.
        """
        for record in self.records(start=start, end=end):
            if not isinstance(record, bytes):
                yield record

    def records(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes] | bytes]:
        """
        Give what the log still holds of every place, without holding it all in memory.

        What does not open is given as its leaf, as what was erased is.

        Raises:
            MissingEntryError: An entry is missing that was neither erased nor retired, or
                is not for whoever asks.
        """
        retired = retired_months(self._connection)
        for first in range(start, min(end, self.head().size), _PAGE):
            last = min(end, first + _PAGE) - 1
            found = self._connection.execute(placed_entries(first, last))
            with readable("audit entry"):
                rows = found.mappings().all()
                opened = iter(self.opened([row for row in rows if row["id"] is not None]))
                page: list[tuple[AuditEntry, bytes] | bytes] = []
                for row in rows:
                    if row["id"] is None:
                        page.append(_retired(row, retired))
                        continue
                    entry, salt = next(opened)
                    page.append(bytes(row["placed"]) if salt is None else (entry, salt))
            yield from page

    def opened(self, rows: SequenceOf[RowMapping]) -> list[tuple[AuditEntry, bytes | None]]:
        """
        Make the entries out of their rows, each with its salt; None where it was erased.

        One entry that does not open hides no other: it is without a salt too, and its details
        are those of ``AUDIT_ENTRY.unopened``.

        Raises:
            InvalidInputError: A row breaks a rule of the entry.
            PortError: The keys cannot be loaded.
        """
        sealed = [row for row in rows if row["sealed"] is not None]
        texts = iter(
            [] if self._sealer is None else self._sealer.rows(AUDIT_ENTRY, sealed, listed=True)
        )
        found = []
        for row in rows:
            if row["sealed"] is None:
                found.append((read_entry(row), row["salt"]))
                continue
            one = next(texts)
            salt = None if one["salt"] is None else bytes.fromhex(one["salt"])
            found.append((read_entry(one), salt))
        return found

    def about(
        self,
        patient_id: PatientId,
        *,
        limit: int,
        wanted: EntryFilter = _ALL,
        before: EntryId | None = None,
    ) -> tuple[AuditEntry, ...]:
        """
        Give the newest entries about a patient, newest first (AUD-06).

        Raises:
            NotFoundError: No entry about the patient has the identifier ``before``.
        """
        rows = trail_rows(
            self._connection, audit_entries, patient_id, limit=limit, wanted=wanted, before=before
        )
        with readable("audit entry"):
            return tuple(entry for entry, _ in self.opened(rows))


def _frontier(row: RowMapping) -> Frontier:
    with readable("head of the audit log"):
        return Frontier(size=row["size"], peaks=tuple(row["peaks"]))


def placed_entries(first: int, last: int) -> Select[*tuple[object, ...]]:
    """
    Select leaves in their order, each with its entry if that is still there.

    Args:
        first: The first one's place.
        last: The last one's, inclusive.
    """
    place, entry = audit_leaves.c, audit_entries.c
    same = (place.entry_id == entry.id) & (place.at == entry.at)
    return (
        select(place.leaf.label("placed"), place.index, place.at.label("logged_at"), *entry)
        .outerjoin_from(audit_leaves, audit_entries, same)
        .where(place.index.between(first, last))
        .order_by(place.index)
    )


def sealable() -> ColumnElement[bool]:
    """
    Say which entries wait to be sealed.
    """
    stored = audit_entries.c
    return stored.sealed.is_(None) & (stored.action != AuditAction.DOSE_MISSED)


def _retired(row: RowMapping, retired: Callable[[datetime], bool]) -> bytes:
    if not retired(row["logged_at"]):
        raise MissingEntryError(index=row["index"])
    return bytes(row["placed"])


def read_entry(row: Row) -> AuditEntry:
    """
    Make the entry out of its row.

    Raises:
        InvalidInputError: The row breaks a rule of the entry.
    """
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
