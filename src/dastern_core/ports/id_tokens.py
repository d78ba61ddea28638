"""
ID tokens: who somebody is, by the word of another service.
"""

from collections.abc import Mapping
from typing import Protocol

__all__ = ["IdTokens"]


class IdTokens(Protocol):
    """
    Verifies the signature of a provider's ID tokens.
    """

    def claims(self, token: str) -> Mapping[str, object]:
        """
        Give the claims of a token that the provider signed; nothing else is checked.

        Raises:
            IdTokenError: The provider did not sign it.
            PortError: The provider's keys cannot be had.
        """
        ...
