"""
Backups: one file that holds databases of one moment, and proves itself when it is restored.

The file is a ZIP archive: for each database a dump of ``pg_dump``, and a manifest with the
dumps' digests and what the audit log's tree was at that moment. A damaged file is refused
before anything is written, and after restoring the whole log is checked against its tree.
The file holds everything in the clear but what was sealed before: keep it as you keep the
database. Whoever can forge a dump can forge the manifest beside it; a checkpoint of the log
that was published elsewhere cannot be forged so.
"""

import hashlib
import json
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import attrs
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import text

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ports.key_store import KeyStore
from dastern_postgres.audit_check import AuditLogBrokenError, CheckedLog, check_audit_log
from dastern_postgres.engine import DatabaseError, connect
from dastern_postgres.key_proof import prove_keys, require_opening, wrapped_keys
from dastern_postgres.migration import migrate, migrate_payments
from dastern_postgres.programs import client_program
from dastern_postgres.row_security import lift, make_roles

__all__ = ["MEDICAL", "PAYMENTS", "WholeBackup", "backup", "fill", "proven", "restore"]

MEDICAL: Final = "medical"
PAYMENTS: Final = "payments"

_FORMAT = "dastern-backup/1"
_MANIFEST = "manifest.json"
_LARGEST_MANIFEST = 1_000_000  # bytes
_CHUNK = 1 << 20
_SPOILED = (AttributeError, LookupError, TypeError, ValueError)
# The server's own schemas are no one's; a schema that somebody made counts though it is empty.
_OWNED = """
WITH mine AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
), extended AS (SELECT objid FROM pg_depend WHERE deptype = 'e')
SELECT (SELECT count(*) FROM mine WHERE nspname <> 'public' AND oid NOT IN (TABLE extended))
    + (SELECT count(*) FROM pg_class JOIN mine ON mine.oid = relnamespace
        WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND pg_class.oid NOT IN (TABLE extended))
    + (SELECT count(*) FROM pg_proc JOIN mine ON mine.oid = pronamespace
        WHERE pg_proc.oid NOT IN (TABLE extended))
"""


@attrs.frozen(kw_only=True)
class _Part:
    sha256: str
    size: int
    root: str
    entries: int


@attrs.frozen(kw_only=True)
class WholeBackup:
    """
    A file of `backup` that was unpacked and compared with its digests.

    Args:
        file: The file.
        folder: Where its dumps are.
        parts: What it says of them, by the names of the databases that it holds.
        keys: What opens its keys, or None.
    """

    file: Path
    folder: Path
    parts: Mapping[str, _Part]
    keys: KeyStore | None


def backup(
    databases: Mapping[str, str], file: Path, *, keys: KeyStore | None
) -> Mapping[str, CheckedLog]:
    """
    Write databases into one new file.

    Each database is dumped from one snapshot, and its audit log checked in the same: what
    is written to it meanwhile is in the next backup.

    Args:
        databases: Connection strings of their owners, superusers or roles that bypass row
            security, by `MEDICAL` and `PAYMENTS`.
        file: Where it goes; it appears whole, and replaces nothing.
        keys: Wraps the patients' keys, whose entries are compared with their leaves; without
            it those that are sealed compare by their own leaf alone.

    Returns:
        What was checked of each database's log.

    Raises:
        InvalidInputError: The file exists, its folder does not, or there is nothing to back up.
        WrongKeysError: The key store does not open the database's keys; nothing is written.
        AuditLogBrokenError: A log is not what was logged; nothing is written.
        DatabaseError: A database refused, or the program failed.
        EmbeddedServerError: There is no ``pg_dump``.
        OSError: The file cannot be written.
    """
    if file.exists():
        raise _refused(file, "exists already", "Name a new file.")
    if not databases or databases.keys() - {MEDICAL, PAYMENTS}:
        remedy = "Name the databases medical and payments, or one of them."
        raise _refused(file, "cannot be made", remedy)
    if not file.parent.is_dir():
        raise _refused(file, "lies in no folder", "Make the folder first, or name another.")
    logs: dict[str, CheckedLog] = {}
    parts: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        whole = Path(folder) / "whole"
        with zipfile.ZipFile(whole, "w", compression=zipfile.ZIP_STORED) as archive:
            for name, dsn in databases.items():
                dump = Path(folder) / name
                # Payments have no patient's key (PAY-35).
                logs[name] = _dump(dsn, dump, keys=keys if name == MEDICAL else None)
                log = logs[name]
                part = _Part(
                    sha256=_digest(dump), size=log.size, root=log.root, entries=log.entries
                )
                parts[name] = attrs.asdict(part)
                archive.write(dump, arcname=name)
            archive.writestr(_MANIFEST, json.dumps({"format": _FORMAT, "databases": parts}))
        whole.chmod(0o600)
        with whole.open("rb") as written:
            os.fsync(written.fileno())
        whole.rename(file)
    return logs


