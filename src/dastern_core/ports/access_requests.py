"""
Stored access requests.
"""

from typing import Protocol

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import AccessRequest, AccessRequestId, AccessRequestStatus

__all__ = ["AccessRequests"]


class AccessRequests(Protocol):
    """
    What doctors ask of patients, one request for each access.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, asked: AccessRequest) -> None:
        """
        Store a new request.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        ...

    def get(self, request_id: AccessRequestId) -> AccessRequest:
        """
        Load a request.

        Raises:
            NotFoundError: There is no such request.
        """
        ...

    def between(self, patient_id: PatientId, requester_id: AccountId) -> tuple[AccessRequest, ...]:
        """
        Load what one doctor asked of one patient, the newest first; at most 100.
        """
        ...

    def change(self, asked: AccessRequest, *, expected: AccessRequestStatus) -> None:
        """
        Store what became of a request: compare-and-set.

        Raises:
            ConflictError: Its stored status is another by now, or it is not stored.
        """
        ...

    def close_all(self, patient_id: PatientId, requester_id: AccountId) -> None:
        """
        Close all that one doctor asked of one patient, pending or approved, however many.
        """
        ...
