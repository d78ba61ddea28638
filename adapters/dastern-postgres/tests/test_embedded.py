"""
The embedded server: real processes, real kills.
"""

import fcntl
import multiprocessing
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from dastern_postgres.embedded import EmbeddedServerError, default_folder, embedded_postgres
from dastern_postgres.programs import find_programs, open_to_all, server_account

_OWNER = Path(__file__).with_name("owner.py")
_PATIENT_SECONDS = 30.0  # far above what anything here takes: reached only by a defect

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="drops privileges, which only root can")


@pytest.fixture(scope="module")
def used_folder() -> Iterator[Path]:
    """
    Give a folder with a database, which the tests use one after the other.

    That none of them can leave it unusable is what they are about.
    """
    with tempfile.TemporaryDirectory(prefix="dastern-test-") as name:
        Path(name).chmod(0o711)
        with embedded_postgres(Path(name), durable=False):
            pass
        yield Path(name)


@pytest.fixture
def own_folder(enterable_folder: Path, used_folder: Path) -> Path:
    """
    Give a copy of that folder, for a test that spoils it.
    """
    _wait_until_free(used_folder)
    copy: list[str | Path] = ["/bin/cp", "-a", used_folder / "data", enterable_folder / "data"]
    subprocess.run(copy, check=True)
    return enterable_folder


@contextmanager
def _owner(folder: Path, how: str) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, str(_OWNER), str(folder), how]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()
            assert process.stdin is not None
            process.stdin.close()
            process.wait()
            _wait_until_free(folder)


def _line(process: "subprocess.Popen[bytes]") -> bytes:
    assert process.stdout is not None
    return process.stdout.readline()


def _servers(folder: Path) -> set[int]:
    data = os.fsencode(folder.resolve() / "data")
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                if os.fsencode((entry / "cwd").readlink()) == data:
                    found.add(int(entry.name))
            except OSError:
                continue  # it has ended, or it is another user's
    return found


def _wait_until_free(folder: Path) -> None:
    deadline = time.monotonic() + _PATIENT_SECONDS
    with (folder / "lock").open("a") as lock:
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                assert time.monotonic() < deadline
                select.select([], [], [], 0.001)


def _answers(dsn: str) -> bool:
    with psycopg.connect(dsn) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def _postmaster(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().partition("\n")[0])


def _parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def _ends(watched: int) -> bool:
    ended, _, _ = select.select([watched], [], [], _PATIENT_SECONDS)
    os.close(watched)
    return bool(ended)


def test_keeps_what_was_committed(enterable_folder: Path) -> None:
    """
    A second start finds the first one's data; between them nothing runs.
    """
    with embedded_postgres(enterable_folder) as dsn, psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'រក្សាទុក' AS word")
    stopped = not (enterable_folder / "data" / "postmaster.pid").exists()
    with embedded_postgres(enterable_folder) as dsn, psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT word FROM kept").fetchone()

    assert stopped
    assert found == ("រក្សាទុក",)


def test_is_safe_unless_told_otherwise(used_folder: Path) -> None:
    """
    A user's data is flushed to the disk; a test's need not be; neither uses a network.
    """
    names = ("fsync", "full_page_writes", "synchronous_commit", "listen_addresses")
    settings = []
    for durable in (True, False):
        with (
            embedded_postgres(used_folder, durable=durable) as dsn,
            psycopg.connect(dsn) as connection,
        ):
            rows = [connection.execute(f"SHOW {name}").fetchone() or () for name in names]
            settings.append([value for (value,) in rows])

    assert [["on", "on", "on", ""], ["off", "off", "off", ""]] == settings


@linux_only
def test_a_killed_owner_loses_nothing(enterable_folder: Path) -> None:
    """
    Killed at any moment, the owner leaves no server and no lock, and loses no commit.

    Four kills fall into the making of the database, or the start; four into its use.
    """
    chance = random.Random(20261121)  # noqa: S311 - moments of a test, reproducible
    acknowledged = 0
    for in_use in (False, False, False, False, True, True, True, True):
        with _owner(enterable_folder, "count") as process:
            assert process.stdout is not None
            said = [_line(process)] if in_use else []
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, 1))
            process.kill()
            said += process.stdout.read().splitlines()
        acknowledged = max([acknowledged, *(int(word) for word in said if word.isdigit())])
        _wait_until_free(enterable_folder)
        assert _servers(enterable_folder) == set()
    with embedded_postgres(enterable_folder) as dsn, psycopg.connect(dsn) as connection:
        found = connection.execute("SELECT max(number) FROM counted").fetchone()

    assert acknowledged > 0
    # One commit more may have reached the disk than the killed owner could report.
    assert found in {(acknowledged,), (acknowledged + 1,)}


