"""
What every store of biometric references does.
"""

import pytest

from dastern_core.identity import Biometric, BiometricReferences
from dastern_core.kernel import ConflictError, NotFoundError
from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.identity_samples import sample_account

__all__ = ["BiometricsContract"]


class BiometricsContract:
    """
    Subclass it and supply a fixture ``identity_store`` that gives an empty store.
    """

    @pytest.mark.rule("EPA-12")
    def test_keeps_one_of_each_kind(self, identity_store: IdentityStore) -> None:
        """
        A second one is refused until the first is removed.
        """
        owner = sample_account(1).id
        with identity_store.begin() as work:
            work.accounts.add(sample_account(1))
            empty = work.biometrics.of_account(owner)
            work.biometrics.add(owner, Biometric.FINGERPRINT, b"finger")
            work.biometrics.add(owner, Biometric.IRIS, b"iris")
        with pytest.raises(ConflictError), identity_store.begin() as work:
            work.biometrics.add(owner, Biometric.IRIS, b"another")
        with identity_store.begin() as work:
            full = work.biometrics.of_account(owner)
            work.biometrics.remove(owner, Biometric.FINGERPRINT)
        with identity_store.begin() as work:
            rest = work.biometrics.of_account(owner)
            with pytest.raises(NotFoundError):
                work.biometrics.remove(owner, Biometric.FINGERPRINT)

        assert BiometricReferences(account_id=owner) == empty
        assert {Biometric.FINGERPRINT: b"finger", Biometric.IRIS: b"iris"} == dict(full.sealed)
        assert {Biometric.IRIS: b"iris"} == dict(rest.sealed)
