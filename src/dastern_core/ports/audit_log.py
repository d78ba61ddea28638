"""
The audit log: append-only, put into one order by one sequencer.
"""

from collections.abc import Iterator
from typing import Final, Protocol

from dastern_core.audit import AuditEntry, EntryFilter, Frontier
from dastern_core.kernel import EntryId, PatientId

__all__ = ["AuditLog", "Audited"]

_ALL: Final = EntryFilter()


class AuditLog(Protocol):
    """
    The log of everything done, of all patients.

    An entry commits together with the change that it records (AUD-10) and is never
    changed (AUD-03). Writers do not wait for each other: an entry waits until the
    sequencer gives it its place, from when on the log's tree holds it. Every method
    raises ``PortError`` where the store fails.
    """

    def append(self, entry: AuditEntry, *, salt: bytes) -> None:
        """
        Append an entry.

        Args:
            entry: Its identifier must be new.
            salt: Hides the entry's content in its leaf; 16 bytes or more, never reused.

        Raises:
            ConflictError: The entry is in the log already.
        """
        ...

    def sequence(self, *, limit: int) -> int:
        """
        Give waiting entries their places: indices from 0 without gaps, never moved again.

        One unit of work at a time does so; another one that tries meanwhile gives none.

        Args:
            limit: At most so many, those that wait longest first; at least 1.

        Returns:
            How many were given a place.
        """
        ...

    def head(self) -> Frontier:
        """
        Give the right edge of the tree over the entries that have their place.
        """
        ...

    def size(self) -> int:
        """
        Give the number of entries, those that wait for their place included.
        """
        ...

    def entries(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes]]:
        """
        Give entries that have their place, with their salts, by index.

        Args:
            start: The first index, from 0.
            end: The index after the last; past the order's end nothing more is given, and
                entries that were retired are left out.
        """
        ...

    def records(self, *, start: int, end: int) -> Iterator[tuple[AuditEntry, bytes] | bytes]:
        """
        Give what the log still holds of every place, by index, without a gap.

        Args:
            start: The first index, from 0.
            end: The index after the last; past the order's end nothing more is given.

        Returns:
            The entry with its salt; of an entry that was retired, or that is not for
            whoever asks, its leaf alone.
        """
        ...

    def about(
        self,
        patient_id: PatientId,
        *,
        limit: int,
        wanted: EntryFilter = _ALL,
        before: EntryId | None = None,
    ) -> tuple[AuditEntry, ...]:
        """
        Give the newest entries about a patient, newest first (AUD-06).

        Args:
            patient_id: Whose data the entries are about, whoever acted.
            limit: At most so many; at least 1.
            wanted: What they must be (AUD-07).
            before: Only what was logged before this entry about the same patient; None from
                the newest on.

        Raises:
            NotFoundError: No entry about the patient has the identifier ``before``.
        """
        ...


class Audited(Protocol):
    """
    A unit of work with an audit log, whatever else it holds.
    """

    @property
    def audit_log(self) -> AuditLog:
        """
        The audit log, as this transaction sees it.
        """
        ...
