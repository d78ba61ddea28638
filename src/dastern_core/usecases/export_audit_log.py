"""
Export the audit log: written out and signed, so that anybody can verify it offline.
"""

from dastern_core.audit import Frontier, TreeHead, append, export_lines, frontier_root, leaf
from dastern_core.audit.checkpoint import SigningKey, sign_checkpoint
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store

__all__ = ["export_audit_log"]


def export_audit_log(*, key: SigningKey, store: Store | PaymentStore) -> tuple[str, ...]:
    """
    Write out the whole log with one checkpoint at its end.

    Args:
        key: Signs the checkpoint; its name is the log's origin.
        store: Where the log is.

    Returns:
        The lines of the export, without newlines; all entries are held in memory.

    Raises:
        PortError: The store failed.

    Source:
        Rule AUD-04 and contradiction C48; the tree is RFC 9162's.
    """
    with store.begin() as work:
        records = tuple(work.audit_log.entries(start=0, end=work.audit_log.size()))
    frontier = Frontier()
    for entry, salt in records:
        frontier = append(frontier, leaf(entry, salt))
    head = TreeHead(origin=key.name, size=len(records), root=frontier_root(frontier))
    note = sign_checkpoint(head, key=key)
    return tuple(export_lines(records, origin=key.name, checkpoints={head.size: note}))
