"""
The wiring: the one module of the command line in which adapters meet.

Each is imported where it is wired, because each is a part that may not be installed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from dastern_cli.engines import Engine, check_models
from dastern_cli.entropy import SystemEntropy
from dastern_cli.files import naming, write_whole
from dastern_cli.operation import key_store, keys_beside, seal_plain
from dastern_core.kernel import Fault, InvalidInputError

if TYPE_CHECKING:
    from dastern_analytics import Answer, Progress, Question
    from dastern_core.audit.checkpoint import SigningKey
    from dastern_core.kernel import AccountId
    from dastern_core.ocr import Page, PrintedCode
    from dastern_core.ports.payment_store import PaymentStore
    from dastern_core.ports.recognition import TextRecognizer
    from dastern_core.ports.unit_of_work import Store
    from dastern_postgres import PostgresStore

__all__ = [
    "AUDIT_ORIGIN",
    "answered",
    "data_folder",
    "engine_name",
    "find_codes",
    "holds_database",
    "largest_picture_bytes",
    "load_recognizer",
    "open_page",
    "open_pages",
    "open_store",
    "open_stores",
    "personal_store",
    "questions",
    "signing_key",
    "stored_signing_key",
    "write_parquet",
]

AUDIT_ORIGIN = "dastern.local/audit"
"""
The name of the log that a user's own database keeps (C2SP tlog-checkpoint, "origin").
"""

_SEED_BYTES = 32
_SEED = re.compile(rf"[0-9A-Fa-f]{{{2 * _SEED_BYTES}}}")


def questions() -> ModuleType:
    """
    Give what a population can be asked: ``ask_measures`` and its like.
    """
    import dastern_analytics  # noqa: PLC0415 - a part

    return dastern_analytics


@contextmanager
def answered(
    question: "Question",
    source: Path,
    *,
    columns: Mapping[str, str],
    engine: str,
    folder: Path | None,
    progress: "Progress",
) -> Iterator["Answer"]:
    """
    Ask a question of a file of events.

    Args:
        question: Made by ``questions``.
        source: CSV or Parquet.
        columns: What the columns are called.
        engine: duckdb, polars or spark.
        folder: Where the work is kept for going on with it, or None.
        progress: Told of each step.

    Raises:
        PortError: The engine is not here.
        InvalidInputError: The file as a whole cannot be used.
    """
    from dastern_analytics import Engine, EventColumns, answer  # noqa: PLC0415 - a part

    with answer(
        question,
        source,
        columns=EventColumns.named(columns),
        kind=Engine(engine),
        folder=folder,
        progress=progress,
    ) as found:
        yield found


def write_parquet(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """
    Write rows as a Parquet file.

    Raises:
        OSError: The file cannot be written.
    """
    from dastern_analytics import write_parquet as write  # noqa: PLC0415 - a part

    write(path, header, rows)


def data_folder(chosen: Path | None, *, name: str) -> Path:
    """
    Give the folder that holds the database.

    Args:
        chosen: The user's choice, or None for the platform's folder for user data.
        name: The folder within the platform's folder.
    """
    from dastern_postgres.embedded import default_folder  # noqa: PLC0415 - a part

    return default_folder() / name if chosen is None else chosen


def holds_database(folder: Path) -> bool:
    """
    Tell whether an embedded database was made in a folder.
    """
    from dastern_postgres.embedded import has_database  # noqa: PLC0415 - a part

    return has_database(folder / "postgres")


def largest_picture_bytes() -> int:
    """
    Give the most bytes that a picture's file may have.
    """
    from dastern_ocr import LARGEST_FILE  # noqa: PLC0415 - a part

    return LARGEST_FILE


def open_page(content: bytes) -> "Page":
    """
    Decode a picture's bytes.

    Raises:
        InvalidInputError: They are no picture that can be read.
    """
    from dastern_ocr import decode_image  # noqa: PLC0415 - a part

    return decode_image(content)


def open_pages(content: bytes) -> "Iterator[Page]":
    """
    Decode the pages of a picture's or a PDF document's bytes, one by one.

    Raises:
        InvalidInputError: They are neither.
    """
    from dastern_ocr import decode_pages  # noqa: PLC0415 - a part

    return decode_pages(content)


def find_codes(page: "Page") -> "tuple[PrintedCode, ...]":
    """
    Find and decode the QR codes on a page.
    """
    from dastern_ocr import find_codes as find  # noqa: PLC0415 - a part

    return find(page)


def load_recognizer(
    engine: Engine = Engine.BUILT_IN, *, models: Path | None = None, threads: int = 2
) -> "TextRecognizer":
    """
    Load the recognition engines; keep them for many pages.

    Args:
        engine: Which.
        models: The folder of PaddleOCR's models.
        threads: How many processor cores one page may use.

    Raises:
        InvalidInputError: The engine needs models and has none, or takes none.
        PortError: An engine does not start; the message says what to do.
    """
    from dastern_ocr import CombinedRecognizer, TesseractRecognizer  # noqa: PLC0415 - a part

    check_models(engine, models)
    if engine is Engine.TESSERACT:
        return TesseractRecognizer.load(threads=threads)
    if models is not None:
        return CombinedRecognizer.with_paddle(models, threads=threads)
    return CombinedRecognizer.load(threads=threads)


def engine_name(recognizer: "TextRecognizer") -> str:
    """
    Say what read a page, for whoever looks at its corrections later.
    """
    return f"{type(recognizer).__name__} of dastern-ocr {version('dastern-ocr')}"


@contextmanager
def open_store(folder: Path) -> Iterator["PostgresStore"]:
    """
    Start the embedded PostgreSQL in a folder, bring it up to date, and stop it afterwards.

    It gives the owner's store, past row security: do a person's steps by its ``acting_as``,
    the system's by ``acting_as_system``.

    Raises:
        PortError: The server cannot start; the message says why and what to do.
    """
    from dastern_postgres import migrate, postgres_store  # noqa: PLC0415 - a part
    from dastern_postgres.embedded import embedded_postgres  # noqa: PLC0415 - a part

    keys = key_store(keys_beside(folder), make=True)
    with embedded_postgres(folder / "postgres") as dsn:
        migrate(dsn)
        with postgres_store(dsn, keys=keys) as store:
            seal_plain(store)
            yield store


@contextmanager
def open_stores(folder: Path) -> Iterator[tuple["PostgresStore", "PaymentStore"]]:
    """
    As `open_store`, with the payments' own database beside the patients' (PAY-35).

    Raises:
        PortError: The server cannot start; the message says why and what to do.
    """
    from dastern_postgres import (  # noqa: PLC0415 - a part
        make_payment_database,
        migrate,
        migrate_payments,
        payment_store,
        postgres_store,
    )
    from dastern_postgres.embedded import embedded_postgres  # noqa: PLC0415 - a part

    with embedded_postgres(folder / "postgres") as dsn:
        migrate(dsn)
        payments_dsn = make_payment_database(dsn)
        migrate_payments(payments_dsn)
        keys = key_store(keys_beside(folder), make=True)
        with postgres_store(dsn, keys=keys) as store, payment_store(payments_dsn) as payments:
            seal_plain(store)
            yield store, payments


@contextmanager
def personal_store(medical: str, account_id: "AccountId", *, keys: Path) -> Iterator["Store"]:
    """
    Open the patients' database as one person sees it: row security decides (RBAC-04).

    Args:
        medical: The database; the login is a member of the role ``dastern_app``.
        account_id: The person.
        keys: The folder of the keys that wrap the patients' keys.

    Raises:
        InvalidInputError: There are no keys.
        PortError: The database cannot be reached, or the login is no member.
    """
    from dastern_postgres import postgres_store  # noqa: PLC0415 - a part

    with postgres_store(medical, keys=key_store(keys, make=False)) as store:
        yield store.acting_as(account_id)


def signing_key(folder: Path) -> "SigningKey":
    """
    Load the key that signs the audit log, or make it at the first use.

    Call it while the folder's store is open: then no other process makes one as well.
    The file is readable by its owner alone.

    Raises:
        InvalidInputError: The file does not hold a key.
    """
    path = folder / "audit.key"
    if not path.exists():
        write_whole(path, SystemEntropy().salt(_SEED_BYTES).hex().encode())
    return stored_signing_key(path, origin=AUDIT_ORIGIN)


def stored_signing_key(path: Path, *, origin: str) -> "SigningKey":
    """
    Load a key that signs an audit log.

    Args:
        path: Its file: 64 hexadecimal digits.
        origin: The log's name, such as ``clinic.example/audit``.

    Raises:
        InvalidInputError: The file cannot be read or holds no key, or the name cannot be one.
    """
    from dastern_core.audit.checkpoint import SigningKey  # noqa: PLC0415 - a part

    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        problem = f"cannot be read as the key that signs the log ({error.strerror})"
        remedy = "Name the key's file, or restore its copy; for a new log draw it once: python -c "
        remedy += f"'import secrets; print(secrets.token_hex({_SEED_BYTES}))' > FILE"
        raise InvalidInputError(Fault(field=str(path), problem=problem, remedy=remedy)) from error
    if not _SEED.fullmatch(text.strip()):
        problem = f"is not the audit log's key, {2 * _SEED_BYTES} hexadecimal digits"
        remedy = "Restore it from a copy; signed exports can still be verified without it."
        raise InvalidInputError(Fault(field=str(path), problem=problem, remedy=remedy))
    with naming("--origin"):
        return SigningKey(name=origin, seed=bytes.fromhex(text))
