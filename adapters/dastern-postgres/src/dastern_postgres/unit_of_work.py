"""
The unit of work: one database transaction over all that is stored about patients.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import attrs
from sqlalchemy import Connection, Engine, text

from dastern_core.kernel import AccountId
from dastern_core.ports.key_store import KeyStore
from dastern_postgres.access_requests import PostgresAccessRequests
from dastern_postgres.actors import PostgresActors
from dastern_postgres.audit_log import PostgresAuditLog
from dastern_postgres.batches import PostgresBatches
from dastern_postgres.connections import PostgresConnections
from dastern_postgres.data_keys import PostgresDataKeys
from dastern_postgres.doctor_notes import PostgresDoctorNotes
from dastern_postgres.documents import PostgresDocuments
from dastern_postgres.doses import PostgresDoses
from dastern_postgres.emergency_sessions import PostgresEmergencySessions
from dastern_postgres.encounters import PostgresEncounters
from dastern_postgres.engine import DatabaseError, connect
from dastern_postgres.grants import PostgresGrants
from dastern_postgres.invitations import PostgresInvitations
from dastern_postgres.jobs import PostgresJobs
from dastern_postgres.key_proof import prove_opening
from dastern_postgres.missed_doses import PostgresMissedDoses
from dastern_postgres.notices import PostgresNotices
from dastern_postgres.nudges import PostgresNudges
from dastern_postgres.owners import PostgresOwners
from dastern_postgres.policies import APP_ROLE, READONLY_ROLE, WORKER_ROLE
from dastern_postgres.prescriptions import PostgresPrescriptions
from dastern_postgres.proposals import PostgresProposals
from dastern_postgres.schema_version import MEDICAL_STEPS, require_migrated
from dastern_postgres.sealed_values import PostgresSealedValues
from dastern_postgres.sealer import Sealer
from dastern_postgres.usage import PostgresUsage
from dastern_postgres.vitals import PostgresVitals

__all__ = ["Acting", "PostgresStore", "PostgresUnitOfWork", "postgres_store"]


# PostgreSQL's manual, appendix A: insufficient_privilege, read_only_sql_transaction.
_NOT_WRITTEN = {"42501", "25006"}


class PostgresUnitOfWork:
    """
    One transaction; what it stores commits together, or not at all (RX-34, AUD-10).

    Args:
        connection: In a transaction.
        keys: Wraps the patients' keys.
        role: As whom the transaction acts, or None for the login itself.
    """

    def __init__(self, connection: Connection, keys: KeyStore, *, role: str | None) -> None:
        sealer = Sealer(connection, keys, role=role)
        self.jobs = PostgresJobs(connection)
        self.prescriptions = PostgresPrescriptions(connection, sealer)
        self.proposals = PostgresProposals(connection, sealer)
        self.doses = PostgresDoses(connection, sealer)
        self.missed_doses = PostgresMissedDoses(connection)
        self.actors = PostgresActors(connection)
        self.connections = PostgresConnections(connection)
        self.grants = PostgresGrants(connection)
        self.access_requests = PostgresAccessRequests(connection, sealer)
        self.emergency_sessions = PostgresEmergencySessions(connection, sealer)
        self.invitations = PostgresInvitations(connection)
        self.nudges = PostgresNudges(connection)
        self.doctor_notes = PostgresDoctorNotes(connection, sealer)
        self.notices = PostgresNotices(connection, sealer)
        self.batches = PostgresBatches(connection, sealer)
        self.encounters = PostgresEncounters(connection, sealer)
        self.vitals = PostgresVitals(connection, sealer)
        self.documents = PostgresDocuments(connection, sealer)
        self.data_keys = PostgresDataKeys(connection, role=role)
        self.sealed_values = PostgresSealedValues(connection, keys, role=role)
        self.audit_log = PostgresAuditLog(connection, sealer)
        self.owners = PostgresOwners(connection)
        self.usage = PostgresUsage(connection)


class PostgresStore:
    """
    A database, for any number of threads.

    Args:
        engine: As ``connect`` gives it, of a migrated database.
        keys: Wraps the patients' keys, which seal what is written about them.
        acting: As whom its transactions act; None means as the login itself, which sees
            everything only where it is a superuser.
        replica: Where `reading_as` reads, which may be behind; None means the same
            database. A unit of work that may write never reads there, so that it sees
            what it wrote.
    """

    def __init__(
        self,
        engine: Engine,
        keys: KeyStore,
        acting: "Acting | None" = None,
        *,
        replica: Engine | None = None,
    ) -> None:
        self._engine = engine
        self._keys = keys
        self._acting = acting
        self._replica = replica

    def acting_as(self, account_id: AccountId) -> "PostgresStore":
        """
        Give the same database as one person sees it: row security decides (RBAC-04).
        """
        acting = Acting(role=APP_ROLE, account_id=account_id)
        return PostgresStore(self._engine, self._keys, acting, replica=self._replica)

    def reading_as(self, account_id: AccountId) -> "PostgresStore":
        """
        Give the same data as one person may read it, and write nothing; from the replica.

        It serves people who read their own data. Reading another's is put on record, in the
        same transaction: that fails here, and belongs to `acting_as`.
        """
        acting = Acting(role=READONLY_ROLE, account_id=account_id)
        return PostgresStore(self._replica or self._engine, self._keys, acting)

    def acting_as_system(self) -> "PostgresStore":
        """
        Give the same database as the system's own jobs see it.
        """
        acting = Acting(role=WORKER_ROLE, account_id=None)
        return PostgresStore(self._engine, self._keys, acting, replica=self._replica)

    @contextmanager
    def begin(self) -> Iterator[PostgresUnitOfWork]:
        """
        Begin a transaction; leaving the block commits, an exception rolls back.

        Raises:
            PortError: The database cannot be reached, refused what row security does not
                allow, or the commit failed.
            ConflictError: Two transactions wait for each other; this one was undone.
        """
        role = None if self._acting is None else self._acting.role
        try:
            with self._engine.begin() as connection:
                _act(connection, self._acting)
                yield PostgresUnitOfWork(connection, self._keys, role=role)
        except DatabaseError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if role == READONLY_ROLE and state in _NOT_WRITTEN:
                message = "this store only reads, and this is put on record: read it by acting_as"
                raise DatabaseError(message) from error
            raise


@attrs.frozen(kw_only=True)
class Acting:
    """
    As whom a transaction acts.

    Args:
        role: A role of the database.
        account_id: The person, or None for the system.
    """

    role: str
    account_id: AccountId | None


def _act(connection: Connection, acting: Acting | None) -> None:
    # Set for this transaction alone, and set in every transaction: whatever an earlier one
    # may have left in a pooled connection counts for nothing.
    account = "" if acting is None or acting.account_id is None else str(acting.account_id)
    connection.execute(text("SELECT set_config('app.user', :account, true)"), {"account": account})
    if acting is not None:
        connection.exec_driver_sql(f"SET LOCAL ROLE {acting.role}")


@contextmanager
def postgres_store(
    dsn: str, *, keys: KeyStore, replica: str | None = None
) -> Iterator[PostgresStore]:
    """
    Open a store for the length of a block; its connections close with it.

    Args:
        dsn: A connection string for libpq, of a migrated database; its login is a member of
            every role of the database.
        keys: Wraps the patients' keys, which seal what is written about them.
        replica: That of a server that follows it, for `PostgresStore.reading_as`; it may
            be behind by a moment.

    Raises:
        WrongKeysError: The key store does not open the database's keys.
        NotMigratedError: The database lacks a step of this release.
        PortError: The database cannot be reached, or the key store failed.
    """
    engine = connect(dsn)
    follower = None if replica is None else connect(replica)
    try:
        require_migrated(engine, MEDICAL_STEPS)
        prove_opening(engine, keys)
        yield PostgresStore(engine, keys, replica=follower)
    finally:
        engine.dispose()
        if follower is not None:
            follower.dispose()