def restore(
    file: Path, databases: Mapping[str, str], *, keys: KeyStore | None
) -> Mapping[str, CheckedLog]:
    """
    Fill empty databases from a file, bring them up to date, and check what came.

    Args:
        file: As `backup` wrote it.
        databases: Connection strings of empty databases, by the names in the file; of
            superusers, because the file holds everybody's rows.
        keys: As for `backup`; the key store has a backup of its own, which this file does
            not hold, and without which nothing that is sealed can be read.

    Returns:
        What was checked of each database's log: as it was when the backup was made.

    Raises:
        InvalidInputError: The file is damaged, is no backup, holds other databases than
            those that were named, or a database is not empty; nothing is written.
        WrongKeysError: The key store does not open the file's keys; nothing is written.
        AuditLogBrokenError: What came is not what was backed up: drop that database.
        DatabaseError: A database refused, or the program failed.
        EmbeddedServerError: There is no ``pg_restore``.
    """
    with proven(file, keys=keys) as whole:
        return fill(whole, databases)


@contextmanager
def proven(file: Path, *, keys: KeyStore | None) -> Iterator[WholeBackup]:
    """
    Unpack a file for the length of a block, in which it can be filled into databases.

    Args:
        file: As `backup` wrote it.
        keys: As for `restore`.

    Raises:
        InvalidInputError: The file is damaged or is no backup.
        WrongKeysError: The key store does not open the file's keys.
        DatabaseError: The program that reads dumps failed.
        EmbeddedServerError: There is no ``pg_restore``.
    """
    with tempfile.TemporaryDirectory(prefix="dastern-restore-") as name:
        folder = Path(name)
        parts = _unpacked(file, folder)
        if keys is not None and MEDICAL in parts:
            _prove_dump(folder / MEDICAL, keys)
        yield WholeBackup(file=file, folder=folder, parts=parts, keys=keys)


def fill(whole: WholeBackup, databases: Mapping[str, str]) -> Mapping[str, CheckedLog]:
    """
    As `restore`, of a file that was proven.
    """
    if whole.parts.keys() != databases.keys():
        problem = f"holds {' and '.join(sorted(whole.parts))}"
        raise _refused(whole.file, problem, "Name a database for each of them.")
    for name, dsn in databases.items():
        if _owned(dsn):
            raise _refused(Path(name), "is not empty", "Make a new database.")
    return {
        name: _fill(name, databases[name], whole.folder / name, part, keys=whole.keys)
        for name, part in whole.parts.items()
    }


def _dump(dsn: str, target: Path, *, keys: KeyStore | None) -> CheckedLog:
    engine = connect(dsn)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.execute(text("SET LOCAL row_security = off"))  # an error, not a part
            if keys is not None:
                prove_keys(connection, keys)
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            checked = check_audit_log(connection, keys=keys)
            _run(
                *("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}"),
                *("--no-owner", "--no-privileges"),
                dsn=dsn,
            )
            return checked
    finally:
        engine.dispose()


