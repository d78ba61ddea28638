"""
Entropy: identifiers and salts that nobody can guess.
"""

from typing import Protocol
from uuid import UUID

__all__ = ["Entropy"]


class Entropy(Protocol):
    """
    Draws what must not repeat and must not be guessed.
    """

    def identifier(self) -> UUID:
        """
        Draw a fresh identifier, never given before.
        """
        ...

    def salt(self, size_bytes: int) -> bytes:
        """
        Draw bytes from a cryptographically secure source.

        Args:
            size_bytes: How many, at least 1.
        """
        ...
