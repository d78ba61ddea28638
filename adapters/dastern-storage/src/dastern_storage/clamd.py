"""
ClamAV: files are scanned by the daemon ``clamd``; needs the extra ``clamd``.

The daemon refuses streams above its own ``StreamMaxLength`` (25 MiB unless configured),
which is more than any document that the core accepts.
"""

import asyncio
import io
from typing import Final

from aioclamd import ClamdAsyncClient, ClamdError

from dastern_core.encounters import InfectedFileError, ScanStatus
from dastern_storage.failures import StorageFailureError

__all__ = ["ClamdScanner"]

_TIMEOUT_SECONDS: Final = 60
_PORT: Final = 3310  # clamd.conf's own TCPSocket


class ClamdScanner:
    """
    A scanner that asks a daemon; it keeps no connection, so any number of threads may use it.

    Args:
        host: Where the daemon listens (``TCPSocket`` in its configuration). It has no
            password: let nobody else reach it.
        port: On which port.
        timeout_seconds: How long one scan may take.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = _PORT,
        *,
        timeout_seconds: float = _TIMEOUT_SECONDS,
    ) -> None:
        self._client = ClamdAsyncClient(host, port, timeout=timeout_seconds)

    def scan(self, content: bytes) -> ScanStatus:
        """
        Scan a file; not to be called where an event loop runs in the same thread.

        Raises:
            InfectedFileError: The daemon found something.
            StorageFailureError: The daemon cannot be reached, refused the file, or answered
                something else; nobody knows whether the file is clean.
        """
        try:
            answers = asyncio.run(self._client.instream(io.BytesIO(content))) or {}
        except (ClamdError, OSError) as error:
            message = f"the virus scanner failed ({type(error).__name__}): check that clamd runs"
            raise StorageFailureError(message) from error
        match list(answers.values()):
            case [("OK", _)]:
                return ScanStatus.CLEAN
            case [("FOUND", name)]:
                raise InfectedFileError(name or "unnamed")
            case _:
                message = "the virus scanner gave no verdict: check its log"
                raise StorageFailureError(message)
