"""
The identity store's fakes pass the contracts that the adapters pass.
"""

import pytest

from dastern_core.ports.identity_store import IdentityStore
from dastern_core.testing.contracts import (
    AccountsContract,
    BiometricsContract,
    ChallengesContract,
    IdentityStoreContract,
    LoginFailuresContract,
    LoginNoncesContract,
    PasswordResetsContract,
    SealedValuesContract,
    SessionsContract,
)
from dastern_core.testing.contracts.cache import CacheContract
from dastern_core.testing.contracts.rate_limits import RateLimitsContract
from dastern_core.testing.fakes import InMemoryIdentityStore, SteppingClock
from dastern_core.testing.fakes.cache import InMemoryCache
from dastern_core.testing.fakes.rate_limits import InMemoryRateLimits
from dastern_core.testing.samples import NOW


@pytest.fixture
def identity_store() -> IdentityStore:
    """
    Give an empty store.
    """
    return InMemoryIdentityStore()


class TestInMemoryIdentityStore(IdentityStoreContract):
    """
    An identity store in memory.
    """


class TestInMemoryAccounts(AccountsContract):
    """
    Accounts in memory.
    """


class TestInMemoryChallenges(ChallengesContract):
    """
    Challenges in memory.
    """


class TestInMemoryLoginFailures(LoginFailuresContract):
    """
    Failures in memory.
    """


class TestInMemorySealedValues(SealedValuesContract):
    """
    Sealed values in memory.
    """


class TestInMemorySessions(SessionsContract):
    """
    Sessions in memory.
    """


class TestInMemoryPasswordResets(PasswordResetsContract):
    """
    Password resets in memory.
    """


class TestInMemoryLoginNonces(LoginNoncesContract):
    """
    Nonces in memory.
    """


class TestInMemoryBiometrics(BiometricsContract):
    """
    Biometric references in memory.
    """


class TestInMemoryCache(CacheContract):
    """
    A cache in memory.
    """

    @pytest.fixture
    def cache(self) -> InMemoryCache:
        """
        Give an empty one.
        """
        return InMemoryCache(SteppingClock(NOW))


class TestInMemoryRateLimits(RateLimitsContract):
    """
    Limits in memory.
    """

    @pytest.fixture
    def rate_limits(self) -> InMemoryRateLimits:
        """
        Count from nothing.
        """
        return InMemoryRateLimits(SteppingClock(NOW))
