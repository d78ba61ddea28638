"""
Backups: whole, of one moment, proven after they were restored, and refused when damaged.
"""

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from threading import Event
from typing import TYPE_CHECKING

import attrs
import psycopg
import pytest

from dastern_core.audit.checkpoint import SigningKey, verifying_key
from dastern_core.audit.verification import verify_export
from dastern_core.kernel import AccountId, DasternError, InvalidInputError
from dastern_core.testing.fakes.key_store import InMemoryKeyStore
from dastern_core.testing.samples import (
    NOW,
    sample_dose,
    sample_entry,
    sample_note,
    sample_order,
    sample_patient_id,
    sample_prescription,
)
from dastern_core.usecases.export_audit_log import export_audit_log
from dastern_postgres import PostgresStore, make_payment_database, payment_store, postgres_store
from dastern_postgres.audit_check import AuditLogBrokenError
from dastern_postgres.backup import MEDICAL, PAYMENTS, backup, restore
from dastern_postgres.embedded import embedded_postgres
from dastern_postgres.engine import connect
from dastern_postgres.key_proof import WrongKeysError
from dastern_postgres.leaks import find_leaks
from dastern_postgres.testing import SAMPLE_KEYS, retire_entries

if TYPE_CHECKING:
    from collections.abc import Callable

_SALT = bytes(range(16))
_KEY = SigningKey(name="clinic.example/audit", seed=bytes(range(32)))
_LONG_AGO = datetime(2001, 3, 31, tzinfo=UTC)


def _fill(store: PostgresStore) -> None:
    prescription = sample_prescription(1, active=True)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([sample_dose(prescription, days=0)])
        for number in range(9):
            entry = sample_entry(number, patient_id=prescription.patient_id)
            work.audit_log.append(entry, salt=_SALT)
        work.audit_log.sequence(limit=7)


def test_a_fresh_server_gets_everything_back(
    store: PostgresStore,
    database: str,
    payment_database: str,
    enterable_folder: Path,
) -> None:
    """
    Rows, waiting entries, places and row security come back; proofs verify, of retired too.
    """
    old = attrs.evolve(sample_entry(99, patient_id=sample_patient_id(2)), at=_LONG_AGO)
    with store.begin() as work:
        work.audit_log.append(old, salt=_SALT)
        work.audit_log.sequence(limit=1)
    retire_entries(database, before=NOW)
    _fill(store)
    order = sample_order(1)
    with payment_store(payment_database) as payments, payments.begin() as work:
        work.payments.add(order)
    file = enterable_folder / "all.backup"
    made = backup({MEDICAL: database, PAYMENTS: payment_database}, file, keys=SAMPLE_KEYS)
    prescription = sample_prescription(1, active=True)
    account = AccountId(sample_patient_id(1))
    with embedded_postgres(enterable_folder / "fresh", durable=False) as fresh:
        payments_dsn = make_payment_database(fresh)
        came = restore(file, {MEDICAL: fresh, PAYMENTS: payments_dsn}, keys=SAMPLE_KEYS)
        with postgres_store(fresh, keys=SAMPLE_KEYS) as again:
            with again.begin() as work:
                loaded = work.prescriptions.get(prescription.id)
                entries = [entry for entry, _ in work.audit_log.entries(start=0, end=99)]
                waiting = work.audit_log.sequence(limit=9)
            lines = export_audit_log(key=_KEY, store=again)
            with again.acting_as(account).begin() as work:
                seen = work.prescriptions.of_patient(prescription.patient_id).things
        with payment_store(payments_dsn) as paid, paid.begin() as work:
            found = work.payments.get(order.md5)
        engine = connect(fresh)
        with engine.connect() as connection:
            leaks = find_leaks(connection)
        engine.dispose()

    verdict = verify_export(lines, public_key=verifying_key(_KEY))

    assert made == came
    assert (10, (0,), ()) == (verdict.entries, verdict.erased, verdict.problems)
    assert (8, 7, 0) == (came[MEDICAL].size, came[MEDICAL].entries, came[PAYMENTS].size)
    assert (prescription, 7, 2) == (loaded, len(entries), waiting)
    assert (order, ()) == (found, leaks)
    assert () == seen  # nobody acts by this account yet, so that nothing is shown


def test_a_damaged_file_is_refused(
    store: PostgresStore, database: str, blank_database: str, tmp_path: Path
) -> None:
    """
    Whatever byte is changed or missing: it is said, and nothing is written.
    """
    _fill(store)
    whole = tmp_path / "whole"
    backup({MEDICAL: database}, whole, keys=SAMPLE_KEYS)
    content, damaged = whole.read_bytes(), tmp_path / "damaged"
    dice = Random(7)  # noqa: S311 - a sample of places
    dump_starts, dump_ends = 64, content.rindex(b"manifest.json") - 2000
    for place in (*(dice.randrange(dump_starts, dump_ends) for _ in range(20)), 0):
        flipped = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        for spoiled in (flipped, content[:place]):
            damaged.write_bytes(spoiled)
            with pytest.raises(InvalidInputError):
                restore(damaged, {MEDICAL: blank_database}, keys=SAMPLE_KEYS)
    with psycopg.connect(blank_database) as connection:
        left = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        ).fetchone()

    assert (0,) == left


def test_a_log_that_was_changed_is_not_backed_up(
    store: PostgresStore, database: str, tmp_path: Path
) -> None:
    """
    An entry that its leaf does not stand for is told, and no file is made.
    """
    _fill(store)
    with psycopg.connect(database) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE audit_entries SET resource_id = 'other' WHERE resource_id = '3'")
    with pytest.raises(AuditLogBrokenError, match="entry of leaf 3"):
        backup({MEDICAL: database}, tmp_path / "never", keys=SAMPLE_KEYS)

    assert [] == list(tmp_path.iterdir())


