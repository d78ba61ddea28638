"""
Keys: versions, rings and wrapped keys.
"""

from uuid import UUID

import pytest

from dastern_core.encryption import DataKey, KeyErasedError, KeyRing, WrappedKey, wrapping_context
from dastern_core.kernel import InvalidInputError


def test_a_keys_text_hides_it() -> None:
    """
    Neither a data key nor a wrapped one shows its bytes in a log.
    """
    key = DataKey(version=1, material=b"secret" + bytes(26))
    wrapped = WrappedKey(owner=UUID(int=1), version=1, store_key_id="k", wrapped=b"secret")

    assert "secret" not in f"{key!r} {wrapped!r}"


@pytest.mark.parametrize(
    ("version", "size", "field"), [(0, 32, "version"), (2**32, 32, "version"), (1, 16, "material")]
)
def test_a_key_of_another_size_is_refused(version: int, size: int, field: str) -> None:
    """
    Versions fit four bytes, keys are of 256 bits.
    """
    with pytest.raises(InvalidInputError, match=field):
        DataKey(version=version, material=bytes(size))


def test_a_ring_knows_its_newest_key() -> None:
    """
    The order in which keys are given does not matter.
    """
    keys = [DataKey(version=version, material=bytes(32)) for version in (2, 3, 1)]
    ring = KeyRing(keys=keys)

    assert [3, 2, 1] == [key.version for key in ring]
    assert (3, 2) == (ring.newest.version, ring.version(2).version)
    with pytest.raises(KeyErasedError):
        ring.version(4)


@pytest.mark.parametrize("versions", [(), (1, 1)])
def test_a_ring_holds_each_version_once(versions: tuple[int, ...]) -> None:
    """
    An empty ring and a doubled version are refused.
    """
    with pytest.raises(InvalidInputError, match="keys is no ring"):
        KeyRing(keys=[DataKey(version=version, material=bytes(32)) for version in versions])


@pytest.mark.parametrize(("name", "blob"), [("", b"x"), ("k", b""), ("k", bytes(65_537))])
def test_a_blob_that_no_store_wrote_is_refused(name: str, blob: bytes) -> None:
    """
    A wrapped key has a name and a blob of a size that key services give.
    """
    with pytest.raises(InvalidInputError, match="wrapped is no wrapped key"):
        WrappedKey(owner=UUID(int=1), version=1, store_key_id=name, wrapped=blob)


def test_a_wrapped_key_is_bound_to_owner_and_version() -> None:
    """
    Each owner and version has a context of its own.
    """
    contexts = [
        wrapping_context(UUID(int=owner), version) for owner in (1, 2) for version in (1, 2)
    ]

    assert len({tuple(sorted(one.items())) for one in contexts}) == len(contexts)
