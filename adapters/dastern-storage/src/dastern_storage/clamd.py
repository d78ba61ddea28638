"""
ClamAV: files are scanned by the daemon ``clamd``; needs the extra ``clamd``.

The daemon refuses streams above its own ``StreamMaxLength`` (25 MiB unless configured),
which is more than any document that the core accepts.
"""

import io
from typing import Final

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

from dastern_core.encounters import InfectedFileError, ScanStatus
from dastern_storage.failures import StorageFailureError

__all__ = ["ClamdScanner"]

_TIMEOUT_SECONDS: Final = 60
_ANSWERS: Final = 1  # one stream, one answer


class ClamdScanner:
    """
    A scanner that asks a daemon; it keeps no connection, so any number of threads may use it.

    Args:
        address: The path of its socket, such as ``"/run/clamav/clamd.ctl"``, or a host and a
            port, such as ``("127.0.0.1", 3310)``.
        timeout_seconds: How long one answer may take.
    """

    def __init__(
        self, address: str | tuple[str, int], *, timeout_seconds: int = _TIMEOUT_SECONDS
    ) -> None:
        self._address = address
        self._timeout = timeout_seconds

    def scan(self, content: bytes) -> ScanStatus:
        """
        Scan a file.

        Raises:
            InfectedFileError: The daemon found something.
            StorageFailureError: The daemon cannot be reached, refused the file, or answered
                something else; nobody knows whether the file is clean.
        """
        try:
            answers = self._daemon().instream(io.BytesIO(content))
        except (ClamdError, OSError, UnicodeDecodeError) as error:
            message = f"the virus scanner failed ({type(error).__name__}): check that clamd runs"
            raise StorageFailureError(message) from error
        statuses = list(answers.values())
        if [status for status, _ in statuses] == ["OK"]:
            return ScanStatus.CLEAN
        if len(statuses) == _ANSWERS and statuses[0][0] == "FOUND":
            raise InfectedFileError(statuses[0][1] or "unnamed")
        message = "the virus scanner gave no verdict: check its log"
        raise StorageFailureError(message)

    def _daemon(self) -> ClamdNetworkSocket:
        if isinstance(self._address, str):
            return ClamdUnixSocket(self._address, timeout=self._timeout)
        host, port = self._address
        return ClamdNetworkSocket(host, port, timeout=self._timeout)
