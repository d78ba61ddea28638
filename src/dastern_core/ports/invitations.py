"""
Stored invitations.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.kernel import PatientId
from dastern_core.permissions import Invitation

__all__ = ["Invitations"]


class Invitations(Protocol):
    """
    The invitations of all patients, each found by its code's keyed hash.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, invitation: Invitation) -> None:
        """
        Store a new invitation.

        Raises:
            ConflictError: Another has this code; draw another one.
        """
        ...

    def find(self, code_hash: bytes) -> Invitation:
        """
        Load an invitation by the hash of its code.

        Raises:
            InvitationInvalidError: None has this code.
        """
        ...

    def use(self, invitation: Invitation) -> None:
        """
        Store that an invitation was used, where it still was not: compare-and-set (CON-21).

        Raises:
            ConflictError: Somebody else used it meanwhile.
        """
        ...

    def made_since(self, patient_id: PatientId, since: datetime) -> int:
        """
        Count what a patient has made from an instant on (CON-20).
        """
        ...

    def clear(self, *, created_before: datetime) -> int:
        """
        Delete what was made before an instant, used or not, and tell how many (CON-24).
        """
        ...
