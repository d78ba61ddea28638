"""
Summarise the audit log: how much was done, by whom and when, for whoever keeps it (AUD-14).
"""

from dastern_core.audit import LogStatistics, log_statistics
from dastern_core.ports.clock import Clock
from dastern_core.ports.payment_store import PaymentStore
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.sequence_audit_log import sequence_audit_log

__all__ = ["summarise_audit_log"]


def summarise_audit_log(*, store: Store | PaymentStore, clock: Clock) -> LogStatistics:
    """
    Give every waiting entry its place, and count the whole log.

    Args:
        store: Where the log is.
        clock: Tells when, for the last 24 hours.

    Returns:
        The counts, without a patient's data. Entries that were retired (AUD-09) or
        erased, or are not for whoever asks, are not in them.

    Raises:
        PortError: The store failed.
    """
    now = clock.now()
    while sequence_audit_log(store=store):
        pass
    with store.begin() as work:
        placed = work.audit_log.entries(start=0, end=work.audit_log.head().size)
        return log_statistics((entry for entry, _ in placed), now=now)