@linux_only
def test_a_killed_guard_takes_the_server_along(used_folder: Path) -> None:
    """
    Where the guard is killed, the kernel ends the server in its place.
    """
    with embedded_postgres(used_folder):
        server = _postmaster(used_folder)
        watched = os.pidfd_open(server)
        os.kill(_parent(server), signal.SIGKILL)

        assert _ends(watched)
    with embedded_postgres(used_folder) as dsn:
        assert _answers(dsn)


@linux_only
def test_the_lock_lasts_as_long_as_the_server(used_folder: Path) -> None:
    """
    Where owner and guard are killed at once, the folder is free only after the server.
    """
    with _owner(used_folder, "linger") as process:
        assert _line(process) == b"in\n"
        guard = _parent(_postmaster(used_folder))
        process.kill()
        os.kill(guard, signal.SIGKILL)
        _wait_until_free(used_folder)

        assert _servers(used_folder) == set()


@linux_only
def test_a_fork_of_a_killed_owner_holds_nothing_up(used_folder: Path) -> None:
    """
    The server ends with its owner although a fork of the owner lives on.
    """
    with _owner(used_folder, "fork") as process:
        assert _line(process) == b"in\n"
        watched = os.pidfd_open(_postmaster(used_folder))
        process.kill()

        assert _ends(watched)


def test_a_fork_of_the_owner_may_stay(used_folder: Path) -> None:
    """
    The block ends, and another may begin, while a fork still holds every descriptor.
    """
    fork = multiprocessing.get_context("fork")
    done = fork.Event()
    with embedded_postgres(used_folder, durable=False):
        child = fork.Process(target=done.wait, daemon=True)
        child.start()
    with embedded_postgres(used_folder, durable=False, wait_seconds=0) as dsn:
        assert _answers(dsn)
    done.set()
    child.join()

    assert child.exitcode == 0


def test_refuses_a_folder_in_use(used_folder: Path) -> None:
    """
    A folder has one server at a time; who does not wait is told why.
    """
    with _owner(used_folder, "linger") as first:
        assert _line(first) == b"in\n"
        with (
            pytest.raises(EmbeddedServerError, match="another process uses"),
            embedded_postgres(used_folder, wait_seconds=0),
        ):
            pass


def test_waits_for_a_folder_in_use(used_folder: Path) -> None:
    """
    Of two processes at once, the second gets the folder when the first leaves.
    """
    with _owner(used_folder, "linger") as first, _owner(used_folder, "linger") as second:
        assert first.stdout is not None
        assert second.stdout is not None
        spoke, _, _ = select.select([first.stdout, second.stdout], [], [], _PATIENT_SECONDS)
        winner, loser = (first, second) if first.stdout in spoke else (second, first)
        heard = []
        for process in (winner, loser):
            heard.append(_line(process))
            assert process.stdin is not None
            process.stdin.close()
            assert process.wait(_PATIENT_SECONDS) == 0

    assert [b"in\n", b"in\n"] == heard


@linux_only
def test_forgets_a_stale_process_number(used_folder: Path) -> None:
    """
    After a crash, another process that got the old server's number is no obstacle.
    """
    pid_file = used_folder / "data" / "postmaster.pid"
    with embedded_postgres(used_folder, durable=False):
        crashed = pid_file.read_text().partition("\n")[2]
    account = server_account()
    user = None if account is None else account.uid
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, user=user) as cat:
        pid_file.write_text(f"{cat.pid}\n{crashed}")
        with embedded_postgres(used_folder, durable=False) as dsn:
            assert _answers(dsn)
        cat.communicate()


