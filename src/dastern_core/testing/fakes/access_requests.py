"""
Access requests in a dictionary.
"""

from dastern_core.kernel import AccountId, ConflictError, NotFoundError, PatientId
from dastern_core.permissions import (
    AccessRequest,
    AccessRequestId,
    AccessRequestStatus,
    close_request,
)

__all__ = ["InMemoryAccessRequests"]


class InMemoryAccessRequests:
    """
    Every request, by its identifier.

    Args:
        requests: The requests stored so far; changed in place.
    """

    def __init__(self, requests: dict[AccessRequestId, AccessRequest]) -> None:
        self._requests = requests

    def add(self, asked: AccessRequest) -> None:
        """
        Store a new request.
        """
        if asked.id in self._requests:
            message = "a request of this identifier is stored already"
            raise ConflictError(message)
        self._requests[asked.id] = asked

    def get(self, request_id: AccessRequestId) -> AccessRequest:
        """
        Load a request.
        """
        if request_id not in self._requests:
            message = "there is no such request"
            raise NotFoundError(message)
        return self._requests[request_id]

    def between(self, patient_id: PatientId, requester_id: AccountId) -> tuple[AccessRequest, ...]:
        """
        Load what one doctor asked of one patient, the newest first.
        """
        own = (
            asked
            for asked in self._requests.values()
            if (asked.patient_id, asked.requester_id) == (patient_id, requester_id)
        )
        return tuple(sorted(own, key=lambda one: (one.requested_at, one.id), reverse=True))[:100]

    def change(self, asked: AccessRequest, *, expected: AccessRequestStatus) -> None:
        """
        Store what became of a request.
        """
        stored = self._requests.get(asked.id)
        if stored is None or stored.status is not expected:
            message = "the request has changed by now: load it again"
            raise ConflictError(message)
        self._requests[asked.id] = asked

    def close_all(self, patient_id: PatientId, requester_id: AccountId) -> None:
        """
        Close all that one doctor asked of one patient.
        """
        pair = (patient_id, requester_id)
        for asked in tuple(self._requests.values()):
            is_theirs = (asked.patient_id, asked.requester_id) == pair
            if is_theirs and asked.status is not AccessRequestStatus.CLOSED:
                self._requests[asked.id] = close_request(asked)
