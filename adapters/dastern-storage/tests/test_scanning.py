"""
Virus scanning: by a real clamd where one is installed, and honestly by nobody otherwise.
"""

import hashlib
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import stamina

from dastern_core.encounters import ScanStatus
from dastern_core.testing.contracts.virus_scanner import VirusScannerContract
from dastern_core.testing.fakes.virus_scanner import EICAR
from dastern_storage import NoVirusScanner
from dastern_storage.clamd import ClamdScanner
from dastern_storage.failures import StorageFailureError

_CLAMD = shutil.which("clamd")


@pytest.fixture(scope="module")
def daemon() -> Iterator[int]:
    """
    Start clamd with one signature, that of the test file, and give its port.
    """
    if _CLAMD is None:
        pytest.skip("clamd is not installed: apt-get install clamav-daemon")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="clamd-") as name:
        folder = Path(name)
        digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
        (folder / "test.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test-File\n")
        (folder / "clamd.conf").write_text(
            f"TCPSocket {port}\nTCPAddr 127.0.0.1\nDatabaseDirectory {folder}\nForeground yes\n"
            "StreamMaxLength 12M\nConcurrentDatabaseReload no\n"
        )
        command = [_CLAMD, "--config-file", str(folder / "clamd.conf")]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                for attempt in stamina.retry_context(on=OSError, attempts=100, wait_max=0.3):
                    with attempt, socket.create_connection(("127.0.0.1", port)):
                        pass
                yield port
            finally:
                process.terminate()


class TestClamdScanner(VirusScannerContract):
    """
    The contract, by a real daemon.
    """

    @pytest.fixture
    def scanner(self, daemon: int) -> ClamdScanner:
        """
        Give a scanner that asks the daemon.
        """
        return ClamdScanner(port=daemon)


def test_a_file_above_the_daemons_limit_is_no_clean_file(daemon: int) -> None:
    """
    The daemon refuses it, so nobody knows.
    """
    with pytest.raises(StorageFailureError, match="check that clamd runs"):
        ClamdScanner(port=daemon).scan(bytes(13 * 1024 * 1024))


def test_without_a_daemon_nothing_is_clean() -> None:
    """
    A port on which nobody listens is a declared error.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StorageFailureError, match="ClamdConnectionError"):
        ClamdScanner(port=port, timeout_seconds=5).scan(b"%PDF-1.7")


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """
    Give the port of a daemon that answers anything with the same bytes.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: ERROR\n", b"\xff\xfe: OK\n", b"nonsense\n", b"stream: Heuristics ERROR\n"],
)
def test_no_verdict_is_no_clean_file(answer: bytes) -> None:
    """
    Whatever else a daemon says is a declared error.
    """
    with answering(answer) as port, pytest.raises(StorageFailureError):
        ClamdScanner(port=port, timeout_seconds=5).scan(b"%PDF-1.7")


def test_the_default_says_that_nobody_scanned() -> None:
    """
    Whatever the file is.
    """
    assert ScanStatus.NOT_SCANNED is NoVirusScanner().scan(EICAR)
