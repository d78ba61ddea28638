"""
Sequence the audit log: give waiting entries their places in the log's one order.
"""

from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store

__all__ = ["sequence_audit_log"]

_CHUNK = 2000  # entries a transaction: a second of work that a kill undoes, at the most


def sequence_audit_log(*, store: Store | PaymentStore, limit: int = _CHUNK) -> int:
    """
    Give one chunk of waiting entries their places; call again until it gives 0.

    Args:
        store: Where the log is.
        limit: At most so many, those that wait longest first.

    Returns:
        How many were given a place; 0 also while another sequencer is at work.

    Raises:
        PortError: The store failed; nothing is stored.
    """
    with store.begin() as work:
        return work.audit_log.sequence(limit=limit)
