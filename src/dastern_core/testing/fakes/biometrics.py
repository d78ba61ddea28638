"""
Biometric references in a dictionary.
"""

from dastern_core.identity import Biometric, BiometricReferences, enrol, reference_of
from dastern_core.kernel import AccountId

__all__ = ["InMemoryBiometrics"]


class InMemoryBiometrics:
    """
    What everybody enrolled.

    Args:
        references: Those stored so far; changed in place.
    """

    def __init__(self, references: dict[AccountId, BiometricReferences]) -> None:
        self._references = references

    def of_account(self, account_id: AccountId) -> BiometricReferences:
        """
        Load what somebody enrolled.
        """
        return self._references.get(account_id, BiometricReferences(account_id=account_id))

    def add(self, account_id: AccountId, kind: Biometric, sealed: bytes) -> None:
        """
        Store a reference.
        """
        self._references[account_id] = enrol(self.of_account(account_id), kind, sealed=sealed)

    def remove(self, account_id: AccountId, kind: Biometric) -> None:
        """
        Delete a reference.
        """
        references = self.of_account(account_id)
        reference_of(references, kind)
        rest = tuple(pair for pair in references.sealed if pair[0] is not kind)
        self._references[account_id] = BiometricReferences(account_id=account_id, sealed=rest)
