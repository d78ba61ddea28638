"""
Errors: what leaves this distribution is declared by the ports, and quotes no row.
"""

import traceback
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from dastern_core.kernel import ConflictError, PortError
from dastern_core.testing.samples import sample_dose, sample_entry, sample_prescription
from dastern_postgres import DatabaseError, PostgresStore, UnreadableRowError, postgres_store
from dastern_postgres.engine import connect
from dastern_postgres.testing import SAMPLE_KEYS, unseal


def test_an_unreachable_database_is_a_declared_error(tmp_path: Path) -> None:
    """
    Where nothing listens, opening the store fails as the port says.
    """
    with (
        pytest.raises(DatabaseError, match="cannot be reached") as caught,
        postgres_store(f"host={tmp_path} dbname=nowhere", keys=SAMPLE_KEYS),
    ):
        pass

    assert isinstance(caught.value, PortError)
    assert isinstance(caught.value.__cause__, psycopg.OperationalError)


def test_a_dose_of_no_prescription_is_a_declared_error(store: PostgresStore) -> None:
    """
    What the database refuses is a declared error whose trace quotes no row.
    """
    dose = sample_dose(sample_prescription(1, active=True), days=0)
    with pytest.raises(DatabaseError, match="ForeignKeyViolation") as caught, store.begin() as work:
        work.doses.plan([dose])
    trace = "".join(traceback.format_exception(caught.value))

    assert "violates foreign key constraint" in trace
    assert str(dose.prescription_id) not in trace


def test_a_lock_that_is_not_given_is_a_conflict(database: str) -> None:
    """
    Who waits too long for a row that somebody holds is told to try again.
    """
    engine = connect(database)
    with engine.connect() as holder, engine.connect() as waiter:
        holder.execute(text("LOCK TABLE doses"))
        waiter.execute(text("SET lock_timeout = '1ms'"))
        with pytest.raises(ConflictError, match="try again"):
            waiter.execute(text("SELECT 1 FROM doses"))
    engine.dispose()


def test_what_a_database_lacks_names_the_command_to_check(database: str) -> None:
    """
    A missing table may mean a missing step, which PostgreSQL's own code does not tell.
    """
    engine = connect(database)
    with (
        engine.connect() as connection,
        pytest.raises(DatabaseError, match=r"\(UndefinedTable, 42P01\): .* migrate --check"),
    ):
        connection.execute(text("SELECT 1 FROM nowhere"))
    engine.dispose()


def test_a_lost_server_comes_back(store: PostgresStore, database: str) -> None:
    """
    A pooled connection that was cut is replaced, unnoticed, at the next unit of work.
    """
    with store.begin() as work:
        work.audit_log.size()
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with store.begin() as work:
        assert work.audit_log.size() == 0


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE doses SET status = 'vanished'",
        "UPDATE doses SET quantity = 'some'",
        "UPDATE doses SET grace_minutes = 7",
        "UPDATE doses SET flags = '{unheard-of}'",
    ],
)
def test_a_dose_that_cannot_be_read_is_a_declared_error(
    store: PostgresStore, database: str, spoil: str
) -> None:
    """
    A row that another program spoiled is a failure of the store, not of the caller.
    """
    prescription = sample_prescription(1, active=True)
    dose = sample_dose(prescription, days=0)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([dose])
    with psycopg.connect(database) as connection:
        connection.execute(spoil)

    with pytest.raises(UnreadableRowError, match="a stored dose"), store.begin() as work:
        work.doses.get(dose.id)


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE prescription_versions SET zone = 'Asia/Atlantis'",
        "UPDATE prescription_versions SET end_reason = 'stopped'",
        "UPDATE medications SET unsealed = jsonb_set(unsealed, '{dosages}', '[{\"invented\": 1}]')",
        "UPDATE medications SET unsealed = jsonb_set(unsealed, '{dosages}', '3')",
        "DELETE FROM medications",
    ],
)
def test_a_prescription_that_cannot_be_read_is_a_declared_error(
    store: PostgresStore, database: str, spoil: str
) -> None:
    """
    A prescription that another program spoiled is a failure of the store.
    """
    prescription = sample_prescription(1, active=True)
    with store.begin() as work:
        work.prescriptions.add(prescription)
    unseal(database)
    with psycopg.connect(database) as connection:
        connection.execute("SET session_replication_role = replica")  # past the triggers
        connection.execute(spoil)

    with pytest.raises(UnreadableRowError, match="a stored prescription"), store.begin() as work:
        work.prescriptions.get(prescription.id)


def test_an_entry_that_cannot_be_read_is_a_declared_error(
    store: PostgresStore, database: str
) -> None:
    """
    An entry of an action that this release does not know is a failure of the store.
    """
    entry = sample_entry(1, patient_id=sample_prescription(1, active=True).patient_id)
    with store.begin() as work:
        work.audit_log.append(entry, salt=bytes(16))
        work.audit_log.sequence(limit=1)
    with psycopg.connect(database) as connection:
        for table in ("audit_entries", "audit_entries_rest"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        connection.execute("UPDATE audit_entries SET action = 'UNHEARD_OF'")

    with pytest.raises(UnreadableRowError, match="a stored audit entry"), store.begin() as work:
        work.audit_log.about(entry.patient_id, limit=1)
    with pytest.raises(UnreadableRowError, match="a stored audit entry"), store.begin() as work:
        list(work.audit_log.entries(start=0, end=1))
