"""
Encryption: field encryption over the cryptography library; needs the extra ``crypto``.
"""

from dastern_core.encryption.blind_index import LEAST_DISTINCT, BlindIndex, blind_index
from dastern_core.encryption.envelope import (
    LARGEST_CONTENT,
    RANDOM_BYTES,
    EnvelopeError,
    key_version,
    reseal,
    seal,
    unseal,
)
from dastern_core.encryption.fields import (
    Place,
    SealedValue,
    open_field,
    reseal_field,
    seal_field,
)
from dastern_core.encryption.keys import (
    KEY_BYTES,
    DataKey,
    KeyErasedError,
    KeyRing,
    WrappedKey,
)
from dastern_core.encryption.wrapping import unwrap_key, wrap_key, wrapping_context

__all__ = [
    "KEY_BYTES",
    "LARGEST_CONTENT",
    "LEAST_DISTINCT",
    "RANDOM_BYTES",
    "BlindIndex",
    "DataKey",
    "EnvelopeError",
    "KeyErasedError",
    "KeyRing",
    "Place",
    "SealedValue",
    "WrappedKey",
    "blind_index",
    "key_version",
    "open_field",
    "reseal",
    "reseal_field",
    "seal",
    "seal_field",
    "unseal",
    "unwrap_key",
    "wrap_key",
    "wrapping_context",
]