def test_a_forged_dump_is_told_by_its_log(
    store: PostgresStore, database: str, blank_database: str, tmp_path: Path
) -> None:
    """
    A manifest that speaks of another log does not agree with what came.
    """
    _fill(store)
    whole, forged = tmp_path / "whole", tmp_path / "forged"
    backup({MEDICAL: database}, whole, keys=SAMPLE_KEYS)
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(forged, "w") as other:
        manifest = json.loads(archive.read("manifest.json"))
        manifest["databases"][MEDICAL]["root"] = "00" * 32
        other.writestr(MEDICAL, archive.read(MEDICAL))
        other.writestr("manifest.json", json.dumps(manifest))
    with pytest.raises(AuditLogBrokenError, match="drop the database"):
        restore(forged, {MEDICAL: blank_database}, keys=SAMPLE_KEYS)


def test_nothing_is_overwritten(store: PostgresStore, database: str, tmp_path: Path) -> None:
    """
    Neither a file that exists nor a database that holds something.
    """
    _fill(store)
    file = tmp_path / "once"
    backup({MEDICAL: database}, file, keys=SAMPLE_KEYS)
    attempts: list[Callable[[], object]] = [
        lambda: backup({MEDICAL: database}, file, keys=SAMPLE_KEYS),
        lambda: restore(file, {MEDICAL: database}, keys=SAMPLE_KEYS),
        lambda: restore(file, {PAYMENTS: database}, keys=SAMPLE_KEYS),
        lambda: restore(tmp_path / "nowhere", {MEDICAL: database}, keys=SAMPLE_KEYS),
        lambda: backup({}, tmp_path / "empty", keys=SAMPLE_KEYS),
        lambda: backup({MEDICAL: database}, tmp_path / "no" / "where", keys=SAMPLE_KEYS),
    ]
    refusals = []
    for attempt in attempts:
        with pytest.raises(DasternError) as caught:
            attempt()
        refusals.append(type(caught.value))

    assert [InvalidInputError] * 6 == refusals


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE SCHEMA someones",
        "CREATE SCHEMA jobs; CREATE TABLE jobs.mine (kept text)",
        "CREATE SEQUENCE counted",
        "CREATE FUNCTION told() RETURNS int LANGUAGE sql RETURN 1",
    ],
)
def test_whatever_somebody_made_counts(
    database: str, blank_database: str, tmp_path: Path, statement: str
) -> None:
    """
    A database is empty where no schema of it holds anything, whatever the schema's name.
    """
    file = tmp_path / "whole"
    backup({MEDICAL: database}, file, keys=SAMPLE_KEYS)
    with psycopg.connect(blank_database) as connection:
        connection.execute(statement)

    with pytest.raises(InvalidInputError, match="is not empty"):
        restore(file, {MEDICAL: blank_database}, keys=SAMPLE_KEYS)


def test_a_backup_while_others_write_is_of_one_moment(
    store: PostgresStore, database: str, blank_database: str, tmp_path: Path
) -> None:
    """
    Whatever commits meanwhile is in it whole or not at all; sealed texts open, proofs verify.
    """
    done, file = Event(), tmp_path / "busy"
    patients = [sample_patient_id(number) for number in (1, 2)]

    def write(lane: int) -> int:
        for number in count(lane, 4):
            if done.is_set():
                return number
            patient = patients[number % 2]
            note = attrs.evolve(sample_note(number), patient_id=patient)
            entry = sample_entry(number, patient_id=patient)
            with store.begin() as work:
                work.doctor_notes.put(note)
                work.audit_log.append(entry, salt=_SALT)
            if lane == 0:
                with store.begin() as work:
                    work.audit_log.sequence(limit=9)
        raise AssertionError

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, lane) for lane in range(4)]
        while not _written(database):
            done.wait(0.01)
        made = backup({MEDICAL: database}, file, keys=SAMPLE_KEYS)
        done.set()
        written = sum(one.result() // 4 for one in writing)
    came = restore(file, {MEDICAL: blank_database}, keys=SAMPLE_KEYS)
    with postgres_store(blank_database, keys=SAMPLE_KEYS) as again:
        with again.begin() as work:
            kept = {
                note.id
                for number in range(written * 4 + 8)
                for note in work.doctor_notes.written_by(
                    sample_note(number).author_id, patients[number % 2]
                )
            }
            logged = {
                int(entry.resource_id)
                for patient in patients
                for entry in work.audit_log.about(patient, limit=9999)
            }
        lines = export_audit_log(key=_KEY, store=again)
    verdict = verify_export(lines, public_key=verifying_key(_KEY))

    assert made == came
    assert {sample_note(number).id for number in logged} == kept
    assert 0 < len(logged) < written
    assert (len(logged), ()) == (verdict.entries, verdict.problems)


def _written(database: str) -> bool:
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT count(*) > 20 FROM audit_entries").fetchone()
    return found == (True,)


def test_without_the_key_store_nothing_is_opened(
    store: PostgresStore, database: str, blank_database: str, tmp_path: Path
) -> None:
    """
    The log is whole by its own leaves; another key store opens nothing, and that is said.
    """
    _fill(store)
    file = tmp_path / "closed"
    made = backup({MEDICAL: database}, file, keys=None)
    came = restore(file, {MEDICAL: blank_database}, keys=None)
    stranger = InMemoryKeyStore("another")
    with pytest.raises(WrongKeysError), postgres_store(blank_database, keys=stranger):
        pass

    assert made == came
    assert (7, 7) == (came[MEDICAL].entries, came[MEDICAL].sealed)
