"""
What every store of sealed values does.
"""

import attrs
import pytest

from dastern_core.encryption import (
    KEY_BYTES,
    RANDOM_BYTES,
    DataKey,
    KeyRing,
    Place,
    open_field,
    reseal_field,
    seal_field,
)
from dastern_core.identity import Biometric
from dastern_core.kernel import ConflictError
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.identity_samples import sample_account
from dastern_core.usecases.enrol_biometric import biometric_place

__all__ = ["SealedValuesContract"]


def _key(version: int) -> DataKey:
    return DataKey(version=version, material=bytes([version]) * KEY_BYTES)


class SealedValuesContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.
    """

    def test_gives_what_an_older_key_sealed(self, identity_store: IdentityStore) -> None:
        """
        With the place it is bound to, at most as many as asked for; none once sealed anew.
        """
        keys = InMemoryKeyStore("sealed values")
        owner, place = sample_account(1).id, _place(Biometric.IRIS)
        sealed = seal_field(
            "matcher/1", place=place, keys=KeyRing(keys=[_key(1)]), randomness=bytes(RANDOM_BYTES)
        )
        finger = seal_field(
            "matcher/2",
            place=_place(Biometric.FINGERPRINT),
            keys=KeyRing(keys=[_key(1)]),
            randomness=b"1" * RANDOM_BYTES,
        )
        with identity_store.begin() as work:
            work.accounts.add(sample_account(1))
            work.biometrics.add(owner, Biometric.IRIS, sealed)
            work.data_keys.add(keys.wrap(_key(1), owner=owner))
        with identity_store.begin() as work:
            before = work.sealed_values.stale(limit=9)
            work.data_keys.add(keys.wrap(_key(2), owner=owner))
            work.biometrics.add(owner, Biometric.FINGERPRINT, finger)
        ring = KeyRing(keys=[_key(1), _key(2)])
        with identity_store.begin() as work:
            found = {one.sealed: one for one in work.sealed_values.stale(limit=9)}
            one = found[sealed]
            anew = reseal_field(
                one.sealed, place=one.place, keys=ring, randomness=b"2" * RANDOM_BYTES
            )
            assert anew is not None
            fewer = work.sealed_values.stale(limit=1)
            work.sealed_values.replace(one, anew)
            left = work.sealed_values.stale(limit=9)
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.sealed_values.replace(one, anew)
        elsewhere = attrs.evolve(one, place=attrs.evolve(place, tenant=sample_account(2).id))
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.sealed_values.replace(elsewhere, anew)
        with identity_store.begin() as work:
            stored = dict(work.biometrics.of_account(owner).sealed)

        assert ((), {sealed, finger}, place) == (before, set(found), one.place)
        assert (1, [finger]) == (len(fewer), [value.sealed for value in left])
        assert "matcher/1" == open_field(stored[Biometric.IRIS], place=place, keys=ring)

    @pytest.mark.rule("EPD-08")
    def test_gives_nothing_that_an_erased_key_sealed(self, identity_store: IdentityStore) -> None:
        """
        Nothing opens it; what a later version sealed before the newest is given, or skipped.
        """
        keys, owner = InMemoryKeyStore("sealed values"), sample_account(1).id
        sealed = {
            kind: seal_field(
                "matcher",
                place=_place(kind),
                keys=KeyRing(keys=[_key(version)]),
                randomness=bytes(RANDOM_BYTES),
            )
            for version, kind in ((1, Biometric.IRIS), (2, Biometric.FINGERPRINT))
        }
        with identity_store.begin() as work:
            work.accounts.add(sample_account(1))
            for kind, one in sealed.items():
                work.biometrics.add(owner, kind, one)
            work.data_keys.add(keys.wrap(_key(1), owner=owner))
            work.data_keys.erase(owner)
            for version in (2, 3):
                work.data_keys.add(keys.wrap(_key(version), owner=owner))
        with identity_store.begin() as work:
            given = [one.sealed for one in work.sealed_values.stale(limit=9)]
            past = work.sealed_values.stale(limit=9, skip=1)

        assert ([sealed[Biometric.FINGERPRINT]], ()) == (given, past)


def _place(kind: Biometric) -> Place:
    return biometric_place(sample_account(1).id, kind)
