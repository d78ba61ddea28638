"""
Partitions by month: made ahead of time, filled from the rest, and retired as a whole.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import attrs
import psycopg
import pytest
from sqlalchemy import Connection, Engine, text

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import Dose
from dastern_core.testing.samples import NOW, sample_dose, sample_entry, sample_prescription
from dastern_postgres import PostgresStore, downgrade, migrate, postgres_store
from dastern_postgres.engine import connect
from dastern_postgres.leaks import find_leaks
from dastern_postgres.partitions import make_partitions, retire_partitions
from dastern_postgres.testing import SAMPLE_KEYS, unseal

_SALT = bytes(16)
_WHERE = "SELECT tableoid::regclass::text, count(*) FROM {table} GROUP BY 1 ORDER BY 1"
_LONG_AGO = datetime(2001, 3, 31, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def owner(database: str) -> Iterator[Engine]:
    """
    Give the engine of the tables' owner.
    """
    engine = connect(database)
    yield engine
    engine.dispose()


def _where(connection: Connection, table: str) -> dict[str, int]:
    rows = connection.execute(text(_WHERE.format(table=table))).all()
    return {str(name): int(count) for name, count in rows}


def _filled(store: PostgresStore) -> tuple[Dose, ...]:
    prescription = sample_prescription(1, active=True)
    first = sample_dose(prescription, days=0)
    doses = (
        first,
        *(
            sample_dose(prescription, days=day, due_at=due)
            for day, due in enumerate((_LONG_AGO, _LONG_AGO + timedelta(seconds=1)), start=1)
        ),
    )
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(doses)
        for number, at in enumerate((NOW, _LONG_AGO, _LONG_AGO + timedelta(seconds=1))):
            entry = sample_entry(number, patient_id=prescription.patient_id)
            work.audit_log.append(attrs.evolve(entry, at=at), salt=_SALT)
        work.audit_log.sequence(limit=9)
    return doses


def test_what_gathered_in_the_rest_moves_into_its_month(
    store: PostgresStore, owner: Engine
) -> None:
    """
    Each row lies in the month of its instant in UTC, and nothing is lost on the way.
    """
    doses = _filled(store)
    with owner.begin() as connection:
        made = [
            make_partitions(connection, table, now=_LONG_AGO, months=1)
            for table in ("doses", "audit_entries")
        ]
        again = make_partitions(connection, "doses", now=_LONG_AGO, months=1)
        found = [_where(connection, table) for table in ("doses", "audit_entries")]
        leaks = find_leaks(connection)
    with store.begin() as work:
        loaded = {work.doses.get(dose.id) for dose in doses}
        entries = len(list(work.audit_log.entries(start=0, end=9)))

    assert ("doses_2001_03", "doses_2001_04") == made[0]
    assert (made[1], ()) == (("audit_entries_2001_03", "audit_entries_2001_04"), again)
    assert {"doses_2001_03": 1, "doses_2001_04": 1, "doses_rest": 1} == found[0]
    assert set(doses) == loaded
    assert (3, ()) == (entries, leaks)


@pytest.mark.rule("AUD-09")
def test_a_retired_month_leaves_its_proofs(store: PostgresStore, owner: Engine) -> None:
    """
    The entries of a month go with their table; the tree and every later entry stay.
    """
    _filled(store)
    with owner.begin() as connection:
        make_partitions(connection, "audit_entries", now=_LONG_AGO, months=1)
        early = retire_partitions(
            connection, "audit_entries", before=datetime(2001, 3, 31, tzinfo=UTC)
        )
        gone = retire_partitions(
            connection, "audit_entries", before=datetime(2001, 4, 1, tzinfo=UTC)
        )
    with store.begin() as work:
        head = work.audit_log.head()
        left = list(work.audit_log.entries(start=0, end=9))
    with owner.connect() as connection:
        leaves = connection.scalar(text("SELECT count(*) FROM audit_leaves"))

    assert ((), ("audit_entries_2001_03",)) == (early, gone)
    assert (3, 2, 3) == (head.size, len(left), leaves)


def test_a_month_that_waits_for_its_place_stays(store: PostgresStore, owner: Engine) -> None:
    """
    Entries that no leaf stands for yet are not retired.
    """
    entry = sample_entry(1, patient_id=sample_prescription(1, active=True).patient_id)
    with store.begin() as work:
        work.audit_log.append(attrs.evolve(entry, at=_LONG_AGO), salt=_SALT)
    with owner.begin() as connection:
        make_partitions(connection, "audit_entries", now=_LONG_AGO, months=0)
        gone = retire_partitions(connection, "audit_entries", before=NOW)

    assert () == gone


def test_entries_of_a_made_month_cannot_be_changed(owner: Engine, database: str) -> None:
    """
    A new partition refuses every change, also by its own name (AUD-03).
    """
    with owner.begin() as connection:
        make_partitions(connection, "audit_entries", now=_LONG_AGO, months=0)
    for statement in ("DELETE FROM audit_entries_2001_03", "TRUNCATE audit_entries_2001_03"):
        with (
            psycopg.connect(database) as opened,
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"),
        ):
            opened.execute(statement)


@pytest.mark.parametrize("role", ["dastern_app", "dastern_readonly", "dastern_worker"])
def test_nobody_goes_around_the_table(store: PostgresStore, owner: Engine, role: str) -> None:
    """
    A partition shows nothing by its own name, even where somebody was granted it.
    """
    _filled(store)
    with owner.begin() as connection:
        connection.exec_driver_sql(f"GRANT SELECT ON doses_rest TO {role}")
        connection.exec_driver_sql(f"SET LOCAL ROLE {role}")
        seen = connection.scalar(text("SELECT count(*) FROM doses_rest"))

    assert 0 == seen


@pytest.mark.parametrize(("table", "months"), [("doses", -1), ("doses", 121), ("prescriptions", 1)])
def test_names_what_cannot_be_made(owner: Engine, table: str, months: int) -> None:
    """
    Another table, or more months than ten years, is refused with the field.
    """
    with owner.begin() as connection, pytest.raises(InvalidInputError):
        make_partitions(connection, table, now=NOW, months=months)


def test_the_step_carries_everything_over(database: str) -> None:
    """
    Down to one table and up to months again: doses, entries, places and proofs are as before.
    """
    with postgres_store(database, keys=SAMPLE_KEYS) as store:
        doses = _filled(store)
        with store.begin() as work:
            records = list(work.audit_log.entries(start=0, end=9))
            head = work.audit_log.head()
        unseal(database)
        downgrade(database, revision="0007")
        with psycopg.connect(database) as connection:
            whole = connection.execute("SELECT count(*) FROM doses").fetchone()
        migrate(database)
        with store.begin() as work:
            loaded = {work.doses.get(dose.id) for dose in doses}
            work.audit_log.append(sample_entry(9, patient_id=doses[0].patient_id), salt=_SALT)
            placed = work.audit_log.sequence(limit=9)
            again = list(work.audit_log.entries(start=0, end=3))
            grown = work.audit_log.head().size
    with psycopg.connect(database) as connection:
        months = connection.execute(_WHERE.format(table="doses")).fetchall()

    assert ((3,), set(doses), records) == (whole, loaded, again)
    assert (1, head.size + 1) == (placed, grown)
    assert [("doses_2001_03", 1), ("doses_2001_04", 1), ("doses_2026_06", 1)] == months


def test_the_step_is_not_undone_while_entries_wait(database: str) -> None:
    """
    An entry that has no place yet would get lost: it is said, and nothing changes.
    """
    with postgres_store(database, keys=SAMPLE_KEYS) as store, store.begin() as work:
        entry = sample_entry(1, patient_id=sample_prescription(1, active=True).patient_id)
        work.audit_log.append(entry, salt=_SALT)
    unseal(database)
    with pytest.raises(Exception, match="the database failed"):
        downgrade(database, revision="0007")
    with postgres_store(database, keys=SAMPLE_KEYS) as store, store.begin() as work:
        assert 1 == work.audit_log.sequence(limit=9)
