"""
Sign a log: the head of its tree at this moment, to be kept where the log's keeper is not.
"""

from dastern_core.audit import TreeHead, frontier_root
from dastern_core.audit.checkpoint import SigningKey, sign_checkpoint
from dastern_core.kernel import ConflictError
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.sequence_audit_log import sequence_audit_log

__all__ = ["RewrittenLogError", "sign_log"]


class RewrittenLogError(ConflictError):
    """
    The log is shorter than what was signed of it, or another: do not sign it.
    """

    code = "rewritten_log"


def sign_log(
    *, key: SigningKey, last: TreeHead | None, store: Store | PaymentStore
) -> tuple[TreeHead, str]:
    """
    Give every waiting entry its place, and sign the head of the tree.

    It reads the head alone, not the entries: whether a longer log goes on from the last head
    is proven by an export, with the last checkpoint beside it (``verify_export``).

    Args:
        key: Signs; its name is the log's origin.
        last: What was signed last, by the same key; None the first time.
        store: Where the log is.

    Returns:
        The head, and its checkpoint to be published.

    Raises:
        RewrittenLogError: The log was cut back since, or its head is another; nothing is signed.
        PortError: The store failed.
    """
    while sequence_audit_log(store=store):
        pass
    with store.begin() as work:
        stored = work.audit_log.head()
    head = TreeHead(origin=key.name, size=stored.size, root=frontier_root(stored))
    if last is not None and (head.size < last.size or (head.size == last.size and head != last)):
        message = (
            f"the log has {head.size} entries and is not the one of {last.size} that was signed: "
            "keep that checkpoint, and restore the log from a copy that verifies"
        )
        raise RewrittenLogError(message)
    return head, sign_checkpoint(head, key=key)
