"""
Missed doses: what nobody took in time, marked by the sweep.
"""

from datetime import datetime
from typing import Protocol

__all__ = ["MissedDoses"]


class MissedDoses(Protocol):
    """
    The doses of all patients that are past their grace.

    It works inside the unit of work it was taken from and raises ``PortError`` where
    the store fails.
    """

    def sweep(self, *, now: datetime, limit: int) -> int:
        """
        Mark doses missed that are still DUE after their grace: compare-and-set (DST-13).

        Each dose that is marked leaves one entry in the audit log, by the system, a notice
        to the patient, and one to each relative who is alerted (DST-12); the store draws
        the entries' identifiers and salts. Doses that another unit of work holds at this
        moment, and patients of whom another sweep marks doses, are passed over, so that
        several sweeps share the work, and a dose that was taken meanwhile stays taken.

        Args:
            now: A dose counts when its due time plus its grace is before this instant
                (DST-11), and its prescription is active by its newest version (DST-14).
            limit: At most so many, the oldest days first; at least 1 (DST-15).

        Returns:
            How many were marked.
        """
        ...
