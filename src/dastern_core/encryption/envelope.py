"""
Envelopes: bytes sealed by AES-256-GCM, bound to their context, committed to their key.

Layout, all of it authenticated: format 1 (1 byte), key version (4, big-endian), message
identifier (16), nonce (12), key commitment (32), ciphertext and tag. A key of its own for
each message is derived from the data key and the message identifier by HKDF-SHA-512 (RFC
5869), as in the AWS Encryption SDK's suite 0x0478, so that one data key seals any number
of messages; the commitment, derived beside it, means that an envelope opens under one key
only. Randomness and where keys are kept are left to the caller.

Source: NIST SP 800-38D, section 8.2.2 (96-bit nonces).
"""

import hmac
from collections.abc import Mapping
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from dastern_core.encryption.keys import KEY_BYTES, DataKey, KeyRing, context_bytes
from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "LARGEST_CONTENT",
    "RANDOM_BYTES",
    "EnvelopeError",
    "key_version",
    "reseal",
    "seal",
    "unseal",
]

LARGEST_CONTENT: Final = 64 * 1024 * 1024
"""
The most bytes that one envelope holds.
"""

_FORMAT: Final = b"\1"
_VERSION_BYTES, _MESSAGE_BYTES, _NONCE_BYTES, _COMMITMENT_BYTES, _TAG_BYTES = 4, 16, 12, 32, 16
_VERSION_END = 1 + _VERSION_BYTES
_MESSAGE_END = _VERSION_END + _MESSAGE_BYTES
_NONCE_END = _MESSAGE_END + _NONCE_BYTES
_HEADER_BYTES = _NONCE_END + _COMMITMENT_BYTES
_DERIVATION: Final = b"dastern-envelope-1"

RANDOM_BYTES: Final = _MESSAGE_BYTES + _NONCE_BYTES
"""
How many random bytes sealing takes.
"""


class EnvelopeError(InvalidInputError):
    """
    The envelope does not open: it was changed, moved, or sealed by another key.
    """

    code: ClassVar[str] = "envelope_broken"


def seal(content: bytes, *, key: DataKey, context: Mapping[str, str], randomness: bytes) -> bytes:
    """
    Seal bytes for whoever holds the key and knows the context.

    Args:
        content: At most 64 MiB.
        key: The newest version of the owner's data key.
        context: What the envelope is bound to, such as its table, column and row; it is
            not stored and must be given again.
        randomness: 28 bytes from a cryptographically secure source, never used before.

    Returns:
        The envelope, 81 bytes longer than its content.

    Raises:
        InvalidInputError: The content is too large, or the randomness has another size.
    """
    if len(content) > LARGEST_CONTENT:
        remedy = f"Split it; an envelope holds at most {LARGEST_CONTENT} bytes."
        raise InvalidInputError(Fault(field="content", problem="is too large", remedy=remedy))
    if len(randomness) != RANDOM_BYTES:
        remedy = f"Draw {RANDOM_BYTES} bytes afresh for each envelope."
        fault = Fault(field="randomness", problem="has another size", remedy=remedy)
        raise InvalidInputError(fault)
    message, nonce = randomness[:_MESSAGE_BYTES], randomness[_MESSAGE_BYTES:]
    derived, commitment = _derive(key, message)
    version = key.version.to_bytes(_VERSION_BYTES, "big")
    header = _FORMAT + version + message + nonce + commitment
    return header + AESGCM(derived).encrypt(nonce, content, header + context_bytes(context))


def unseal(envelope: bytes, *, keys: KeyRing, context: Mapping[str, str]) -> bytes:
    """
    Open an envelope.

    Args:
        envelope: As ``seal`` gave it.
        keys: Every version that may have sealed it.
        context: What it was bound to.

    Raises:
        KeyErasedError: The version that sealed it is gone.
        EnvelopeError: It is no envelope, was changed or moved, or another key sealed it.
    """
    key = keys.version(key_version(envelope))
    header, sealed = envelope[:_HEADER_BYTES], envelope[_HEADER_BYTES:]
    derived, commitment = _derive(key, header[_VERSION_END:_MESSAGE_END])
    if not hmac.compare_digest(commitment, header[_NONCE_END:]):
        raise _broken(problem="was sealed by another key, or changed")
    nonce = header[_MESSAGE_END:_NONCE_END]
    try:
        return AESGCM(derived).decrypt(nonce, sealed, header + context_bytes(context))
    except InvalidTag as error:
        raise _broken(problem="was changed, or moved from where it belongs") from error


def key_version(envelope: bytes) -> int:
    """
    Tell which version of the key sealed an envelope, without opening it.

    Raises:
        EnvelopeError: It is no envelope.
    """
    if len(envelope) < _HEADER_BYTES + _TAG_BYTES or envelope[:1] != _FORMAT:
        raise _broken(problem="is no envelope")
    return int.from_bytes(envelope[1:_VERSION_END], "big")


def reseal(
    envelope: bytes, *, keys: KeyRing, context: Mapping[str, str], randomness: bytes
) -> bytes | None:
    """
    Seal an envelope's content anew by the newest key.

    Args:
        envelope: As ``seal`` gave it.
        keys: Every version at hand.
        context: What it is bound to.
        randomness: As for ``seal``.

    Returns:
        The new envelope; None where the newest key sealed it already, so that a job that
        was cut short goes on where it stopped.

    Raises:
        KeyErasedError: As for ``unseal``.
        EnvelopeError: As for ``unseal``.
    """
    if key_version(envelope) == keys.newest.version:
        return None
    content = unseal(envelope, keys=keys, context=context)
    return seal(content, key=keys.newest, context=context, randomness=randomness)


def _derive(key: DataKey, message: bytes) -> tuple[bytes, bytes]:
    length = KEY_BYTES + _COMMITMENT_BYTES
    function = HKDF(algorithm=SHA512(), length=length, salt=message, info=_DERIVATION)
    derived = function.derive(key.material)
    return derived[:KEY_BYTES], derived[KEY_BYTES:]


def _broken(*, problem: str) -> EnvelopeError:
    remedy = "Restore it from a backup, and look into who could write there."
    return EnvelopeError(Fault(field="envelope", problem=problem, remedy=remedy))
