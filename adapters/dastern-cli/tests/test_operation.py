"""
Operating the databases: a worker that ends cleanly, backup and restore.
"""

import json
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from uuid import UUID

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from dastern_cli.clock import SystemClock
from dastern_cli.main import app
from dastern_cli.operation import key_store
from dastern_core.kernel import AccountId, ActorRole
from dastern_core.permissions import Actor
from dastern_core.testing.samples import (
    sample_dose,
    sample_entry,
    sample_patient_id,
    sample_prescription,
)
from dastern_postgres import migrate, postgres_store
from dastern_postgres.embedded import embedded_postgres
from dastern_postgres.testing import SAMPLE_KEYS, enterable_folder

__all__ = ["enterable_folder"]  # the fixture

_SCRIPT = "from dastern_cli.main import main; main()"


def command(*arguments: str | Path) -> list[str]:
    """
    Give the command line of a process of its own.
    """
    return [sys.executable, "-c", _SCRIPT, *map(str, arguments)]


def test_a_worker_sweeps_and_ends_cleanly(enterable_folder: Path) -> None:
    """
    A real worker marks an overdue dose, gives its entry a place, and ends by SIGTERM.
    """
    prescription = sample_prescription(1, active=True)
    dose = sample_dose(prescription, days=-200)
    with embedded_postgres(enterable_folder / "server", durable=False) as dsn:
        migrate(dsn)
        keys = enterable_folder / "keys"
        wrapping = key_store(keys, make=True)
        with postgres_store(dsn, keys=wrapping) as store, store.begin() as work:
            work.prescriptions.add(prescription)
            work.doses.plan([dose])
            work.jobs.defer("sweep-missed-doses", at=None)
        arguments = command("worker", "--database", dsn, "--keys", keys)
        with subprocess.Popen(arguments) as process:
            try:
                _until_missed(dsn)
                process.send_signal(signal.SIGTERM)
                code = process.wait(timeout=60)
            finally:
                process.kill()
        with postgres_store(dsn, keys=wrapping) as store, store.begin() as work:
            notices = work.notices.to(AccountId(sample_patient_id(1)), limit=9)

    assert (0, [dose.id]) == (code, [one.about for one in notices])


def _until_missed(dsn: str) -> None:
    nobody = Event()
    with psycopg.connect(dsn, autocommit=True) as connection:
        for _ in range(2000):
            if connection.execute("SELECT status FROM doses").fetchone() == ("missed",):
                return
            nobody.wait(0.05)
    pytest.fail("the dose was never swept")


def test_a_backup_is_restored_into_a_new_folder(enterable_folder: Path) -> None:
    """
    What a folder's databases hold is in the other folder's afterwards; a cut file is not.
    """
    file, cut = enterable_folder / "all.backup", enterable_folder / "cut.backup"
    with embedded_postgres(enterable_folder / "old" / "postgres", durable=False) as dsn:
        migrate(dsn)
        with postgres_store(dsn, keys=SAMPLE_KEYS) as store, store.begin() as work:
            work.prescriptions.add(sample_prescription(1, active=True))
    made = subprocess.run(
        command("backup", file, "--data", enterable_folder / "old", "--json"),
        capture_output=True,
        check=True,
    )
    cut.write_bytes(file.read_bytes()[:-100])
    restored = [
        subprocess.run(
            command("restore", one, "--data", enterable_folder / "new", "--json"),
            capture_output=True,
            check=False,
        )
        for one in (cut, file, file)
    ]
    with (
        embedded_postgres(enterable_folder / "new" / "postgres", durable=False) as dsn,
        postgres_store(dsn, keys=SAMPLE_KEYS) as store,
        store.begin() as work,
    ):
        (loaded,) = work.prescriptions.of_patient(sample_patient_id(1)).things

    assert [f"no keys' folder is at {enterable_folder / 'new' / 'keys'}"] == [
        line.removeprefix("Please check: ").partition(",")[0]
        for line in restored[1].stderr.decode().splitlines()
    ]
    assert {"medical", "payments"} == json.loads(made.stdout)["logs"].keys()
    assert ([3, 0, 3], sample_prescription(1, active=True)) == (
        [one.returncode for one in restored],
        loaded,
    )


def test_a_refused_backup_leaves_no_server_behind(enterable_folder: Path) -> None:
    """
    A damaged dump and other keys are refused first; the whole file comes, patients alone too.
    """
    file, damaged = enterable_folder / "all.backup", enterable_folder / "damaged.backup"
    keys, others, new = (enterable_folder / name for name in ("right", "other", "new"))
    wrapping = key_store(keys, make=True)
    key_store(others, make=True)
    with embedded_postgres(enterable_folder / "old", durable=False) as dsn:
        migrate(dsn)
        with postgres_store(dsn, keys=wrapping) as store, store.begin() as work:
            work.prescriptions.add(sample_prescription(1, active=True))
            work.audit_log.append(sample_entry(1, patient_id=sample_patient_id(1)), salt=bytes(16))
        given = ["--database", dsn, "--keys", str(keys)]
        made = CliRunner().invoke(app, ["backup", str(file), *given])
    whole = file.read_bytes()
    place = len(whole) // 2
    damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    refused = [
        CliRunner().invoke(app, ["restore", str(one), "--data", str(new), "--keys", str(folder)])
        for one, folder in ((damaged, keys), (file, others))
    ]
    left = (new / "postgres").exists()
    came = CliRunner().invoke(app, ["restore", str(file), "--data", str(new), "--keys", str(keys)])

    assert ([3, 3], False, 0) == ([one.exit_code for one in refused], left, came.exit_code)
    for told in (made.stdout, came.stdout):
        assert "medical: 0 entries in order" in told
        assert "medical: 1 more wait for their place, which a worker gives them." in told


