"""
Operation: the wiring of what keeps the databases: their keys, the worker, backup and restore.

Each part is imported where it is wired, because each may not be installed.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import asdict

from dastern_cli.audit_input import text_of
from dastern_cli.clock import SystemClock
from dastern_cli.entropy import SystemEntropy
from dastern_cli.files import naming, write_whole
from dastern_core.kernel import AccountId, Fault, InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from uuid import UUID

    from dastern_core.audit.checkpoint import SigningKey
    from dastern_core.kernel import PatientId
    from dastern_core.ports.clock import Clock
    from dastern_core.ports.entropy import Entropy
    from dastern_core.ports.key_store import KeyStore
    from dastern_core.ports.unit_of_work import Store
    from dastern_postgres import PostgresStore

__all__ = [
    "backup",
    "embedded_databases",
    "erase",
    "export_log",
    "find_leaks",
    "key_store",
    "keys_beside",
    "publish_checkpoint",
    "restore",
    "rotate_key",
    "seal_plain",
    "work",
]

_LOG = logging.getLogger(__name__)
_COMING_MONTHS = 3
_CHECKPOINTS = "[0-9]" * 19 + ".checkpoint"  # as many digits as a size can have
_SEALED_AT_ONCE = 500  # rows a transaction


@contextmanager
def embedded_databases(folder: Path) -> Iterator[tuple[str, str]]:
    """
    Start the embedded PostgreSQL in a folder, up to date, and give its databases' addresses.

    Raises:
        PortError: The server cannot start; the message says why and what to do.
    """
    from dastern_postgres import (  # noqa: PLC0415 - a part
        make_payment_database,
        migrate,
        migrate_payments,
    )
    from dastern_postgres.embedded import embedded_postgres  # noqa: PLC0415 - a part

    with embedded_postgres(folder / "postgres") as dsn:
        migrate(dsn)
        payments = make_payment_database(dsn)
        migrate_payments(payments)
        yield dsn, payments


def keys_beside(folder: Path) -> Path:
    """
    Give where the keys of an embedded database are: beside it, and in no backup of it.
    """
    return folder / "keys"


def key_store(folder: Path, *, make: bool) -> "KeyStore":
    """
    Open a folder of keys, which wrap the patients' keys.

    Args:
        folder: The folder.
        make: Whether to make it where it is missing; an empty one gets its first key then,
            and is refused otherwise.

    Raises:
        InvalidInputError: It is missing or empty, or a file in it is no key.
        PortError: The disk refused.
    """
    from dastern_storage import open_key_files  # noqa: PLC0415 - a part

    if not make and not (folder.is_dir() and any(folder.glob("key-*"))):
        problem = "holds no key" if folder.is_dir() else "is missing"
        remedy = (
            "Name the folder whose keys wrap this database's, or restore its copy; a worker"
            " draws the first key of a new database by --new-keys."
        )
        raise InvalidInputError(
            Fault(field="--keys", problem=f"{problem}: {folder}", remedy=remedy)
        )
    return open_key_files(folder, draw=make)


def seal_plain(store: "PostgresStore") -> None:
    """
    Seal what an earlier release stored in the clear, some rows a transaction.

    What cannot be sealed stays, and the log tells how many rows that are.

    Raises:
        PortError: The database or the key store failed; what is sealed by then stays so.
    """
    refused: frozenset[UUID] = frozenset()
    while True:
        with store.begin() as work:
            done = work.sealed_values.seal_plain(limit=_SEALED_AT_ONCE, without=refused)
        refused |= done.refused
        if not done.sealed and not done.refused:
            break
    if refused:
        # Their number alone, as of every log.
        _LOG.warning("%d rows stay in the clear: they cannot be sealed", len(refused))


def work(  # noqa: PLR0913 - one for each thing that it works with
    medical: str,
    *,
    payments: str | None,
    keys: "KeyStore",
    owner: str,
    clock: "Clock",
    entropy: "Entropy",
    name: str,
    threads: int,
    keep_months: int | None,
    checkpoints: "tuple[Path, SigningKey] | None",
    ready: Callable[[], object],
) -> None:
    """
    Do the system's own work until the process is asked to end.

    Args:
        medical: The patients' database.
        payments: The payments' database, or None.
        keys: Wraps the patients' keys.
        owner: The patients' database as its owner.
        clock: Tells when.
        entropy: Draws identifiers and salts.
        name: What to call this worker.
        threads: How many jobs at once.
        keep_months: How many whole months are kept of doses and audit entries; None for all.
        checkpoints: The folder for the audit log's checkpoints, and the key that signs them;
            None signs none.
        ready: Called once the databases are open.

    Raises:
        PortError: A database cannot be reached, or is not migrated.
    """
    from dastern_cli.worker_jobs import medical_jobs, payment_jobs  # noqa: PLC0415 - many use cases
    from dastern_core.usecases.rotate_data_key import reseal_values  # noqa: PLC0415 - a part
    from dastern_postgres import payment_store, postgres_store  # noqa: PLC0415 - a part
    from dastern_postgres.identity_store import identity_store  # noqa: PLC0415 - a part
    from dastern_postgres.jobs import Job, run_worker  # noqa: PLC0415 - a part
    from dastern_postgres.partitions import make_coming  # noqa: PLC0415 - a part
    from dastern_postgres.retirement import retire_months  # noqa: PLC0415 - a part

    with ExitStack() as stack:
        opened = stack.enter_context(postgres_store(medical, keys=keys))
        store = opened.acting_as_system()
        due = medical_jobs(
            store,
            seal_plain=lambda: seal_plain(store),
            reseal=lambda limit, skip: reseal_values(
                limit=limit, skip=skip, store=store, keys=keys, entropy=entropy
            ),
            make_months=lambda: make_coming(owner, now=clock.now(), months=_COMING_MONTHS),
            retire=None
            if keep_months is None
            else lambda: retire_months(
                owner, keep_months=keep_months, now=clock.now(), by=name, keys=keys
            ),
            publish=None
            if checkpoints is None
            else lambda: publish_checkpoint(checkpoints[0], key=checkpoints[1], store=store),
            identities=lambda: identity_store(owner, keys=keys),
            clock=clock,
            entropy=entropy,
        )
        if payments is not None:
            paid = stack.enter_context(payment_store(payments))
            due += payment_jobs(paid, clock=clock, entropy=entropy)
        ready()
        jobs = [Job(name=one.name, every=one.every, run=one.run) for one in due]
        run_worker(medical, jobs, name=name, threads=threads)


def find_leaks(medical: str) -> "tuple[Fault, ...]":
    """
    Look for ways around the row security of the patients' database.

    Raises:
        PortError: The database cannot be reached.
    """
    from dastern_postgres.engine import connect  # noqa: PLC0415 - a part
    from dastern_postgres.leaks import find_leaks as look  # noqa: PLC0415 - a part

    engine = connect(medical)
    try:
        with engine.connect() as connection:
            return look(connection)
    finally:
        engine.dispose()


def publish_checkpoint(folder: Path, *, key: "SigningKey", store: "Store") -> Path:
    """
    Sign the head of the audit log into a file of its own, named by the log's size.

    What is there already stays as it is: a folder that others copy tells a rewritten log.

    Args:
        folder: Made where it is missing.
        key: Signs, and signed what lies there.
        store: The system's store.

    Returns:
        The newest checkpoint's file.

    Raises:
        InvalidInputError: The newest file there is no checkpoint of this key.
        RewrittenLogError: The log is not the one that was signed; nothing is written.
        PortError: The store failed, or the file cannot be written.
    """
    from dastern_core.audit.checkpoint import open_checkpoint, verifying_key  # noqa: PLC0415 - a part
    from dastern_core.usecases.sign_log import sign_log  # noqa: PLC0415 - a part

    kept = max(folder.glob(_CHECKPOINTS), default=None)
    last = None
    if kept is not None:
        with naming(str(kept)):
            last = open_checkpoint(text_of(kept), key=verifying_key(key))
    head, note = sign_log(key=key, last=last, store=store)
    path = folder / f"{head.size:019}.checkpoint"
    return path if path == kept else write_whole(path, note.encode())


def rotate_key(medical: str, patient_id: "PatientId", *, keys: "KeyStore") -> int:
    """
    Make a new version of a patient's key, and give its number.

    Raises:
        InvalidInputError: Nobody has that identifier.
        NotFoundError: They have no key.
        PortError: The database or the key store failed.
    """
    from dastern_core.usecases.rotate_data_key import rotate_data_key  # noqa: PLC0415 - a part
    from dastern_postgres import postgres_store  # noqa: PLC0415 - a part

    with postgres_store(medical, keys=keys) as store:
        with _known(patient_id), store.begin() as work:
            work.actors.get(AccountId(patient_id))
        return rotate_data_key(
            patient_id, store=store.acting_as_system(), keys=keys, entropy=SystemEntropy()
        )


def erase(
    medical: str,
    patient_id: "PatientId",
    *,
    by: str,
    reason: str,
    again: bool,
    keeps_account: bool,
    keys: "KeyStore",
) -> int:
    """
    Empty a patient's account and destroy their keys, on record; give how many there were.

    Raises:
        InvalidInputError: It is not said who or why, nobody has that identifier, or nothing
            was logged about them since they were erased.
        PortError: The database failed; no key is destroyed.
    """
    from dastern_core.usecases.erase_patient import erase_patient  # noqa: PLC0415 - a part
    from dastern_postgres import identity_store, postgres_store  # noqa: PLC0415 - a part

    with (
        postgres_store(medical, keys=keys) as store,
        identity_store(medical, keys=keys) as identities,
        _known(patient_id),
    ):
        return erase_patient(
            patient_id,
            by=by,
            reason=reason,
            again=again,
            store=store.acting_as_system(),
            identities=None if keeps_account else identities,
            clock=SystemClock(),
            entropy=SystemEntropy(),
        )


@contextmanager
def _known(patient_id: "PatientId") -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        problem = f"is nobody's identifier in this database: {patient_id}"
        remedy = "Take that of the patient's account; dastern demo prints its patient's."
        raise InvalidInputError(Fault(field="--patient", problem=problem, remedy=remedy)) from error


def export_log(medical: str, *, key: "SigningKey", keys: "KeyStore") -> tuple[tuple[str, ...], str]:
    """
    Give the lines of a signed export of the patients' audit log, and its public key.

    Raises:
        IncompleteAuditLogError: The log is not what was placed; nothing is signed.
        PortError: The database failed.
    """
    from dastern_core.audit.checkpoint import verifying_key  # noqa: PLC0415 - a part
    from dastern_core.usecases.export_audit_log import export_audit_log  # noqa: PLC0415 - a part
    from dastern_postgres import postgres_store  # noqa: PLC0415 - a part

    with postgres_store(medical, keys=keys) as store:
        lines = export_audit_log(key=key, store=store.acting_as_system())
    return lines, str(verifying_key(key))


def backup(
    medical: str, *, payments: str | None, file: Path, keys: "KeyStore | None"
) -> dict[str, dict[str, object]]:
    """
    Write databases into one file, and give what was checked of their logs.

    Raises:
        InvalidInputError: The file exists.
        PortError: A database refused, or its log is broken.
        OSError: The file cannot be written.
    """
    from dastern_postgres.backup import MEDICAL, PAYMENTS  # noqa: PLC0415 - a part
    from dastern_postgres.backup import backup as write  # noqa: PLC0415 - a part

    found = write({MEDICAL: medical} | ({PAYMENTS: payments} if payments else {}), file, keys=keys)
    return {name: asdict(log) for name, log in found.items()}


def restore(
    file: Path,
    *,
    folder: Path,
    database: str | None,
    payments: str | None,
    keys: "KeyStore | None",
) -> dict[str, dict[str, object]]:
    """
    Fill empty databases from a file, and give what was checked of their logs.

    Raises:
        InvalidInputError: The file is damaged, its keys are others, or a database is not empty.
        PortError: A database refused, or what came is not what was backed up.
    """
    from dastern_postgres import make_payment_database  # noqa: PLC0415 - a part
    from dastern_postgres.backup import MEDICAL, PAYMENTS, fill, proven  # noqa: PLC0415 - a part
    from dastern_postgres.embedded import embedded_postgres  # noqa: PLC0415 - a part

    with ExitStack() as stack:
        # Before a server starts, or a refused file would leave a new one's folder.
        whole = stack.enter_context(proven(file, keys=keys))
        if database is None:
            database = stack.enter_context(embedded_postgres(folder / "postgres"))
            payments = make_payment_database(database) if PAYMENTS in whole.parts else None
        named = {MEDICAL: database} | ({PAYMENTS: payments} if payments else {})
        found = fill(whole, named)
    return {name: asdict(log) for name, log in found.items()}