def _prove_dump(dump: Path, keys: KeyStore) -> None:
    # The rows go by one after the other: a dump of many patients' keys is long.
    with subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
        [client_program("pg_restore"), "--data-only", "--table=data_keys", "--file=-", str(dump)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as reading:
        try:
            require_opening(wrapped_keys(reading.stdout or ()), keys)
        except InvalidInputError:
            raise
        except ValueError as error:
            raise _refused(dump, "holds keys that are none", "Give a whole copy.") from error
    if reading.returncode != 0:
        message = "pg_restore failed: it cannot read the keys of the file"
        raise DatabaseError(message)


def _fill(name: str, dsn: str, dump: Path, part: _Part, *, keys: KeyStore | None) -> CheckedLog:
    engine = connect(dsn)
    try:
        if name == MEDICAL:
            with engine.begin() as connection:
                make_roles(connection)
        arguments = ["pg_restore", "--exit-on-error", "--single-transaction"]
        _run(*arguments, "--no-owner", "--no-privileges", str(dump), dsn=dsn)
        with engine.begin() as connection:
            checked = check_audit_log(connection, keys=keys)
            if name == MEDICAL:
                lift(connection)  # with the policies come the privileges, which no dump holds
        if (checked.size, checked.root, checked.entries) != (part.size, part.root, part.entries):
            message = f"the log of {name} is not the one that was backed up: drop the database"
            raise AuditLogBrokenError(message)
    finally:
        engine.dispose()
    (migrate if name == MEDICAL else migrate_payments)(dsn)
    return checked


def _run(program: str, *arguments: str, dsn: str) -> None:
    # A password among the arguments would be shown to whoever lists the processes.
    known = {key: str(value) for key, value in conninfo_to_dict(dsn).items()}
    password = known.pop("password", None)
    environment = os.environ | ({} if password is None else {"PGPASSWORD": password})
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [client_program(program), *arguments, f"--dbname={make_conninfo('', **known)}"],
        capture_output=True,
        check=False,
        text=True,
        env=environment,
    )
    if done.returncode != 0:
        first = (done.stderr.splitlines() or ["it said nothing"])[0]
        message = f"{program} failed: {first}"
        raise DatabaseError(message)


def _unpacked(file: Path, folder: Path) -> dict[str, _Part]:
    with _opened(file) as archive:
        parts = _parts(archive, file)
        for name in parts:
            with archive.open(name) as packed, (folder / name).open("wb") as dump:
                while chunk := packed.read(_CHUNK):
                    dump.write(chunk)
    for name, part in parts.items():
        if _digest(folder / name) != part.sha256:
            raise _refused(file, f"is damaged in {name}", "Give a whole copy.")
    return parts


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except InvalidInputError:
        raise
    except (*_SPOILED, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise _refused(file, "is damaged, or no backup", "Give a whole copy.") from error
    except OSError as error:
        problem = f"cannot be read: {error.strerror or type(error).__name__}"
        raise _refused(file, problem, "Give a file of dastern backup.") from error


def _parts(archive: zipfile.ZipFile, file: Path) -> dict[str, _Part]:
    if archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _refused(file, "has a manifest without end", "Give a whole copy.")
    manifest = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != _FORMAT:
        raise _refused(file, "has another form", "Restore it with its own release.")
    parts = {name: _Part(**part) for name, part in manifest["databases"].items()}
    if not parts or parts.keys() - {MEDICAL, PAYMENTS}:
        raise _refused(file, "holds something else", "Give a file of dastern backup.")
    return parts


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _owned(dsn: str) -> int:
    try:
        with psycopg.connect(dsn) as connection:
            found = connection.execute(_OWNED).fetchone()
    except psycopg.Error as error:
        message = f"the database cannot be reached ({type(error).__name__})"
        raise DatabaseError(message) from error
    return 0 if found is None else int(found[0])


def _refused(file: Path, problem: str, remedy: str) -> InvalidInputError:
    return InvalidInputError(Fault(field=str(file), problem=problem, remedy=remedy))
