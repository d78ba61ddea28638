"""
Passwords: Argon2id over a peppered password, and older bcrypt hashes once more.
"""

import hashlib
import hmac
from typing import Final

import bcrypt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.ports.passwords import PasswordCheck

__all__ = ["KNOWN_PASSWORDS", "Argon2Passwords"]

KNOWN_PASSWORDS: Final[frozenset[str]] = frozenset(FREQUENCY_LISTS["passwords"])
"""
The 30,000 most common passwords, in lower case (OWASP ASVS 5.0, 6.2.4).
"""

_LEAST_PEPPER_BYTES = 32
_BCRYPT = ("$2a$", "$2b$", "$2y$")
_BCRYPT_BYTES = 72  # bcrypt reads no further, and its library refuses more
# OWASP Password Storage Cheat Sheet: Argon2id with 46 MiB, one pass, one lane.
_MEBIBYTES, _PASSES, _LANES = 46, 1, 1


class Argon2Passwords:
    """
    Hashes by Argon2id, for any number of threads.

    Args:
        pepper: The server's secret, at least 32 bytes; never stored beside the hashes.
        memory_mebibytes: For tests only; 46 unless said otherwise.

    Raises:
        InvalidInputError: The pepper is too short.
    """

    def __init__(self, *, pepper: bytes, memory_mebibytes: int = _MEBIBYTES) -> None:
        if len(pepper) < _LEAST_PEPPER_BYTES:
            remedy = f"Configure at least {_LEAST_PEPPER_BYTES} secret bytes; there is no default."
            raise InvalidInputError(Fault(field="pepper", problem="is too short", remedy=remedy))
        self._pepper = pepper
        self._hasher = PasswordHasher(
            time_cost=_PASSES, memory_cost=memory_mebibytes * 1024, parallelism=_LANES
        )
        self._nobody = self.hash("nobody")

    def hash(self, password: str) -> str:
        """
        Hash an accepted, normalized password.
        """
        return self._hasher.hash(self._peppered(password))

    def check(self, password: str, stored: str | None) -> PasswordCheck:
        """
        Check a normalized password; without a hash it takes as long and is wrong.
        """
        if stored is not None and stored.startswith(_BCRYPT):
            return self._check_bcrypt(password, stored)
        try:
            self._hasher.verify(stored or self._nobody, self._peppered(password))
        except (VerificationError, InvalidHashError):
            return PasswordCheck(is_right=False)
        if not stored:
            return PasswordCheck(is_right=False)
        is_old = self._hasher.check_needs_rehash(stored)
        return PasswordCheck(is_right=True, new_hash=self.hash(password) if is_old else None)

    def _check_bcrypt(self, password: str, stored: str) -> PasswordCheck:
        typed = password.encode("utf-8", "surrogatepass")[:_BCRYPT_BYTES]
        try:
            is_right = bcrypt.checkpw(typed, stored.encode())
        except ValueError:
            is_right = False
        return PasswordCheck(is_right=is_right, new_hash=self.hash(password) if is_right else None)

    def _peppered(self, password: str) -> bytes:
        return hmac.digest(self._pepper, password.encode("utf-8", "surrogatepass"), hashlib.sha256)
