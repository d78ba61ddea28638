"""
Stored biometric references, sealed.
"""

from typing import Protocol

from dastern_core.identity import Biometric, BiometricReferences
from dastern_core.kernel import AccountId

__all__ = ["Biometrics"]


class Biometrics(Protocol):
    """
    At most one sealed reference of each kind an account (EPA-12).

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def of_account(self, account_id: AccountId) -> BiometricReferences:
        """
        Load what somebody enrolled; empty where nothing was.
        """
        ...

    def add(self, account_id: AccountId, kind: Biometric, sealed: bytes) -> None:
        """
        Store a reference.

        Raises:
            ConflictError: One of this kind is stored already.
        """
        ...

    def remove(self, account_id: AccountId, kind: Biometric) -> None:
        """
        Delete a reference.

        Raises:
            NotFoundError: None of this kind is stored.
        """
        ...
