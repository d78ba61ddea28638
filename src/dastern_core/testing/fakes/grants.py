"""
Grants in a dictionary.
"""

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Grant

__all__ = ["InMemoryGrants"]


class InMemoryGrants:
    """
    Every grant, by patient and grantee.

    Args:
        grants: The grants stored so far; changed in place.
    """

    def __init__(self, grants: dict[tuple[PatientId, AccountId], Grant]) -> None:
        self._grants = grants

    def put(self, grant: Grant) -> None:
        """
        Store a grant.
        """
        self._grants[grant.patient_id, grant.grantee_id] = grant

    def get(self, patient_id: PatientId, grantee_id: AccountId) -> Grant | None:
        """
        Load a grant.
        """
        return self._grants.get((patient_id, grantee_id))

    def clear(self, patient_id: PatientId, grantee_id: AccountId) -> None:
        """
        Remove a grant.
        """
        self._grants.pop((patient_id, grantee_id), None)
