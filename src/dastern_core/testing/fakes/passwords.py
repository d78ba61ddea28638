"""
Passwords behind a fast digest, for tests alone.
"""

import hashlib

from dastern_core.ports.passwords import PasswordCheck

__all__ = ["FastPasswords"]


class FastPasswords:
    """
    Salted by a count; never for real passwords.
    """

    def __init__(self) -> None:
        self._count = 0

    def hash(self, password: str) -> str:
        """
        Hash a password.
        """
        self._count += 1
        return _hashed(password, str(self._count))

    def check(self, password: str, stored: str | None) -> PasswordCheck:
        """
        Check a password.
        """
        salt = (stored or "").partition("$")[0]
        return PasswordCheck(is_right=stored is not None and _hashed(password, salt) == stored)


def _hashed(password: str, salt: str) -> str:
    return f"{salt}${hashlib.sha256(f'{salt}{password}'.encode()).hexdigest()}"
