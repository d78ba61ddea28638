"""
Stored nonces: what ties another service's answer to one log-in here.
"""

from datetime import datetime
from typing import Protocol

__all__ = ["LoginNonces"]


class LoginNonces(Protocol):
    """
    The nonces of log-ins that were begun, by their digests; each is good once.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add(self, digest: bytes, *, expires_at: datetime) -> None:
        """
        Store a nonce.

        Raises:
            ConflictError: It is stored already.
        """
        ...

    def spend(self, digest: bytes, *, now: datetime) -> bool:
        """
        Take a nonce away, and tell whether it was there and still good.

        Of two who spend it at once one is told so.
        """
        ...

    def clear(self, *, expired_before: datetime) -> int:
        """
        Delete what expired before an instant, and tell how many.
        """
        ...
