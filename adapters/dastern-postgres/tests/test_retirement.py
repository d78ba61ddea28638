"""
Retirement: what was kept long enough goes, on record; what the rule holds stays.
"""

from datetime import datetime, timedelta

import attrs
import psycopg
import pytest

from dastern_core.audit import AuditAction
from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import DoseStatus
from dastern_core.testing.samples import (
    NOW,
    sample_dose,
    sample_entry,
    sample_patient_id,
    sample_prescription,
)
from dastern_postgres import PostgresStore
from dastern_postgres.audit_check import check_audit_log
from dastern_postgres.engine import connect
from dastern_postgres.partitions import make_partitions
from dastern_postgres.retirement import LEAST_MONTHS, NOBODY, retire_months
from dastern_postgres.testing import SAMPLE_KEYS

_SALT = bytes(range(16))
_LONG = timedelta(days=800)  # NOW is the middle of a month: 26 months before


def _kept(database: str) -> set[str]:
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent IN"
            " ('doses'::regclass, 'audit_entries'::regclass)"
        )
        return {name for (name,) in found}


def _fill(store: PostgresStore, database: str, *, status: DoseStatus, placed: int) -> None:
    prescription = sample_prescription(1, active=True)
    dose = attrs.evolve(sample_dose(prescription, days=-_LONG.days), status=status)
    entry = sample_entry(1, patient_id=prescription.patient_id)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([dose])
        work.audit_log.append(attrs.evolve(entry, at=NOW - _LONG), salt=_SALT)
        work.audit_log.append(sample_entry(2, patient_id=prescription.patient_id), salt=_SALT)
        work.audit_log.sequence(limit=placed)
    engine = connect(database)
    with engine.begin() as connection:
        for table in ("doses", "audit_entries"):
            make_partitions(connection, table, now=NOW - _LONG, months=1)
    engine.dispose()


def _retire(database: str, *, now: datetime = NOW) -> tuple[str, ...]:
    return retire_months(
        database, keep_months=LEAST_MONTHS, now=now, by="worker-1", keys=SAMPLE_KEYS
    )


@pytest.mark.rule("AUD-09")
def test_each_month_that_goes_is_on_record(store: PostgresStore, database: str) -> None:
    """
    Who dropped which month, and how many are kept, is in the log, whose proofs stay valid.
    """
    _fill(store, database, status=DoseStatus.MISSED, placed=1)
    before = _kept(database)
    gone = _retire(database)
    with store.begin() as work:
        told = work.audit_log.about(NOBODY, limit=99)
        work.audit_log.sequence(limit=99)
    engine = connect(database)
    with engine.connect() as connection:
        checked = check_audit_log(connection, keys=SAMPLE_KEYS)
    engine.dispose()

    assert set(gone) == before - _kept(database)
    assert {"doses", "audit_entries"} == {name[:-8] for name in gone}
    assert [(AuditAction.RECORDS_RETIRED, name) for name in gone[::-1]] == [
        (entry.action, entry.resource_id) for entry in told
    ]
    assert {(("by", "worker-1"), ("kept_months", "24"))} == {entry.details for entry in told}
    assert (2 + len(gone), 1 + len(gone)) == (checked.size, checked.entries)
    assert () == _retire(database)


@pytest.mark.rule("AUD-09")
def test_what_lies_in_the_rest_goes_too(store: PostgresStore, database: str) -> None:
    """
    Entries that are older than the first month that was made are retired with their month.
    """
    _fill(store, database, status=DoseStatus.MISSED, placed=1)
    old = attrs.evolve(sample_entry(3, patient_id=sample_patient_id(1)), at=NOW - 3 * _LONG)
    with store.begin() as work:
        work.audit_log.append(old, salt=_SALT)
        work.audit_log.sequence(limit=9)
    gone = _retire(database)
    with psycopg.connect(database) as opened:
        left = opened.execute("SELECT count(*) FROM audit_entries WHERE id = %s", [old.id])
        (count,) = left.fetchone() or (None,)
    engine = connect(database)
    with engine.connect() as connection:
        checked = check_audit_log(connection, keys=SAMPLE_KEYS)
    engine.dispose()

    assert f"audit_entries_{old.at:%Y_%m}" in gone
    assert (0, 3) == (count, checked.size)


@pytest.mark.rule("AUD-09")
def test_what_is_held_stays(store: PostgresStore, database: str) -> None:
    """
    An entry that waits for its place and a dose that is due keep their months.
    """
    _fill(store, database, status=DoseStatus.DUE, placed=1)
    with store.begin() as work:
        late = attrs.evolve(sample_entry(3, patient_id=sample_patient_id(1)), at=NOW - _LONG)
        work.audit_log.append(late, salt=_SALT)
    before = _kept(database)

    assert () == _retire(database)
    assert before == _kept(database)


@pytest.mark.rule("AUD-09")
def test_the_rule_is_the_least(store: PostgresStore, database: str) -> None:
    """
    Fewer months than two years are refused, and a month within them stays.
    """
    _fill(store, database, status=DoseStatus.MISSED, placed=2)
    for months in (23, 1201, 2**40):
        with pytest.raises(InvalidInputError, match="and at most 1200"):
            retire_months(database, keep_months=months, now=NOW, by="worker-1", keys=SAMPLE_KEYS)

    assert () == _retire(database, now=NOW - timedelta(days=60))
