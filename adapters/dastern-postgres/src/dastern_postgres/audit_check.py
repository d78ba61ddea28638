"""
The audit check: whether the stored log is what its tree says, from the first leaf on.
"""

from itertools import count

import attrs
from sqlalchemy import Connection, select

from dastern_core.audit import Frontier, append, frontier_root, leaf
from dastern_core.kernel import PortError
from dastern_postgres.audit_log import PostgresAuditLog, audit_entries, audit_leaves, read_entry
from dastern_postgres.engine import readable

__all__ = ["AuditLogBrokenError", "CheckedLog", "check_audit_log"]

_PAGE = 2000  # leaves that are held in memory at once


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
    """

    size: int
    root: str
    entries: int


def check_audit_log(connection: Connection) -> CheckedLog:
    """
    Build the tree anew from the leaves, and each leaf anew from its entry.

    Args:
        connection: In a transaction that sees every entry, of one snapshot.

    Raises:
        AuditLogBrokenError: A leaf is missing or in another place, an entry is not what
            its leaf stands for, or the stored head is another.
    """
    edge, compared = Frontier(), 0
    for start in count(0, _PAGE):
        found = connection.execute(
            select(audit_leaves.c.index, audit_leaves.c.leaf.label("placed"), *audit_entries.c)
            .outerjoin_from(
                audit_leaves,
                audit_entries,
                (audit_leaves.c.entry_id == audit_entries.c.id)
                & (audit_leaves.c.at == audit_entries.c.at),
            )
            .where(audit_leaves.c.index.between(start, start + _PAGE - 1))
            .order_by(audit_leaves.c.index)
        )
        rows = found.mappings().all()
        if not rows:
            break
        for row in rows:
            if row["index"] != edge.size:
                message = f"the leaf {edge.size} is missing or stands twice"
                raise AuditLogBrokenError(message)
            if row["salt"] is not None:
                with readable("audit entry"):
                    content = leaf(read_entry(row), row["salt"])
                if content != row["placed"]:
                    message = f"the entry of leaf {edge.size} is not the one that was logged"
                    raise AuditLogBrokenError(message)
                compared += 1
            edge = append(edge, row["placed"])
    if edge != PostgresAuditLog(connection).head():
        message = "the head of the tree is not that of its leaves"
        raise AuditLogBrokenError(message)
    return CheckedLog(size=edge.size, root=frontier_root(edge).hex(), entries=compared)