def test_a_folder_of_other_keys_is_refused(enterable_folder: Path) -> None:
    """
    Worker, backup and restore name the folder and what to do, and leave everything as it was.
    """
    file, made = enterable_folder / "all.backup", enterable_folder / "other.backup"
    keys, others = enterable_folder / "right", enterable_folder / "other"
    wrapping = key_store(keys, make=True)
    key_store(others, make=True)
    with embedded_postgres(enterable_folder / "old" / "postgres", durable=False) as dsn:
        migrate(dsn)
        with postgres_store(dsn, keys=wrapping) as store, store.begin() as work:
            work.prescriptions.add(sample_prescription(1, active=True))
        given = ["--database", dsn, "--keys", str(others)]
        refused = [
            CliRunner().invoke(app, [*arguments, *given])
            for arguments in (["worker"], ["backup", str(made)])
        ]
        CliRunner().invoke(app, ["backup", str(file), "--database", dsn, "--keys", str(keys)])
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("CREATE DATABASE fresh")
        fresh = make_conninfo(dsn, dbname="fresh")
        restoring = ["restore", str(file), "--database", fresh, "--keys"]
        refused.append(CliRunner().invoke(app, [*restoring, str(others)]))
        came = CliRunner().invoke(app, [*restoring, str(keys)])  # nothing was left there

    told = f"the keys' folder {others} does not open what key-000001 of this database wrapped"
    assert [3, 3, 3, 0] == [one.exit_code for one in (*refused, came)]
    assert [True] * 3 == [told in " ".join(one.stderr.split()) for one in refused]
    assert not made.exists()


def test_stored_doses_are_those_that_an_account_may_see(enterable_folder: Path) -> None:
    """
    The patient gets the table; a stranger, from whom row security hides it, is refused.
    """
    stored = sample_prescription(1, active=True)
    due = sample_dose(stored, days=0, due_at=SystemClock().now())
    people = [AccountId(sample_patient_id(number)) for number in (1, 2)]
    arguments = ["schedule", "export", "--csv", "-", "--prescription", str(stored.id), "--as"]
    with embedded_postgres(enterable_folder / "server", durable=False) as dsn:
        migrate(dsn)
        keys = enterable_folder / "keys"
        wrapping = key_store(keys, make=True)
        with postgres_store(dsn, keys=wrapping) as store, store.begin() as work:
            for account_id in people:
                work.actors.put(Actor(account_id=account_id, role=ActorRole.PATIENT))
            work.prescriptions.add(stored)
            work.doses.plan([due])
        mine, others = (
            CliRunner().invoke(app, [*arguments, str(one), "--database", dsn, "--keys", str(keys)])
            for one in people
        )

    assert (0, 3) == (mine.exit_code, others.exit_code)
    assert 2 == len(mine.stdout.splitlines())
    assert "Nobody has given you access" in others.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("backup", "all.backup"),
        ("worker",),
        (
            "schedule",
            "export",
            "--csv",
            "-",
            "--prescription",
            "7f1d7b1c-0000-7000-8000-000000000001",
            "--as",
            "7f1d7b1c-0000-7000-8000-000000000001",
        ),
    ],
)
def test_a_folder_without_a_database_is_refused(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    No empty database appears where the folder's name was mistyped.
    """
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, [*arguments, "--data", "mistyped"])

    assert 3 == result.exit_code
    assert "--data holds no database: mistyped" in result.stderr
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("named", [["worker"], ["backup", "a"], ["restore", "a"], ["leaks"]])
def test_a_folder_beside_a_database_is_refused(
    named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Neither is passed over, not even a database that the environment names.
    """
    monkeypatch.setenv("DASTERN_DATABASE", "dbname=none")

    result = CliRunner().invoke(app, [*named, "--data", str(tmp_path)])

    assert 3 == result.exit_code
    assert "--data is named beside --database (or DASTERN_DATABASE)" in result.stderr


def test_a_worker_without_its_database_ends_with_4(tmp_path: Path) -> None:
    """
    The message is a sentence, comes at once, and nothing says before it that there is work.
    """
    unreachable = [
        "--database",
        f"host={tmp_path} dbname=none",
        "--keys",
        str(tmp_path),
        "--new-keys",
    ]
    tmp_path.chmod(0o700)
    result = CliRunner().invoke(app, ["worker", *unreachable, "--new-keys", "--json"])

    assert 4 == result.exit_code
    assert "Traceback" not in result.output
    assert "Working" not in result.output
    assert "reached" in json.loads(result.stdout)["error"]["message"]


@pytest.mark.parametrize("given", [[], ["--keys", "nowhere"]], ids=["not named", "mistyped"])
def test_a_worker_without_its_keys_is_refused(
    given: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    No new key appears where the folder's name was mistyped or forgotten.
    """
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["worker", "--database", "dbname=none", *given])

    assert 3 == result.exit_code
    assert "--keys is missing" in result.stderr
    assert [] == list(tmp_path.iterdir())


_SOME = str(UUID(int=1))


@pytest.mark.parametrize(
    "arguments",
    [
        ["worker"],
        ["backup", "made.backup"],
        ["restore", "monday.backup"],
        ["schedule", "export", "--csv", "-", *("--prescription", _SOME), *("--as", _SOME)],
    ],
    ids=["worker", "backup", "restore", "schedule export"],
)
def test_an_empty_folder_of_keys_is_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    It gets no key that opens nothing, whatever asks, and nothing else is written.
    """
    monkeypatch.chdir(tmp_path)
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    given = ["--database", "dbname=none", "--keys", str(keys)]
    result = CliRunner().invoke(app, [*arguments, *given])

    assert 3 == result.exit_code
    assert "--keys holds no key" in result.stderr
    assert [keys] == list(tmp_path.rglob("*"))
