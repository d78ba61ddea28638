"""
Sealed values: the biometric references of a store in memory.
"""

from collections.abc import Iterator
from uuid import UUID

from dastern_core.encryption import Place, SealedValue, WrappedKey, key_version
from dastern_core.identity import BiometricReferences, biometric_id
from dastern_core.kernel import AccountId, ConflictError

__all__ = ["InMemorySealedValues"]


class InMemorySealedValues:
    """
    What everybody enrolled, as sealed values.

    Args:
        references: Those stored; changed in place.
        keys: The wrapped keys, by owner and version; None where one was erased.
    """

    def __init__(
        self,
        references: dict[AccountId, BiometricReferences],
        keys: dict[tuple[UUID, int], WrappedKey | None],
    ) -> None:
        self._references = references
        self._keys = keys

    def stale(self, *, limit: int, skip: int = 0) -> tuple[SealedValue, ...]:
        """
        Load values that an older key sealed.
        """
        return tuple(self._stale())[skip : skip + limit]

    def replace(self, value: SealedValue, sealed: bytes) -> None:
        """
        Store a value sealed anew.
        """
        owner = AccountId(value.place.tenant)
        references = self._references.get(owner, BiometricReferences(account_id=owner))
        if value.sealed not in dict(references.sealed).values():
            message = "the value has changed meanwhile: seal it again"
            raise ConflictError(message)
        self._references[owner] = BiometricReferences(
            account_id=owner,
            sealed=tuple(
                (kind, sealed if old == value.sealed else old) for kind, old in references.sealed
            ),
        )

    def _stale(self) -> Iterator[SealedValue]:
        for owner, references in self._references.items():
            newest = max(
                (version for (whose, version), key in self._keys.items() if key and whose == owner),
                default=0,
            )
            for kind, sealed in references.sealed:
                version = key_version(sealed)
                erased = self._keys.get((owner, version), sealed) is None
                if version < newest and not erased:
                    place = Place(
                        table="biometric_references",
                        column="reference",
                        tenant=owner,
                        row_id=biometric_id(owner, kind),
                    )
                    yield SealedValue(place=place, sealed=sealed)
