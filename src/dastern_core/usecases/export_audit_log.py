"""
Export the audit log: written out and signed, so that anybody can verify it offline.
"""

from dastern_core.audit import Frontier, TreeHead, append, export_lines, frontier_root, leaf
from dastern_core.audit.checkpoint import SigningKey, sign_checkpoint
from dastern_core.kernel import ConflictError
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.sequence_audit_log import sequence_audit_log

__all__ = ["IncompleteAuditLogError", "export_audit_log"]


class IncompleteAuditLogError(ConflictError):
    """
    What can be read of the log is not what its tree was built over.
    """

    code = "incomplete_audit_log"


def export_audit_log(*, key: SigningKey, store: Store | PaymentStore) -> tuple[str, ...]:
    """
    Give every waiting entry its place, and write out the whole log with its checkpoint.

    Args:
        key: Signs the checkpoint; its name is the log's origin.
        store: Where the log is.

    Returns:
        The lines of the export, without newlines; all entries are held in memory. An entry
        that was retired (AUD-09), or is not for whoever asks, is listed by its leaf alone.

    Raises:
        IncompleteAuditLogError: A place is missing, or an entry is not the one that was
            placed there; nothing is signed.
        PortError: The store failed.

    Source:
        Rule AUD-04 and contradiction C48; the tree is RFC 9162's.
    """
    while sequence_audit_log(store=store):
        pass
    with store.begin() as work:
        stored = work.audit_log.head()
        records = tuple(work.audit_log.records(start=0, end=stored.size))
    frontier = Frontier()
    for record in records:
        content = record if isinstance(record, bytes) else leaf(*record)
        frontier = append(frontier, content)
    if frontier != stored:
        message = (
            f"{stored.size} entries have their place, and the {len(records)} that can be read "
            "are not what was placed: restore the log from a copy that verifies"
        )
        raise IncompleteAuditLogError(message)
    head = TreeHead(origin=key.name, size=len(records), root=frontier_root(frontier))
    note = sign_checkpoint(head, key=key)
    return tuple(export_lines(records, origin=key.name, checkpoints={head.size: note}))