@pytest.mark.parametrize("name", ["long" * 30, "with, comma", "with space", "ឯកសារ"])
def test_takes_any_folder_name(
    own_folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Neither the length of a socket's path nor a comma, a space or Khmer stands in the way.
    """
    monkeypatch.setattr(tempfile, "tempdir", str(own_folder))
    folder = own_folder / name
    folder.mkdir()
    (own_folder / "data").rename(folder / "data")
    with (
        embedded_postgres(folder, durable=False) as dsn,
        psycopg.connect(dsn) as connection,
    ):
        assert connection.execute("SELECT current_database()").fetchone() == ("dastern",)

    assert list(own_folder.iterdir()) == [folder]


def test_names_a_foreign_release(own_folder: Path) -> None:
    """
    Data of another major version is left alone, and the message says what to do.
    """
    with embedded_postgres(own_folder, durable=False):
        pass
    (own_folder / "data" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(EmbeddedServerError, match=r"was made by PostgreSQL 9; .* Dump it"),
        embedded_postgres(own_folder),
    ):
        pass


def test_quotes_the_server_that_does_not_start(own_folder: Path) -> None:
    """
    A server that refuses to start leaves its reason in the error and no lock behind.
    """
    with embedded_postgres(own_folder, durable=False):
        pass
    control = own_folder / "data" / "global" / "pg_control"
    intact = control.read_bytes()
    control.write_bytes(bytes(len(intact)))
    with (
        pytest.raises(EmbeddedServerError, match=r"did not start in .*FATAL"),
        embedded_postgres(own_folder),
    ):
        pass
    control.write_bytes(intact)
    with embedded_postgres(own_folder, wait_seconds=0) as dsn:
        assert _answers(dsn)


def test_refuses_a_path_that_is_no_folder(enterable_folder: Path) -> None:
    """
    A file in the folder's place is named in the error.
    """
    path = enterable_folder / "file"
    path.touch()
    with (
        pytest.raises(EmbeddedServerError, match="cannot hold the database: Not a directory"),
        embedded_postgres(path / "inside"),
    ):
        pass


def test_logs_no_value(used_folder: Path) -> None:
    """
    What a failing statement was about does not reach the server's log.
    """
    with (
        embedded_postgres(used_folder, durable=False) as dsn,
        psycopg.connect(dsn, autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE secret (word text PRIMARY KEY CHECK (word <> 'hush'))")
        for word in ("whisper", "whisper", "hush"):
            try:
                connection.execute("INSERT INTO secret VALUES (%s)", [word])
            except psycopg.IntegrityError:
                continue
        with pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("INSERT INTO nowhere VALUES ('murmur')")
    log = (used_folder / "server.log").read_text()

    assert "duplicate key" in log
    assert not any(word in log for word in ("whisper", "hush", "murmur"))


def test_ends_when_the_owner_is_interrupted(used_folder: Path) -> None:
    """
    Ctrl-C reaches the owner alone, which then shuts the server down in order.
    """
    with _owner(used_folder, "linger") as process:
        assert _line(process) == b"in\n"
        process.send_signal(signal.SIGINT)
        process.wait(_PATIENT_SECONDS)
    log = (used_folder / "server.log").read_text()

    assert "database system is shut down" in log


@root_only
def test_root_needs_a_folder_that_nobody_can_enter(enterable_folder: Path) -> None:
    """
    Root is told that the server's account cannot reach the folder.
    """
    enterable_folder.chmod(0o700)
    with (
        pytest.raises(EmbeddedServerError, match="'nobody', who cannot enter"),
        embedded_postgres(enterable_folder / "inside"),
    ):
        pass


@root_only
def test_root_copies_programs_that_nobody_can_reach(
    enterable_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Programs in an environment that only root may enter run from a copy.
    """
    account = server_account()
    package = find_programs(enterable_folder, account=account).bin.parent.parent
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    copy: list[str | Path] = ["/bin/cp", "-r", package, package.with_suffix(".libs"), closed]
    subprocess.run(copy, check=True)
    monkeypatch.syspath_prepend(closed)
    with embedded_postgres(enterable_folder, durable=False) as dsn:
        assert _answers(dsn)
    programs = find_programs(enterable_folder, account=account)

    assert programs.bin.is_relative_to(enterable_folder)
    assert not list(enterable_folder.glob("*.partial"))


@root_only
def test_runs_for_an_ordinary_user(enterable_folder: Path) -> None:
    """
    An account without rights gets its own server in its own folder, in two runs.
    """
    account = server_account()
    python = _interpreter_for_all()
    assert account is not None
    if python is None:
        pytest.skip(f"no Python {sys.version_info.major}.{sys.version_info.minor} open to all")
    home = enterable_folder / "home"
    home.mkdir()
    os.chown(home, account.uid, account.gid)
    search = [path for path in sys.path if path and Path(path).exists() and open_to_all(Path(path))]
    heard = []
    for _ in range(2):
        done = subprocess.run(
            [python, _OWNER, home / "data", "linger"],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            timeout=_PATIENT_SECONDS,
            env={"HOME": str(home), "PYTHONPATH": os.pathsep.join(search)},
            user=account.uid,
            group=account.gid,
            extra_groups=[],
        )
        heard.append(done.stdout)

    assert [b"in\n", b"in\n"] == heard
    assert (home / "data" / "data").stat().st_uid == account.uid


def _interpreter_for_all() -> str | None:
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    found = (sys.executable, shutil.which(name, path="/usr/local/bin:/usr/bin"))
    return next((path for path in found if path and open_to_all(Path(path))), None)


def test_knows_where_a_users_data_belongs() -> None:
    """
    The default folder is outside root's home, or in the user's own data folder.
    """
    home = Path.home()

    assert default_folder().is_relative_to(home) is (os.geteuid() != 0)
