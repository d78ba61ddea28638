"""
An audit log in a list.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from dastern_core.audit import AuditEntry, EntryFilter, Frontier, append, leaf
from dastern_core.kernel import ConflictError, EntryId, NotFoundError, PatientId
from dastern_core.testing.fakes.erasure import erased_entry

__all__ = ["InMemoryAuditLog"]

_ALL: Final = EntryFilter()


class InMemoryAuditLog:
    """
    Every entry with its salt, in the order of commit.

    Args:
        entries: The entries that are kept; changed in place.
        placed: Those of them that have their place, and the leaves of those that were
            retired; changed in place.
        erased: The entries of which nothing but their leaf is told any more.
    """

    def __init__(
        self,
        entries: list[tuple[AuditEntry, bytes]],
        placed: list[tuple[AuditEntry, bytes] | bytes],
        erased: Collection[EntryId] = frozenset(),
    ) -> None:
        self._entries = entries
        self._placed = placed
        self._erased = erased

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
        kept = sum(not isinstance(one, bytes) for one in self._placed)
        found = self._entries[kept:][:limit]
        self._placed += found
        return len(found)

    def head(self) -> Frontier:
        """
        Give the right edge of the tree over the entries that have their place.
        """
        edge = Frontier()
        for record in self._placed:
            edge = append(edge, record if isinstance(record, bytes) else leaf(*record))
        return edge

    def size(self) -> int:
        """
        Give the number of entries, those that wait for their place included.
        """
        return len(self._entries) + sum(isinstance(one, bytes) for one in self._placed)

    def entries(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes]]:
        """
        Give entries that have their place, with their salts, by index.
        """
        for record in self.records(start=start, end=end):
            if not isinstance(record, bytes):
                yield record

    def records(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes] | bytes]:
        """
        Give what the log still holds of every place, by index.
        """
        for record in self._placed[start:end]:
            is_erased = not isinstance(record, bytes) and record[0].id in self._erased
            yield leaf(*record) if is_erased else record

    def retire(self, *, before: datetime) -> None:
        """
        Drop the entries from before an instant that have their place; their leaves stay.
        """
        for index, record in enumerate(self._placed):
            if not isinstance(record, bytes) and record[0].at < before:
                self._entries.remove(record)
                self._placed[index] = leaf(*record)

    def about(
        self,
        patient_id: PatientId,
        *,
        limit: int,
        wanted: EntryFilter = _ALL,
        before: EntryId | None = None,
    ) -> tuple[AuditEntry, ...]:
        """
        Give the newest entries about a patient, newest first.
        """
        own = [entry for entry, _ in self._entries if entry.patient_id == patient_id]
        if before is not None:
            ids = [entry.id for entry in own]
            if before not in ids:
                message = "no entry about the patient has this identifier: begin with the newest"
                raise NotFoundError(message)
            own = own[: ids.index(before)]
        found = [
            erased_entry(entry) if entry.id in self._erased else entry
            for entry in own
            if wanted.finds(entry)
        ]
        return tuple(found[::-1][:limit])
