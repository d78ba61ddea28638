"""
Passwords: hashed, and checked against their hash.
"""

from typing import Protocol

import attrs

__all__ = ["PasswordCheck", "Passwords"]


@attrs.frozen(kw_only=True)
class PasswordCheck:
    """
    What became of a password that was tried.

    Args:
        is_right: Whether it is the one that was hashed.
        new_hash: What to store in place of the old hash, by today's method; None where
            nothing is to be stored (C03).
    """

    is_right: bool
    new_hash: str | None = attrs.field(default=None, repr=False)


class Passwords(Protocol):
    """
    Hashes passwords slowly, with salt and pepper.
    """

    def hash(self, password: str) -> str:
        """
        Hash an accepted, normalized password; twice gives two hashes.
        """
        ...

    def check(self, password: str, stored: str | None) -> PasswordCheck:
        """
        Check a normalized password.

        Args:
            password: As it was typed.
            stored: The account's hash; None where there is no account or it has no
                password, which takes as long as a wrong password does (AUTH-11).
        """
        ...
