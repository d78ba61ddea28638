"""
Patient keys: the data keys that seal a patient's documents, unwrapped for one step.
"""

from dastern_core.encryption import KEY_BYTES, DataKey, KeyRing
from dastern_core.kernel import PatientId
from dastern_core.ports.data_keys import KeepsDataKeys
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.key_store import KeyStore

__all__ = ["ring_of", "sealing_ring"]


def ring_of(work: KeepsDataKeys, patient_id: PatientId, *, keys: KeyStore) -> KeyRing | None:
    """
    Unwrap a patient's keys; None where there are none, because none was made or all were erased.

    Raises:
        EnvelopeError: A stored key was changed, or belongs to somebody else.
        PortError: The store or the key store failed.
    """
    wrapped = work.data_keys.of(patient_id)
    return KeyRing(keys=[keys.unwrap(one) for one in wrapped]) if wrapped else None


def sealing_ring(
    work: KeepsDataKeys,
    patient_id: PatientId,
    *,
    keys: KeyStore,
    entropy: Entropy,
) -> KeyRing:
    """
    As `ring_of`, with a first key where there is none yet.

    Raises:
        EnvelopeError: A stored key was changed, or belongs to somebody else.
        ConflictError: Somebody else made the first key at the same moment: try again.
        PortError: The store or the key store failed; nothing is stored.
    """
    ring = ring_of(work, patient_id, keys=keys)
    if ring is not None:
        return ring
    version = work.data_keys.erased(patient_id) + 1
    first = DataKey(version=version, material=entropy.salt(KEY_BYTES))
    work.data_keys.add(keys.wrap(first, owner=patient_id))
    return KeyRing(keys=[first])
