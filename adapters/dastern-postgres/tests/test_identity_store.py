"""
What is stored about who comes in: the contracts, on a real database, as the identity role.
"""

from datetime import datetime
from typing import cast

import attrs
import psycopg
import pytest

from dastern_core.kernel import PortError
from dastern_core.notifications import NoticeKind
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
from dastern_core.testing.record_samples import sample_notice
from dastern_core.testing.samples import NOW
from dastern_postgres import PostgresStore
from dastern_postgres.identity_store import PostgresIdentityStore


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


@pytest.mark.rule("AUTH-13")
def test_a_notice_is_stored_with_who_comes_in(
    identity_store: PostgresIdentityStore, store: PostgresStore
) -> None:
    """
    The identity role adds it and reads none; its recipient's own store opens it.
    """
    notice = attrs.evolve(sample_notice(1), kind=NoticeKind.DOCTOR_REJECTED)
    with identity_store.begin() as work:
        work.notices.add(notice)
    with pytest.raises(PortError), identity_store.begin() as work:
        work.notices.to(notice.recipient_id, limit=1)
    with store.begin() as work:
        found = work.notices.to(notice.recipient_id, limit=9)

    assert (notice,) == found
