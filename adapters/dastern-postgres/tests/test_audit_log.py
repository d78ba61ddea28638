"""
The stored audit log: the contract, its order under contention, and its refusals.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest

from dastern_core.audit import Frontier, append, leaf
from dastern_core.testing.contracts import AuditLogContract
from dastern_core.testing.samples import sample_entry, sample_patient_id
from dastern_postgres import PostgresStore

_SALT = bytes(range(16))


class TestPostgresAuditLog(AuditLogContract):
    """
    The contract of every audit log.
    """


@pytest.mark.rule("AUD-03")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET action = 'DATA_ACCESS'",
        "UPDATE audit_entries SET salt = salt WHERE false",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
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

    with (
        psycopg.connect(database) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="is append-only"),
    ):
        connection.execute(statement)


def test_numbers_without_gaps_under_contention(store: PostgresStore) -> None:
    """
    Writers at once, some of whom fail, leave one order without a gap.
    """
    patient_id = sample_patient_id(1)

    def write(number: int) -> int | None:
        with suppress(ZeroDivisionError), store.begin() as work:
            entry = sample_entry(number, patient_id=patient_id)
            index = work.audit_log.append(entry, salt=_SALT)
            return index if 1 // (number % 3) >= 0 else None
        return None

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(write, range(60)))
    with store.begin() as work:
        logged = list(work.audit_log.entries(start=0, end=100))
        size = work.audit_log.size()
    written = {index: number for number, index in enumerate(given) if index is not None}

    assert [sample_entry(written[index], patient_id=patient_id) for index in range(40)] == [
        entry for entry, _ in logged
    ]
    assert size == 40


def test_keeps_the_edge_of_the_tree(store: PostgresStore, database: str) -> None:
    """
    The stored leaves and the stored edge are those of the tree over the entries.
    """
    entries = [sample_entry(number, patient_id=sample_patient_id(1)) for number in range(11)]
    expected = Frontier()
    for entry in entries:
        expected = append(expected, leaf(entry, _SALT))
        with store.begin() as work:
            work.audit_log.append(entry, salt=_SALT)
    with psycopg.connect(database) as connection:
        head = connection.execute("SELECT size, peaks FROM audit_head").fetchone()
        leaves = connection.execute("SELECT leaf FROM audit_entries ORDER BY index").fetchall()

    assert (expected.size, list(expected.peaks)) == head
    assert [(leaf(entry, _SALT),) for entry in entries] == leaves


def test_gives_a_long_log_page_by_page(store: PostgresStore) -> None:
    """
    A log of several pages comes whole and in order.
    """
    patient_id = sample_patient_id(1)
    entries = [sample_entry(number, patient_id=patient_id) for number in range(510)]
    with store.begin() as work:
        for entry in entries:
            work.audit_log.append(entry, salt=_SALT)
    with store.begin() as work:
        loaded = [entry for entry, _ in work.audit_log.entries(start=0, end=5000)]

    assert entries == loaded
