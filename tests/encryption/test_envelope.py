"""
Envelopes: they open for the right key in the right place, and nowhere else.
"""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.encryption import (
    LARGEST_CONTENT,
    RANDOM_BYTES,
    DataKey,
    EnvelopeError,
    KeyErasedError,
    KeyRing,
    key_version,
    reseal,
    seal,
    unseal,
)
from dastern_core.kernel import InvalidInputError, canonical_bytes

_FIRST = DataKey(version=1, material=b"1" * 32)
_SECOND = DataKey(version=2, material=b"2" * 32)
_BOTH = KeyRing(keys=(_FIRST, _SECOND))
_HERE = {"table": "notes", "row": "1"}
_RANDOM = bytes(range(RANDOM_BYTES))


@given(st.binary(max_size=200), st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES))
def test_what_was_sealed_opens(content: bytes, randomness: bytes) -> None:
    """
    Sealing and opening gives the content back, 81 bytes shorter than its envelope.
    """
    sealed = seal(content, key=_FIRST, context=_HERE, randomness=randomness)

    assert content == unseal(sealed, keys=_BOTH, context=_HERE)
    assert len(sealed) == len(content) + 81


def test_an_envelope_is_what_its_layout_says() -> None:
    """
    Written out by hand over the same primitives, the bytes are the same.
    """
    message, nonce = _RANDOM[:16], _RANDOM[16:]
    function = HKDF(algorithm=SHA512(), length=64, salt=message, info=b"dastern-envelope-1")
    derived = function.derive(_FIRST.material)
    header = b"\1" + b"\0\0\0\1" + message + nonce + derived[32:]
    body = AESGCM(derived[:32]).encrypt(nonce, b"content", header + canonical_bytes(_HERE))

    assert header + body == seal(b"content", key=_FIRST, context=_HERE, randomness=_RANDOM)


@given(st.integers(0, 81 + 6), st.integers(1, 255))
def test_any_edited_byte_is_noticed(place: int, change: int) -> None:
    """
    Header, commitment, ciphertext or tag: an envelope with another byte does not open.
    """
    sealed = bytearray(seal(b"content", key=_FIRST, context=_HERE, randomness=_RANDOM))
    sealed[place] ^= change

    with pytest.raises((EnvelopeError, KeyErasedError)):
        unseal(bytes(sealed), keys=_BOTH, context=_HERE)


@pytest.mark.parametrize("there", [{}, {"table": "notes"}, {"table": "notes", "row": "2"}])
def test_a_moved_envelope_does_not_open(there: dict[str, str]) -> None:
    """
    Another context is another place.
    """
    sealed = seal(b"content", key=_FIRST, context=_HERE, randomness=_RANDOM)

    with pytest.raises(EnvelopeError, match="moved from where it belongs"):
        unseal(sealed, keys=_BOTH, context=there)


def test_an_envelope_opens_under_one_key_only() -> None:
    """
    Another key of the same version is told apart before anything is opened.
    """
    sealed = seal(b"content", key=_FIRST, context=_HERE, randomness=_RANDOM)
    other = KeyRing(keys=(DataKey(version=1, material=b"x" * 32),))

    with pytest.raises(EnvelopeError, match="sealed by another key"):
        unseal(sealed, keys=other, context=_HERE)


def test_a_destroyed_key_erases_what_it_sealed() -> None:
    """
    Without its version nothing opens, and the error says that it is gone.
    """
    sealed = seal(b"content", key=_FIRST, context=_HERE, randomness=_RANDOM)

    with pytest.raises(KeyErasedError, match="version 1 of the key is gone"):
        unseal(sealed, keys=KeyRing(keys=(_SECOND,)), context=_HERE)


def test_rotation_reseals_once() -> None:
    """
    An old envelope becomes one of the newest key, and a resumed job leaves it alone.
    """
    old = seal(b"content", key=_FIRST, context=_HERE, randomness=_RANDOM)
    new = reseal(old, keys=_BOTH, context=_HERE, randomness=_RANDOM)

    assert new is not None
    assert (2, b"content") == (key_version(new), unseal(new, keys=_BOTH, context=_HERE))
    assert reseal(new, keys=_BOTH, context=_HERE, randomness=_RANDOM) is None


@pytest.mark.parametrize("envelope", [b"", b"\1" * 80, b"\2" * 100])
def test_what_is_no_envelope_is_refused(envelope: bytes) -> None:
    """
    Too short, or of a format that nobody wrote yet.
    """
    with pytest.raises(EnvelopeError, match="is no envelope"):
        key_version(envelope)


def test_sealing_refuses_what_it_cannot_keep() -> None:
    """
    Content beyond the limit and randomness of another size name their field.
    """
    with pytest.raises(InvalidInputError, match="randomness has another size"):
        seal(b"", key=_FIRST, context=_HERE, randomness=b"short")
    with pytest.raises(InvalidInputError, match="content is too large"):
        seal(bytes(LARGEST_CONTENT + 1), key=_FIRST, context=_HERE, randomness=_RANDOM)
