"""
Stored emergency sessions.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import EmergencySession, EmergencySessionId, EmergencyStatus

__all__ = ["EmergencySessions"]


class EmergencySessions(Protocol):
    """
    Every emergency session there was.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, session: EmergencySession) -> None:
        """
        Store a new session.

        Raises:
            ConflictError: The pair has one that is stored as active (EPE-05), or its
                identifier is stored already.
        """
        ...

    def get(self, session_id: EmergencySessionId) -> EmergencySession:
        """
        Load a session.

        Raises:
            NotFoundError: There is no such session.
        """
        ...

    def between(self, patient_id: PatientId, doctor_id: AccountId) -> tuple[EmergencySession, ...]:
        """
        Load the sessions of one doctor with one patient, the newest first; at most 100.
        """
        ...

    def of_patient(self, patient_id: PatientId, *, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load the sessions about one patient, the newest first (EPE-14).
        """
        ...

    def started_since(self, doctor_id: AccountId, since: datetime) -> int:
        """
        Count the sessions that a doctor started from an instant on (EPA-06).

        Nobody else counts or starts this doctor's until this unit of work ends, so that two
        that start at the same moment do not both fit below the limit.
        """
        ...

    def recent(self, *, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load the newest sessions of all, for the review.
        """
        ...

    def overdue(self, *, now: datetime, limit: int) -> tuple[EmergencySession, ...]:
        """
        Load sessions that are stored as active though their end has come (EPE-13).

        Args:
            now: A session counts from its ``expires_at`` on.
            limit: At most so many, the oldest first; at least 1.
        """
        ...

    def change(self, session: EmergencySession, *, expected: EmergencyStatus) -> None:
        """
        Store what became of a session: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or it is not stored.
        """
        ...
