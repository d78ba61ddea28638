"""
An audit log in a list.
"""

from collections.abc import Iterator

from dastern_core.audit import AuditEntry, Frontier, append, leaf
from dastern_core.kernel import ConflictError, PatientId

__all__ = ["InMemoryAuditLog"]


class InMemoryAuditLog:
    """
    Every entry with its salt, in the order of commit.

    Args:
        entries: The entries stored so far; only ever appended to.
        placed: Those of them that have their place; only ever appended to.
    """

    def __init__(
        self, entries: list[tuple[AuditEntry, bytes]], placed: list[tuple[AuditEntry, bytes]]
    ) -> None:
        self._entries = entries
        self._placed = placed

    def append(self, entry: AuditEntry, *, salt: bytes) -> None:
        """
        Append an entry.
        """
        if any(stored.id == entry.id for stored, _ in self._entries):
            message = "an entry of this identifier is in the log already"
            raise ConflictError(message)
        self._entries.append((entry, salt))

    def sequence(self, *, limit: int) -> int:
        """
        Give waiting entries their places.
        """
        found = self._entries[len(self._placed) :][:limit]
        self._placed += found
        return len(found)

    def head(self) -> Frontier:
        """
        Give the right edge of the tree over the entries that have their place.
        """
        edge = Frontier()
        for entry, salt in self._placed:
            edge = append(edge, leaf(entry, salt))
        return edge

    def size(self) -> int:
        """
        Give the number of entries, those that wait for their place included.
        """
        return len(self._entries)

    def entries(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes]]:
        """
        Give entries that have their place, with their salts, by index.
        """
        return iter(self._placed[start:end])

    def about(self, patient_id: PatientId, *, limit: int) -> tuple[AuditEntry, ...]:
        """
        Give the newest entries about a patient, newest first.
        """
        own = [entry for entry, _ in self._entries if entry.patient_id == patient_id]
        return tuple(own[::-1][:limit])
