"""
An audit log in a list.
"""

from collections.abc import Iterator

from dastern_core.audit import AuditEntry
from dastern_core.kernel import ConflictError, PatientId

__all__ = ["InMemoryAuditLog"]


class InMemoryAuditLog:
    """
    Every entry with its salt, in the order of commit.

    Args:
        entries: The entries stored so far; only ever appended to.
    """

    def __init__(self, entries: list[tuple[AuditEntry, bytes]]) -> None:
        self._entries = entries

    def append(self, entry: AuditEntry, *, salt: bytes) -> int:
        """
        Append an entry.
        """
        if any(stored.id == entry.id for stored, _ in self._entries):
            message = "an entry of this identifier is in the log already"
            raise ConflictError(message)
        self._entries.append((entry, salt))
        return len(self._entries) - 1

    def size(self) -> int:
        """
        Give the number of entries.
        """
        return len(self._entries)

    def entries(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes]]:
        """
        Give entries with their salts, by index.
        """
        return iter(self._entries[start:end])

    def about(self, patient_id: PatientId, *, limit: int) -> tuple[AuditEntry, ...]:
        """
        Give the newest entries about a patient, newest first.
        """
        own = [entry for entry, _ in self._entries if entry.patient_id == patient_id]
        return tuple(own[::-1][:limit])
