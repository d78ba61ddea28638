"""
Rotate a data key: a new version for somebody, and everything sealed anew by it.
"""

import attrs

from dastern_core.encryption import (
    KEY_BYTES,
    RANDOM_BYTES,
    DataKey,
    EnvelopeError,
    KeyErasedError,
    KeyRing,
    SealedValue,
    reseal_field,
)
from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.key_store import KeyStore
from dastern_core.ports.sealed_values import KeepsSealedValues, SealedStore
from dastern_core.usecases.patient_keys import ring_of

__all__ = ["Resealed", "reseal_values", "rotate_data_key"]


@attrs.frozen(kw_only=True)
class Resealed:
    """
    What one call of `reseal_values` did.

    Args:
        sealed: How many values were sealed anew.
        refused: How many stay as they were: they or their owner's keys do not open, or
            somebody changed them meanwhile.
    """

    sealed: int
    refused: int = 0


def rotate_data_key(
    owner: PatientId, *, store: SealedStore, keys: KeyStore, entropy: Entropy
) -> int:
    """
    Make a new version of somebody's data key; older ones still open what they sealed.

    Args:
        owner: Whose.
        store: Where wrapped keys are.
        keys: Wraps it.
        entropy: Draws it.

    Returns:
        The new version; call ``reseal_values`` until nothing is left.

    Raises:
        NotFoundError: They have no key, or all were destroyed.
        ConflictError: Somebody else rotates it at this moment.
        PortError: The store or the key store failed.
    """
    with store.begin() as work:
        ring = ring_of(work, owner, keys=keys)
        if ring is None:
            message = "there is no key to rotate"
            raise NotFoundError(message)
        key = DataKey(version=ring.newest.version + 1, material=entropy.salt(KEY_BYTES))
        work.data_keys.add(keys.wrap(key, owner=owner))
    return key.version


def reseal_values(
    *, limit: int, skip: int = 0, store: SealedStore, keys: KeyStore, entropy: Entropy
) -> Resealed:
    """
    Seal some values anew by the newest version of their owners' keys.

    Each call is one transaction. One that was cut short leaves everything readable, and the
    next one goes on with what is left. One value that cannot be sealed anew stops no other.

    Args:
        limit: At most so many; at least 1.
        skip: How many of those left were refused by the calls before, and are not tried.
        store: Where the values and the wrapped keys are.
        keys: Unwraps them.
        entropy: Draws randomness.

    Returns:
        How many were sealed anew and how many refused; both 0 once nothing is left.

    Raises:
        PortError: The store or the key store failed; nothing of this call is stored.
    """
    with store.begin() as work:
        values = work.sealed_values.stale(limit=limit, skip=skip)
        owners = {PatientId(value.place.tenant) for value in values}
        rings = {owner: _opened(work, owner, keys=keys) for owner in owners}
        done = [
            _replaced(work, value, rings[PatientId(value.place.tenant)], entropy=entropy)
            for value in values
        ]
    return Resealed(sealed=done.count(True), refused=done.count(False))


def _opened(work: KeepsSealedValues, owner: PatientId, *, keys: KeyStore) -> KeyRing | None:
    try:
        return ring_of(work, owner, keys=keys)
    except (EnvelopeError, KeyErasedError):
        return None


def _replaced(
    work: KeepsSealedValues, value: SealedValue, ring: KeyRing | None, *, entropy: Entropy
) -> bool:
    if ring is None:
        return False
    randomness = entropy.salt(RANDOM_BYTES)
    try:
        anew = reseal_field(value.sealed, place=value.place, keys=ring, randomness=randomness)
        # What the newest key sealed already stays the same.
        work.sealed_values.replace(value, anew or value.sealed)
    except (ConflictError, EnvelopeError, KeyErasedError):
        return False
    return True
