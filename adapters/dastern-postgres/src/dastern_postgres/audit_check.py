"""
The audit check: whether the stored log is what its tree says, from the first leaf on.
"""

from itertools import count

import attrs
from sqlalchemy import Connection, text

from dastern_core.audit import Frontier, append, frontier_root, leaf
from dastern_core.kernel import PortError
from dastern_core.ports.key_store import KeyStore
from dastern_postgres.audit_log import PostgresAuditLog, placed_entries
from dastern_postgres.engine import readable
from dastern_postgres.partitions import retired_months
from dastern_postgres.sealed_columns import AUDIT_ENTRY
from dastern_postgres.sealer import Sealer

__all__ = ["AuditLogBrokenError", "CheckedLog", "check_audit_log"]

_PAGE = 2000  # leaves that are held in memory at once

_STRAY = """
SELECT coalesce(e.id, p.id) FROM audit_entries AS e
FULL JOIN (
    SELECT id, "at", count(*) AS places, bool_or(waits) AS waits
    FROM (SELECT id, "at", true AS waits FROM audit_queue
        UNION ALL SELECT entry_id, "at", false FROM audit_leaves) AS every
    GROUP BY id, "at"
) AS p ON p.id = e.id AND p."at" = e."at"
WHERE p.places IS DISTINCT FROM 1 OR (e.id IS NULL AND p.waits) LIMIT 1
"""


class AuditLogBrokenError(PortError):
    """
    The stored log is not what was logged.
    """

    code = "audit_log_broken"


@attrs.frozen(kw_only=True)
class CheckedLog:
    """
    What was checked.

    Args:
        size: The number of leaves.
        root: The root hash over them, as hexadecimal digits.
        entries: How many of them were compared with their entry; the others were retired.
        sealed: How many of these compare by their own leaf alone, because what they say was
            erased, because no key store was at hand, or because they do not open.
        unreadable: How many of these do not open, though nobody erased them: please check
            these entries, and whether the keys are whole.
        waiting: How many entries beside them wait for their place; a backup holds them too.
    """

    size: int
    root: str
    entries: int
    sealed: int = 0
    unreadable: int = 0
    waiting: int = 0


def check_audit_log(connection: Connection, *, keys: KeyStore | None) -> CheckedLog:
    """
    Build the tree anew from the leaves, and each leaf anew from its entry.

    A leaf may be without its entry only where its whole month was retired: before the first
    month that has a partition, with no other entry of that month left. Every entry has one
    place, in the queue or among the leaves.

    Args:
        connection: In a transaction that sees every entry and key, of one snapshot.
        keys: Wraps the patients' keys; without it what is sealed stays closed.

    Raises:
        AuditLogBrokenError: A leaf is missing or in another place, an entry is missing, has
            no place or is not what its leaf stands for, or the stored head is another.
        PortError: The key store failed.
    """
    retired = retired_months(connection)
    sealer = None if keys is None else Sealer(connection, keys, role=None)
    log = PostgresAuditLog(connection, sealer)
    edge, compared, closed, unreadable = Frontier(), 0, 0, 0
    for start in count(0, _PAGE):
        found = connection.execute(placed_entries(start, start + _PAGE - 1))
        rows = found.mappings().all()
        if not rows:
            break
        readable_rows = [
            row for row in rows if row["id"] is not None and (sealer or row["sealed"] is None)
        ]
        with readable("audit entry"):
            opened = dict(
                zip([row["index"] for row in readable_rows], log.opened(readable_rows), strict=True)
            )
        unreadable += sum(
            salt is None and dict(entry.details) == AUDIT_ENTRY.unopened["details"]
            for entry, salt in opened.values()
        )
        for row in rows:
            if row["index"] != edge.size:
                message = f"the leaf {edge.size} is missing or stands twice"
                raise AuditLogBrokenError(message)
            if row["id"] is None:
                if not retired(row["logged_at"]):
                    message = f"the entry of leaf {edge.size} is missing, and was not retired"
                    raise AuditLogBrokenError(message)
            else:
                entry, salt = opened.get(row["index"], (None, None))
                content = row["leaf"] if entry is None or salt is None else leaf(entry, salt)
                closed += salt is None
                if content != row["placed"] or row["leaf"] not in {None, content}:
                    message = f"the entry of leaf {edge.size} is not the one that was logged"
                    raise AuditLogBrokenError(message)
                compared += 1
            edge = append(edge, row["placed"])
    stray = connection.scalar(text(_STRAY))
    if stray is not None:
        message = f"the entry {stray} has no place of its own, or waits and is missing"
        raise AuditLogBrokenError(message)
    if edge != log.head():
        message = "the head of the tree is not that of its leaves"
        raise AuditLogBrokenError(message)
    return CheckedLog(
        size=edge.size,
        root=frontier_root(edge).hex(),
        entries=compared,
        sealed=closed,
        unreadable=unreadable,
        waiting=int(connection.scalar(text("SELECT count(*) FROM audit_queue")) or 0),
    )
