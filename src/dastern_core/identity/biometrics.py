"""
Biometric references: that somebody enrolled a finger or an iris, never what it looks like.

A reference is an opaque name in the matcher's own store. It is kept sealed
(``dastern_core.encryption``); everybody else learns only whether there is one (EPA-12).
Matching is the matcher's work, and without a reference nothing matches (EPA-13, B037).
"""

from enum import Enum
from typing import NewType
from uuid import UUID

import attrs

from dastern_core.kernel import AccountId, ConflictError, NotFoundError, derive

__all__ = [
    "Biometric",
    "BiometricId",
    "BiometricReferences",
    "biometric_id",
    "enrol",
    "reference_of",
]

BiometricId = NewType("BiometricId", UUID)
"""
One reference of one person: what its envelope is bound to.
"""


class Biometric(Enum):
    """
    What a matcher compares.
    """

    FINGERPRINT = "fingerprint"
    IRIS = "iris"


@attrs.frozen(kw_only=True)
class BiometricReferences:
    """
    What somebody enrolled: at most one of each kind.

    Args:
        account_id: Who.
        sealed: Each kind's sealed reference, as stored.
    """

    account_id: AccountId
    sealed: tuple[tuple[Biometric, bytes], ...] = attrs.field(default=(), repr=False)

    @property
    def has_fingerprint(self) -> bool:
        """
        Whether a finger is enrolled: one of the two facts that may be told.
        """
        return Biometric.FINGERPRINT in dict(self.sealed)

    @property
    def has_iris(self) -> bool:
        """
        Whether an iris is enrolled: the other one.
        """
        return Biometric.IRIS in dict(self.sealed)


def biometric_id(account_id: AccountId, kind: Biometric) -> BiometricId:
    """
    Give the identifier of somebody's reference of one kind.
    """
    return derive(BiometricId, account_id, kind.value)


def enrol(
    references: BiometricReferences, kind: Biometric, *, sealed: bytes
) -> BiometricReferences:
    """
    Add a reference.

    Args:
        references: Those there are.
        kind: What was enrolled.
        sealed: The matcher's reference, sealed for its owner.

    Raises:
        ConflictError: One of this kind is enrolled already; it is removed first, by its
            owner.
    """
    if kind in dict(references.sealed):
        message = f"{kind.value} is enrolled already: remove it first"
        raise ConflictError(message)
    return attrs.evolve(references, sealed=(*references.sealed, (kind, sealed)))


def reference_of(references: BiometricReferences, kind: Biometric) -> bytes:
    """
    Give the sealed reference that the matcher is asked about.

    Raises:
        NotFoundError: None is enrolled: the match has failed.
    """
    found = dict(references.sealed).get(kind)
    if found is None:
        message = f"no {kind.value} is enrolled: prove who you are in another way"
        raise NotFoundError(message)
    return found
