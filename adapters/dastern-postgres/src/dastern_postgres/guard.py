"""
The guard: a small process that runs one PostgreSQL server and outlives it.

The owner starts it as a program of its own, holding the write end of its standard
input. A byte there, the end of that input (the owner died, even by SIGKILL) or the
owner's exit ends the server by a fast shutdown. Should the guard itself be killed,
Linux ends the server in its place. It needs nothing outside the standard library, so
that it starts in a moment and in any environment.
"""

import argparse
import ctypes
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

__all__ = ["READY", "STOP", "main"]

READY = b"ready\n"
"""
What the guard writes to its standard output once the server accepts connections.
"""

STOP = b"stop\n"
"""
What the owner writes to its standard input to end the server; any byte does.
"""

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LOOK_EVERY_MS = 20
_FAST_SECONDS = 30.0  # a fast shutdown writes a checkpoint; a slow disk needs a while
_IMMEDIATE_SECONDS = 5.0  # PostgreSQL's own wait before it kills what ignores SIGQUIT


def main(arguments: Sequence[str]) -> int:
    """
    Run a server until the owner asks for its end, or dies.

    Args:
        arguments: ``--owner PID --data FOLDER --run FOLDER --keep DESCRIPTOR
            [--user UID --group GID] -- COMMAND...``. The server inherits the descriptor,
            so that a lock on it lasts as long as the server; the folder of its socket
            (``--run``) is removed after it.

    Returns:
        The server's exit status; 0 when it was asked to end and did.
    """
    options = _parser().parse_args(arguments)
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    watched = select.poll()
    watched.register(sys.stdin.fileno(), select.POLLIN)
    watched.register(ended, select.POLLIN)
    _watch_owner(watched, options.owner)
    server = _start(options)
    ready = False
    while not watched.poll(None if ready else _LOOK_EVERY_MS):
        ready = _is_ready(options.data / "postmaster.pid", server.pid)
        if ready:
            os.write(sys.stdout.fileno(), READY)
    status = _stop(server)
    shutil.rmtree(options.run, ignore_errors=True)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="guard", description=__doc__)
    parser.add_argument("--owner", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--keep", type=int, required=True)
    parser.add_argument("--user", type=int)
    parser.add_argument("--group", type=int)
    parser.add_argument("command", nargs="+")
    return parser


def _watch_owner(watched: select.poll, owner: int) -> None:
    # The pipe tells of the owner's death unless a fork of the owner still holds its end.
    if sys.platform == "linux":
        try:
            watched.register(os.pidfd_open(owner), select.POLLIN)
        except OSError:
            return  # an old kernel, or the owner is gone already: the pipe has to do


def _start(options: argparse.Namespace) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the command comes from the owner, not from outside
        options.command,
        user=options.user,
        group=options.group,
        extra_groups=None if options.user is None else [],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr.fileno(),
        pass_fds=(options.keep,),
        preexec_fn=_dying_with(os.getpid()),  # noqa: PLW1509 - this process has one thread
    )


def _dying_with(guard: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None)

    def ask() -> None:
        if sys.platform == "linux":
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != guard:
            os._exit(1)

    return ask


def _is_ready(pid_file: Path, server: int) -> bool:
    try:
        lines = pid_file.read_text().splitlines()
    except OSError:
        return False
    # Lines 1 and 8 of postmaster.pid (PostgreSQL's miscadmin.h), as pg_ctl reads them.
    return len(lines) >= 8 and lines[0] == str(server) and lines[7].strip() == "ready"  # noqa: PLR2004 - as above


def _stop(server: subprocess.Popen[bytes]) -> int:
    # "Shutting Down the Server" in PostgreSQL's manual: INT is fast, QUIT is immediate.
    for number, seconds in ((signal.SIGINT, _FAST_SECONDS), (signal.SIGQUIT, _IMMEDIATE_SECONDS)):
        server.send_signal(number)
        try:
            return server.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    server.kill()
    return server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
