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

__all__ = ["KNOWN_PASSWORDS", "OLDER_ROUNDS", "Argon2Passwords"]

KNOWN_PASSWORDS: Final[frozenset[str]] = frozenset(FREQUENCY_LISTS["passwords"])
"""
The 30,000 most common passwords, in lower case (OWASP ASVS 5.0, 6.2.4).
"""

OLDER_ROUNDS: Final = 12
"""
The rounds of the bcrypt hashes that are replaced (AUTH-20, "bcrypt 12").
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
        older_rounds: With how many rounds an older system's bcrypt hashes were made, for
            each check does their work as well; None once no such hash is left.
        memory_mebibytes: For tests only; 46 unless said otherwise.

    Raises:
        InvalidInputError: The pepper is too short.
    """

    def __init__(
        self,
        *,
        pepper: bytes,
        older_rounds: int | None = OLDER_ROUNDS,
        memory_mebibytes: int = _MEBIBYTES,
    ) -> None:
        if len(pepper) < _LEAST_PEPPER_BYTES:
            remedy = f"Configure at least {_LEAST_PEPPER_BYTES} secret bytes; there is no default."
            raise InvalidInputError(Fault(field="pepper", problem="is too short", remedy=remedy))
        self._pepper = pepper
        self._hasher = PasswordHasher(
            time_cost=_PASSES, memory_cost=memory_mebibytes * 1024, parallelism=_LANES
        )
        self._nobody = self.hash("nobody")
        self._older_nobody: str | None = None
        if older_rounds is not None:
            salt = bcrypt.gensalt(older_rounds)
            self._older_nobody = bcrypt.hashpw(
                self._peppered("nobody").hex().encode(), salt
            ).decode()

    def hash(self, password: str) -> str:
        """
        Hash an accepted, normalized password.
        """
        return self._hasher.hash(self._peppered(password))

    def check(self, password: str, stored: str | None) -> PasswordCheck:
        """
        Check a normalized password; whatever is stored, the work is the same (AUTH-11).

        One hash by each method is computed, the account's own or that of nobody: neither
        that an account is there nor how old its hash is can be told by the time.
        """
        is_older = stored is not None and stored.startswith(_BCRYPT)
        by_argon = self._verify(password, None if is_older else stored)
        by_bcrypt = self._verify_older(password, stored if is_older else None)
        if not (by_bcrypt if is_older else by_argon):
            return PasswordCheck(is_right=False)
        is_old = is_older or self._hasher.check_needs_rehash(stored or "")
        return PasswordCheck(is_right=True, new_hash=self.hash(password) if is_old else None)

    def _verify(self, password: str, stored: str | None) -> bool:
        peppered = self._peppered(password)
        try:
            self._hasher.verify(stored or self._nobody, peppered)
        except VerificationError:
            return False
        except InvalidHashError:  # it was found out without any work
            return self._verify(password, None)
        return bool(stored)

    def _verify_older(self, password: str, stored: str | None) -> bool:
        if stored is None and self._older_nobody is None:
            return False
        typed = password.encode("utf-8", "surrogatepass")[:_BCRYPT_BYTES]
        try:
            return bcrypt.checkpw(typed, (stored or self._older_nobody or "").encode())
        except ValueError:  # as above; what was made here is never damaged
            return self._verify_older(password, None)

    def _peppered(self, password: str) -> bytes:
        return hmac.digest(self._pepper, password.encode("utf-8", "surrogatepass"), hashlib.sha256)
