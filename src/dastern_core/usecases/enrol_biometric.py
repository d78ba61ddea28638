"""
Enrol a biometric reference: an opaque name in the matcher's store, sealed for its owner.
"""

from dastern_core.audit import AuditAction
from dastern_core.encryption import RANDOM_BYTES, KeyErasedError, Place, open_field, seal_field
from dastern_core.identity import (
    AccessClaims,
    Biometric,
    BiometricReferences,
    biometric_id,
    reference_of,
)
from dastern_core.kernel import AccountId, Fault, InvalidInputError, PatientId
from dastern_core.ports.key_store import KeyStore
from dastern_core.usecases.identification import Identification, record_identity
from dastern_core.usecases.patient_keys import ring_of, sealing_ring

__all__ = ["biometric_place", "enrol_biometric", "read_biometric", "remove_biometric"]

_LONGEST = 200


def biometric_place(account_id: AccountId, kind: Biometric) -> Place:
    """
    Give the place that a reference is bound to: it opens for nobody else and as nothing else.
    """
    return Place(
        table="biometric_references",
        column="reference",
        tenant=account_id,
        row_id=biometric_id(account_id, kind),
    )


def enrol_biometric(
    kind: Biometric,
    reference: str,
    *,
    claims: AccessClaims,
    keys: KeyStore,
    using: Identification,
) -> BiometricReferences:
    """
    Store the name under which the matcher knows somebody; never what a finger looks like.

    Args:
        kind: What was enrolled.
        reference: The matcher's name for it, at most 200 characters.
        claims: Of an authenticated token.
        keys: Wraps the owner's data key.
        using: What it needs.

    Returns:
        What is enrolled now; only ``has_fingerprint`` and ``has_iris`` are for telling.

    Raises:
        InvalidInputError: The reference is empty or too long.
        ConflictError: One of this kind is enrolled already (EPA-12).
        PortError: The store or the key store failed; nothing is enrolled.
    """
    if not 0 < len(reference) <= _LONGEST:
        remedy = f"Give the matcher's name for it, at most {_LONGEST} characters."
        raise InvalidInputError(Fault(field="reference", problem="is no name", remedy=remedy))
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.hold(claims.account_id)
        ring = sealing_ring(work, PatientId(account.id), keys=keys, entropy=using.entropy)
        sealed = seal_field(
            reference,
            place=biometric_place(account.id, kind),
            keys=ring,
            randomness=using.entropy.salt(RANDOM_BYTES),
        )
        work.biometrics.add(account.id, kind, sealed)
        record_identity(
            work,
            AuditAction.BIOMETRIC_REGISTRATION,
            about=account.id,
            by=account,
            details={"kind": kind.value},
            now=now,
            using=using,
        )
        return work.biometrics.of_account(account.id)


def read_biometric(
    account_id: AccountId, kind: Biometric, *, keys: KeyStore, using: Identification
) -> str:
    """
    Open the reference that the matcher is asked about; without one nothing matches (EPA-13).

    Raises:
        NotFoundError: None is enrolled.
        KeyErasedError: The owner's keys were destroyed.
        EnvelopeError: It was changed, or moved from where it belongs.
        PortError: The store or the key store failed.
    """
    with using.store.begin() as work:
        sealed = reference_of(work.biometrics.of_account(account_id), kind)
        ring = ring_of(work, PatientId(account_id), keys=keys)
    if ring is None:
        message = "the owner's keys were destroyed: what they sealed cannot be read"
        raise KeyErasedError(message)
    return open_field(sealed, place=biometric_place(account_id, kind), keys=ring)


def remove_biometric(kind: Biometric, *, claims: AccessClaims, using: Identification) -> None:
    """
    Remove one's own reference, so that another can be enrolled.

    Raises:
        NotFoundError: None is enrolled.
        PortError: The store failed.
    """
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.get(claims.account_id)
        work.biometrics.remove(account.id, kind)
        record_identity(
            work,
            AuditAction.BIOMETRIC_REGISTRATION,
            about=account.id,
            by=account,
            details={"kind": kind.value, "removed": "yes"},
            now=now,
            using=using,
        )
