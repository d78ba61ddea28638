"""
What is stored about who comes in: the contracts, on a real database, as the identity role.
"""

from datetime import datetime
from typing import cast

import psycopg
import pytest

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
from dastern_core.testing.samples import NOW


class TestPostgresIdentityStore(IdentityStoreContract):
    """
    An identity store in PostgreSQL.
    """

    @pytest.fixture
    def recorded_at(self, database: str) -> datetime:
        """
        Give the database's own time.
        """
        with psycopg.connect(database) as connection:
            (now,) = connection.execute("SELECT now()").fetchone() or (NOW,)
        return cast("datetime", now)


class TestPostgresAccounts(AccountsContract):
    """
    Accounts in PostgreSQL.
    """


class TestPostgresChallenges(ChallengesContract):
    """
    Challenges in PostgreSQL.
    """


class TestPostgresLoginFailures(LoginFailuresContract):
    """
    Failures in PostgreSQL.
    """


class TestPostgresSealedValues(SealedValuesContract):
    """
    Sealed values in PostgreSQL.
    """


class TestPostgresSessions(SessionsContract):
    """
    Sessions in PostgreSQL.
    """


class TestPostgresPasswordResets(PasswordResetsContract):
    """
    Password resets in PostgreSQL.
    """


class TestPostgresLoginNonces(LoginNoncesContract):
    """
    Nonces in PostgreSQL.
    """


class TestPostgresBiometrics(BiometricsContract):
    """
    Biometric references in PostgreSQL.
    """
