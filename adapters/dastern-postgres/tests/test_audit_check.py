"""
The audit check: whatever is done to the stored log behind its triggers is told.
"""

from collections.abc import Iterator
from datetime import timedelta

import attrs
import pytest
from sqlalchemy import Connection

from dastern_core.testing.samples import NOW, sample_entry, sample_patient_id
from dastern_postgres import PostgresStore
from dastern_postgres.audit_check import AuditLogBrokenError, check_audit_log
from dastern_postgres.engine import connect
from dastern_postgres.partitions import make_partitions, retire_partitions
from dastern_postgres.testing import SAMPLE_KEYS

_SALT = bytes(16)
_COPY = (
    "INSERT INTO audit_entries SELECT gen_random_uuid(), {at}, actor_id, actor_role, action,"
    " patient_id, resource_type, resource_id, details, salt, arrival, sealed, leaf"
    " FROM audit_entries WHERE resource_id = '3'"
)


@pytest.fixture
def unguarded(store: PostgresStore, database: str) -> Iterator[Connection]:
    """
    Give a connection that no trigger holds back, to a log of two months, one entry of which waits.
    """
    with store.begin() as work:
        for number in range(6):
            entry = sample_entry(number, patient_id=sample_patient_id(1))
            moved = attrs.evolve(entry, at=entry.at - timedelta(days=40 * (number == 0)))
            work.audit_log.append(moved, salt=_SALT)
        work.audit_log.sequence(limit=5)
    engine = connect(database)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")
        yield connection
    engine.dispose()


@pytest.mark.rule("AUD-03")
@pytest.mark.parametrize("months", [0, 1], ids=["in the rest", "in its month"])
@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM audit_entries WHERE resource_id = '3'", "leaf 3 is missing"),
        (
            "UPDATE audit_entries SET at = at + interval '1 s' WHERE resource_id = '3'",
            "leaf 3 is missing",
        ),
        (
            "UPDATE audit_entries SET id = gen_random_uuid() WHERE resource_id = '3'",
            "leaf 3 is missing",
        ),
        (
            "UPDATE audit_entries SET action = 'DATA_ACCESS' WHERE resource_id = '3'",
            "leaf 3 is not the one",
        ),
        (_COPY.format(at='"at"'), "no place of its own"),
        (_COPY.format(at="\"at\" - interval '9 years'"), "no place of its own"),
        ("DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_queue)", "waits and is"),
        ("DELETE FROM audit_queue", "no place of its own"),
        ("INSERT INTO audit_queue SELECT 9, entry_id, at FROM audit_leaves", "no place of its own"),
    ],
)
def test_tells_what_was_done_to_an_entry(
    unguarded: Connection, months: int, statement: str, told: str
) -> None:
    """
    Removed, moved, renamed, changed, forged or taken out of the queue, wherever it lies.
    """
    for _ in range(months):
        make_partitions(unguarded, "audit_entries", now=NOW, months=0)
    unguarded.exec_driver_sql(statement)
    with pytest.raises(AuditLogBrokenError, match=told):
        check_audit_log(unguarded, keys=SAMPLE_KEYS)


@pytest.mark.rule("AUD-09")
def test_a_retired_month_is_no_fault(unguarded: Connection) -> None:
    """
    The oldest month may go with all its entries; what came later may not.
    """
    whole = check_audit_log(unguarded, keys=SAMPLE_KEYS)
    make_partitions(unguarded, "audit_entries", now=NOW - timedelta(days=40), months=2)
    unguarded.exec_driver_sql("DELETE FROM audit_queue")  # so that the month may go
    unguarded.exec_driver_sql(
        "DELETE FROM audit_entries WHERE id NOT IN (SELECT entry_id FROM audit_leaves)"
    )
    retire_partitions(unguarded, "audit_entries", before=NOW - timedelta(days=14))
    left = check_audit_log(unguarded, keys=SAMPLE_KEYS)
    unguarded.exec_driver_sql("DELETE FROM audit_entries")
    with pytest.raises(AuditLogBrokenError, match="leaf 1 is missing"):
        check_audit_log(unguarded, keys=SAMPLE_KEYS)

    assert (5, 5) == (whole.size, whole.entries)
    assert (whole.size, whole.root, 4) == (left.size, left.root, left.entries)
