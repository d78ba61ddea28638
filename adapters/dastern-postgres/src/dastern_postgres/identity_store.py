"""
The identity store: one transaction over who comes in, as the identity role.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from dastern_core.ports.key_store import KeyStore
from dastern_postgres.accounts import PostgresAccounts
from dastern_postgres.actors import PostgresActors
from dastern_postgres.audit_log import PostgresAuditLog
from dastern_postgres.biometrics import PostgresBiometrics
from dastern_postgres.challenges import PostgresChallenges
from dastern_postgres.data_keys import PostgresDataKeys
from dastern_postgres.engine import connect
from dastern_postgres.identity_rights import IDENTITY_ROLE
from dastern_postgres.key_proof import prove_opening
from dastern_postgres.login_failures import PostgresLoginFailures
from dastern_postgres.login_nonces import PostgresLoginNonces
from dastern_postgres.notices import PostgresNotices
from dastern_postgres.password_resets import PostgresPasswordResets
from dastern_postgres.schema_version import MEDICAL_STEPS, require_migrated
from dastern_postgres.sealed_values import PostgresSealedValues
from dastern_postgres.sealer import Sealer
from dastern_postgres.sessions import PostgresSessions

__all__ = ["PostgresIdentityStore", "PostgresIdentityUnitOfWork", "identity_store"]


class PostgresIdentityUnitOfWork:
    """
    One transaction; what it stores commits together, or not at all (EPA-03).

    Args:
        connection: In a transaction, as the identity role.
        keys: Wraps people's keys.
    """

    def __init__(self, connection: Connection, keys: KeyStore) -> None:
        self.accounts = PostgresAccounts(connection)
        self.challenges = PostgresChallenges(connection)
        self.login_failures = PostgresLoginFailures(connection)
        self.login_nonces = PostgresLoginNonces(connection)
        self.sessions = PostgresSessions(connection)
        self.password_resets = PostgresPasswordResets(connection)
        self.biometrics = PostgresBiometrics(connection)
        self.data_keys = PostgresDataKeys(connection, role=IDENTITY_ROLE)
        self.sealed_values = PostgresSealedValues(connection, keys, role=IDENTITY_ROLE)
        self.actors = PostgresActors(connection)
        sealer = Sealer(connection, keys, role=IDENTITY_ROLE, only_seals=True)
        self.audit_log = PostgresAuditLog(connection, sealer)
        self.notices = PostgresNotices(connection, sealer)


class PostgresIdentityStore:
    """
    The identities of a medical database, for any number of threads.

    Args:
        engine: As ``connect`` gives it, of a migrated database; its login is a member of
            the identity role and of the sealer's.
        keys: Wraps people's keys.
    """

    def __init__(self, engine: Engine, keys: KeyStore) -> None:
        self._engine = engine
        self._keys = keys

    @contextmanager
    def begin(self) -> Iterator[PostgresIdentityUnitOfWork]:
        """
        Begin a transaction as the identity role; leaving the block commits.

        Raises:
            PortError: The database cannot be reached, refused what the role may not do, or
                the commit failed.
            ConflictError: Two transactions wait for each other; this one was undone.
        """
        with self._engine.begin() as connection:
            connection.exec_driver_sql("SELECT set_config('app.user', '', true)")
            connection.exec_driver_sql(f"SET LOCAL ROLE {IDENTITY_ROLE}")
            yield PostgresIdentityUnitOfWork(connection, self._keys)


@contextmanager
def identity_store(dsn: str, *, keys: KeyStore) -> Iterator[PostgresIdentityStore]:
    """
    Open an identity store for the length of a block; its connections close with it.

    Args:
        dsn: A connection string for libpq, of a migrated database.
        keys: Wraps people's keys.

    Raises:
        WrongKeysError: The key store does not open the database's keys.
        NotMigratedError: The database lacks a step of this release.
        PortError: The database cannot be reached, or the key store failed.
    """
    engine = connect(dsn)
    try:
        require_migrated(engine, MEDICAL_STEPS)
        prove_opening(engine, keys)
        yield PostgresIdentityStore(engine, keys)
    finally:
        engine.dispose()
