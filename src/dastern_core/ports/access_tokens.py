"""
Access tokens: signed claims.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.identity import AccessClaims

__all__ = ["AccessTokens"]


class AccessTokens(Protocol):
    """
    Signs claims, and reads them back from what a client presents.
    """

    def sign(self, claims: AccessClaims) -> str:
        """
        Sign claims by the newest key.
        """
        ...

    def read(self, token: str, *, now: datetime) -> AccessClaims:
        """
        Read the claims of a token of ours.

        Args:
            token: As presented, with nothing before or behind it.
            now: Aware.

        Raises:
            AccessTokenError: It is not ours, was changed, is of another kind, or is not
                valid at this time.
        """
        ...
