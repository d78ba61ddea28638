"""
Entropy: the operating system's.
"""

import secrets
from uuid import UUID, uuid4  # noqa: TID251 - this is where identifiers come in

__all__ = ["SystemEntropy"]


class SystemEntropy:
    """
    Draws from the operating system's cryptographic source.
    """

    def identifier(self) -> UUID:
        """
        Draw a random (version 4) identifier.
        """
        return uuid4()

    def salt(self, size_bytes: int) -> bytes:
        """
        Draw that many bytes.
        """
        return secrets.token_bytes(size_bytes)
