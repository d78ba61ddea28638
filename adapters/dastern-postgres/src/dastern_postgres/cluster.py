"""
The cluster: a server's data folder, made whole or not at all.

A *cluster* is PostgreSQL's word for the databases that one server keeps in one folder.
"""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import attrs

from dastern_postgres.programs import EmbeddedServerError, Programs, ServerAccount

__all__ = ["DATABASE", "ROLE", "Cluster", "make_cluster"]

DATABASE = "dastern"
"""
The database that every cluster holds.
"""

ROLE = "dastern"
"""
Its owner, as whom the account that made the cluster connects.
"""

_SEGMENT_MB = 4  # a young database keeps few segments of log, and small ones
_LOG_TAIL = 2000  # characters of the log that an error quotes


@attrs.frozen(kw_only=True)
class Cluster:
    """
    One folder, and how its server is run.

    Args:
        folder: Absolute, locked by the caller.
        account: Who runs the server; None for this very account.
        programs: What is run.
        keep: The descriptor of the lock, which every program inherits.
        durable: Whether what is written is flushed to the disk.
    """

    folder: Path
    account: ServerAccount | None
    programs: Programs
    keep: int
    durable: bool

    @property
    def data(self) -> Path:
        """
        The folder of the data.
        """
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """
        The file that the programs write to.
        """
        return self.folder / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        """
        What the programs see of the environment: the caller's is for other servers.
        """
        return {"PATH": os.defpath, "LC_ALL": "C"}

    def last_words(self) -> str:
        """
        Give the end of the log, for an error.
        """
        return self.log.read_text(errors="replace")[-_LOG_TAIL:].strip()

    def hand_over(self, path: Path) -> None:
        """
        Give a path to the account that runs the server.
        """
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)


def make_cluster(cluster: Cluster) -> None:
    """
    Make the data folder where there is none, and ready it for a start where there is.

    Raises:
        EmbeddedServerError: It cannot be made, or another major version made it.
        OSError: The folder cannot be written.
    """
    version = cluster.data / "PG_VERSION"
    if not version.exists():
        _initialise(cluster)
    made_by = version.read_text().strip()
    if made_by != cluster.programs.major:
        message = (
            f"{cluster.data} was made by PostgreSQL {made_by}; this is {cluster.programs.major}. "
            f"Dump it with PostgreSQL {made_by} and restore it into a new folder."
        )
        raise EmbeddedServerError(message)
    _forget_stale_pid(cluster.data / "postmaster.pid")


def _initialise(cluster: Cluster) -> None:
    partial = cluster.folder / "data.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(mode=0o700)
    cluster.hand_over(partial)
    cluster.log.unlink(missing_ok=True)
    # The built-in provider gives one order of texts on every platform, whatever libc has.
    texts = ["--encoding=UTF8", "--no-locale", "--locale-provider=builtin"]
    texts += ["--builtin-locale=C.UTF-8"]
    # A quarter of the usual log: less room, and a shorter recovery, for one person's data.
    rest = [f"--wal-segsize={_SEGMENT_MB}", "--auth-local=peer", "--auth-host=reject"]
    _run(cluster, "initdb", "-D", partial, "-U", ROLE, "--no-sync", *texts, *rest)
    for name, line in _admission().items():
        (partial / name).write_text(line)
    create = f"CREATE DATABASE {DATABASE};\n"
    _run(cluster, "postgres", "--single", "-F", "-D", partial, "postgres", text=create)
    if cluster.durable:
        _run(cluster, "initdb", "-D", partial, "--sync-only")
    partial.rename(cluster.data)
    _sync(cluster.folder)


def _admission() -> dict[str, str]:
    # The kernel tells the server who connects; only this process' account is admitted.
    caller = pwd.getpwuid(os.geteuid()).pw_name
    return {
        "pg_hba.conf": "local all all peer map=owner\n",
        "pg_ident.conf": f'owner "{caller}" {ROLE}\n',
    }


def _run(cluster: Cluster, program: str, *arguments: str | Path, text: str = "") -> None:
    account = cluster.account
    with cluster.log.open("ab") as log:
        done = subprocess.run(  # noqa: S603 - programs of the installed package
            [cluster.programs.bin / program, *arguments],
            input=text.encode(),
            stdout=log,
            stderr=log,
            check=False,
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
            env=cluster.environment,
            cwd="/",
            pass_fds=(cluster.keep,),
        )
    if done.returncode != 0:
        message = f"the database in {cluster.folder} could not be made: {cluster.last_words()}"
        raise EmbeddedServerError(message)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _forget_stale_pid(pid_file: Path) -> None:
    # After a crash another process of this user may have the old server's number, and
    # PostgreSQL would take it for a server. A server's working directory is its data.
    if sys.platform == "linux" and pid_file.exists():
        number = pid_file.read_text().partition("\n")[0]
        try:
            runs_here = Path(f"/proc/{int(number)}/cwd").samefile(pid_file.parent)
        except (OSError, ValueError):
            runs_here = False
        if not runs_here:
            pid_file.unlink()
