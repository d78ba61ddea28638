"""
Stored grants.
"""

from typing import Protocol

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import Grant

__all__ = ["Grants"]


class Grants(Protocol):
    """
    What patients allow, one grant for each patient and grantee.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def put(self, grant: Grant) -> None:
        """
        Store a grant with its scope, in place of the one before.
        """
        ...

    def get(self, patient_id: PatientId, grantee_id: AccountId) -> Grant | None:
        """
        Load a grant; None where nothing was ever allowed.
        """
        ...

    def clear(self, patient_id: PatientId, grantee_id: AccountId) -> None:
        """
        Remove a grant with its scope, where there is one.
        """
        ...
