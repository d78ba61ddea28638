"""
Nonces in a dictionary.
"""

from datetime import datetime

from dastern_core.kernel import ConflictError

__all__ = ["InMemoryLoginNonces"]


class InMemoryLoginNonces:
    """
    Every nonce's digest with its end.

    Args:
        nonces: Those stored so far; changed in place.
    """

    def __init__(self, nonces: dict[bytes, datetime]) -> None:
        self._nonces = nonces

    def add(self, digest: bytes, *, expires_at: datetime) -> None:
        """
        Store a nonce.
        """
        if digest in self._nonces:
            message = "this nonce is taken: draw another"
            raise ConflictError(message)
        self._nonces[digest] = expires_at

    def spend(self, digest: bytes, *, now: datetime) -> bool:
        """
        Take a nonce away.
        """
        expires_at = self._nonces.get(digest)
        if expires_at is None or expires_at <= now:
            return False
        del self._nonces[digest]
        return True

    def clear(self, *, expired_before: datetime) -> int:
        """
        Delete what is old.
        """
        old = [digest for digest, end in self._nonces.items() if end < expired_before]
        for digest in old:
            del self._nonces[digest]
        return len(old)
