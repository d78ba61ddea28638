"""
What every key store does.
"""

from uuid import UUID

import attrs
import pytest

from dastern_core.encryption import DataKey, EnvelopeError, KeyErasedError
from dastern_core.ports.key_store import KeyStore

__all__ = ["KeyStoreContract"]

_OWNER, _OTHER = UUID(int=1), UUID(int=2)
_KEY = DataKey(version=3, material=b"k" * 32)


class KeyStoreContract:
    """
    Subclass it and supply a fixture ``key_store`` that gives a new store.
    """

    def test_unwraps_what_it_wrapped(self, key_store: KeyStore) -> None:
        """
        The data key comes back, and its wrapping does not show it.
        """
        wrapped = key_store.wrap(_KEY, owner=_OWNER)

        assert _KEY == key_store.unwrap(wrapped)
        assert _KEY.material not in wrapped.wrapped

    def test_binds_a_key_to_its_owner_and_version(self, key_store: KeyStore) -> None:
        """
        A row that is copied to another patient, or numbered anew, does not unwrap.
        """
        wrapped = key_store.wrap(_KEY, owner=_OWNER)

        for moved in (attrs.evolve(wrapped, owner=_OTHER), attrs.evolve(wrapped, version=4)):
            with pytest.raises(EnvelopeError):
                key_store.unwrap(moved)

    def test_notices_a_changed_wrapping(self, key_store: KeyStore) -> None:
        """
        One bit is enough.
        """
        wrapped = key_store.wrap(_KEY, owner=_OWNER)
        changed = wrapped.wrapped[:-1] + bytes([wrapped.wrapped[-1] ^ 1])

        with pytest.raises((EnvelopeError, KeyErasedError)):
            key_store.unwrap(attrs.evolve(wrapped, wrapped=changed))

    def test_says_where_it_is(self, key_store: KeyStore) -> None:
        """
        Whoever has to put the right one in its place reads it in a message.
        """
        assert object.__str__(key_store) != str(key_store)

    def test_still_unwraps_after_a_rotation(self, key_store: KeyStore) -> None:
        """
        New keys are wrapped by the new key-encryption key, old ones by theirs.
        """
        before = key_store.wrap(_KEY, owner=_OWNER)
        name = key_store.rotate()
        after = key_store.wrap(_KEY, owner=_OWNER)

        assert [_KEY, _KEY] == [key_store.unwrap(one) for one in (before, after)]
        assert before.store_key_id != after.store_key_id == name
