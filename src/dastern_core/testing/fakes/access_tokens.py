"""
Access tokens that are handed out and kept in a dictionary.
"""

from datetime import datetime

from dastern_core.identity import (
    AccessClaims,
    AccessTokenError,
    Audience,
    claims_value,
    parse_claims,
)

__all__ = ["InMemoryAccessTokens"]


class InMemoryAccessTokens:
    """
    Every token that was given, by its text.
    """

    def __init__(self) -> None:
        self._between = Audience()
        self._values: dict[str, dict[str, object]] = {}

    def sign(self, claims: AccessClaims) -> str:
        """
        Hand out a token.
        """
        token = f"token-{claims.id}"
        self._values[token] = claims_value(claims, between=self._between)
        return token

    def read(self, token: str, *, now: datetime) -> AccessClaims:
        """
        Read a token's claims.
        """
        if token not in self._values:
            message = "the token is not ours: log in again"
            raise AccessTokenError(message)
        return parse_claims(self._values[token], between=self._between, now=now)
