"""
What is stored about who comes in: the contracts, on a real database, as the identity role.
"""

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


class TestPostgresIdentityStore(IdentityStoreContract):
    """
    An identity store in PostgreSQL.
    """


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
