"""
The audit log: append-only, in one order.
"""

from collections.abc import Iterator
from typing import Protocol

from dastern_core.audit import AuditEntry
from dastern_core.kernel import PatientId

__all__ = ["AuditLog"]


class AuditLog(Protocol):
    """
    The log of everything done, of all patients.

    An entry commits together with the change that it records (AUD-10) and is never
    changed or removed (AUD-03). Every method raises ``PortError`` where the store fails.
    """

    def append(self, entry: AuditEntry, *, salt: bytes) -> int:
        """
        Append an entry.

        Args:
            entry: Its identifier must be new.
            salt: Hides the entry's content in its leaf; 16 bytes or more, never reused.

        Returns:
            The entry's index, counted from 0 without gaps, in the order of commit.

        Raises:
            ConflictError: The entry's identifier is in the log already.
        """
        ...

    def size(self) -> int:
        """
        Give the number of entries.
        """
        ...

    def entries(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes]]:
        """
        Give entries with their salts, by index.

        Args:
            start: The first index, from 0.
            end: The index after the last; past the log's end nothing more is given.
        """
        ...

    def about(self, patient_id: PatientId, *, limit: int) -> tuple[AuditEntry, ...]:
        """
        Give the newest entries about a patient, newest first (AUD-06).

        Args:
            patient_id: Whose data the entries are about, whoever acted.
            limit: At most so many; at least 1.
        """
        ...
