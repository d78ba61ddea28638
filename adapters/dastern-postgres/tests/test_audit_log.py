"""
The stored audit log: the contract, its order under contention, and its refusals.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import attrs
import psycopg
import pytest

from dastern_core.audit import Frontier, append, leaf
from dastern_core.kernel import UNOPENED_TEXT
from dastern_core.testing.contracts import AuditLogContract
from dastern_core.testing.samples import sample_entry, sample_patient_id
from dastern_postgres import PostgresStore
from dastern_postgres.audit_check import check_audit_log
from dastern_postgres.engine import connect
from dastern_postgres.testing import SAMPLE_KEYS, retire_entries

_SALT = bytes(range(16))


class TestPostgresAuditLog(AuditLogContract):
    """
    The contract of every audit log.
    """

    @pytest.fixture
    def retire(self, database: str) -> Callable[[datetime], None]:
        """
        Give what retires old months as the tables' owner.
        """
        return lambda before: retire_entries(database, before=before)


@pytest.mark.rule("AUD-03")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'DATA_ACCESS'",
        "UPDATE audit_entries SET salt = salt WHERE false",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "UPDATE audit_entries_rest SET salt = salt WHERE false",
        "DELETE FROM audit_entries_rest",
        "TRUNCATE audit_entries_rest",
        "UPDATE audit_leaves SET leaf = leaf",
        "DELETE FROM audit_leaves",
        "TRUNCATE audit_leaves",
        "DELETE FROM audit_head",
        "TRUNCATE audit_head",
        "UPDATE audit_head SET size = 0, peaks = '{}'",
    ],
)
def test_refuses_every_change(store: PostgresStore, database: str, statement: str) -> None:
    """
    Nobody who speaks SQL changes or removes an entry, not even the tables' owner.
    """
    with store.begin() as work:
        work.audit_log.append(sample_entry(1, patient_id=sample_patient_id(1)), salt=_SALT)
        work.audit_log.sequence(limit=1)

    with (
        psycopg.connect(database) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="is append-only"),
    ):
        connection.execute(statement)


def test_numbers_without_gaps_under_contention(store: PostgresStore, database: str) -> None:
    """
    Writers at once, some of whom fail, and sequencers at once leave one order without a gap.
    """
    patient_id = sample_patient_id(1)

    def write(number: int) -> int:
        if number % 5 == 0:
            with store.acting_as_system().begin() as work:
                return work.audit_log.sequence(limit=3)
        with suppress(ZeroDivisionError), store.begin() as work:
            work.audit_log.append(sample_entry(number, patient_id=patient_id), salt=_SALT)
            assert 1 // (number % 3) >= 0
        return 0

    with ThreadPoolExecutor(8) as pool:
        placed = sum(pool.map(write, range(75)))
    with store.begin() as work:
        placed += work.audit_log.sequence(limit=100)
        logged = list(work.audit_log.entries(start=0, end=100))
        head = work.audit_log.head()
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT index, leaf FROM audit_leaves ORDER BY 1").fetchall()
    expected = Frontier()
    for entry, salt in logged:
        expected = append(expected, leaf(entry, salt))
    wanted = {number for number in range(75) if number % 5 and number % 3}

    assert {str(number) for number in wanted} == {entry.resource_id for entry, _ in logged}
    assert len(wanted) == placed == len(logged)
    assert expected == head
    assert [(index, leaf(*record)) for index, record in enumerate(logged)] == found


def test_an_entry_has_one_place(store: PostgresStore, database: str) -> None:
    """
    However often somebody says that it waits, before it has its place and afterwards.
    """
    again = """
        INSERT INTO audit_queue
        SELECT -n, id, "at" FROM audit_entries CROSS JOIN generate_series(1, 3) AS n
    """
    with store.begin() as work:
        work.audit_log.append(sample_entry(1, patient_id=sample_patient_id(1)), salt=_SALT)
    placed = []
    for _ in range(2):
        with psycopg.connect(database) as connection:
            connection.execute(again)
        with store.begin() as work:
            placed.append(work.audit_log.sequence(limit=9))

    assert [1, 0] == placed


@pytest.mark.parametrize("role", ["dastern_app", "dastern_worker", "dastern_identity"])
@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO audit_queue (arrival, id, "at") VALUES (1, gen_random_uuid(), now())',
        (
            "CREATE TEMP TABLE mine (arrival bigint, id uuid, at timestamptz);"
            " CREATE TRIGGER mine AFTER INSERT ON mine REFERENCING NEW TABLE AS fresh"
            " FOR EACH STATEMENT EXECUTE FUNCTION queue_entries()"
        ),
    ],
    ids=["by hand", "by the trigger's function"],
)
def test_nobody_writes_the_queue_but_the_entries(
    database: str, store: PostgresStore, role: str, statement: str
) -> None:
    """
    A row that is no entry cannot stand before one, nor be taken in its place.
    """
    del store
    with psycopg.connect(database) as connection:
        connection.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


def test_no_row_of_the_queue_hides_an_entry(store: PostgresStore, database: str) -> None:
    """
    Rows that are no entry, of an entry's own arrival and more than are taken at once.
    """
    with store.begin() as work:
        work.audit_log.append(sample_entry(1, patient_id=sample_patient_id(1)), salt=_SALT)
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO audit_queue SELECT arrival + step, gen_random_uuid(), now()"
            " FROM audit_queue, generate_series(-9, 0) AS step, generate_series(1, 5)"
        )
    with store.begin() as work:
        placed = work.audit_log.sequence(limit=3)

    assert 1 == placed


@pytest.mark.parametrize(
    "sealed",
    ["convert_to(repeat('x', 81), 'UTF8')", "decode('0100000009', 'hex') || sealed", "'x'"],
    ids=["no envelope", "another's", "too short"],
)
def test_an_entry_that_does_not_open_hides_no_other(
    store: PostgresStore, database: str, sealed: str
) -> None:
    """
    It is listed as unreadable in the trail, by its leaf in the records, and counted by the check.
    """
    patient_id = sample_patient_id(1)
    entry = sample_entry(1, patient_id=patient_id)
    with store.begin() as work:
        work.audit_log.append(entry, salt=_SALT)
        work.audit_log.append(sample_entry(2, patient_id=patient_id), salt=_SALT)
    with psycopg.connect(database) as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            f"UPDATE audit_entries SET sealed = {sealed}, leaf = '' WHERE id = %s",  # noqa: S608 - of this test
            [entry.id],
        )
    with store.begin() as work:
        placed = work.audit_log.sequence(limit=9)
        trail = work.audit_log.about(patient_id, limit=9)
        records = list(work.audit_log.records(start=0, end=9))
    engine = connect(database)
    with engine.connect() as reading:
        checked = check_audit_log(reading, keys=SAMPLE_KEYS)
    engine.dispose()
    unread = attrs.evolve(entry, details={"unreadable": UNOPENED_TEXT})

    assert (sample_entry(2, patient_id=patient_id), unread) == trail
    assert [b"", (sample_entry(2, patient_id=patient_id), _SALT)] == records
    assert (2, 2, 1) == (placed, checked.entries, checked.unreadable)


def test_one_sequencer_works_at_a_time(store: PostgresStore) -> None:
    """
    A second sequencer gives no place while the first has not committed, and does not wait.
    """
    with store.begin() as work:
        work.audit_log.append(sample_entry(1, patient_id=sample_patient_id(1)), salt=_SALT)
    system = store.acting_as_system()
    with system.begin() as first, system.begin() as second:
        placed = [work.audit_log.sequence(limit=9) for work in (first, second)]

    assert [1, 0] == placed


def test_gives_a_long_log_page_by_page(store: PostgresStore) -> None:
    """
    A log of several pages comes whole and in order.
    """
    patient_id = sample_patient_id(1)
    entries = [sample_entry(number, patient_id=patient_id) for number in range(510)]
    with store.begin() as work:
        for entry in entries:
            work.audit_log.append(entry, salt=_SALT)
        work.audit_log.sequence(limit=5000)
    with store.begin() as work:
        loaded = [entry for entry, _ in work.audit_log.entries(start=0, end=5000)]

    assert entries == loaded
