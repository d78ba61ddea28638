"""
Stored challenges: the one-time codes that were sent, without the codes.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.identity import Challenge, Identifier

__all__ = ["Challenges"]


class Challenges(Protocol):
    """
    The challenges of every identifier, known or not.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def recent(
        self, identifier: Identifier, *, device: str, since: datetime
    ) -> tuple[Challenge, ...]:
        """
        Load what was sent to an identifier from an instant on, for a device.

        Until this unit of work ends nobody else gets an answer about the two, so that
        codes tried at once are counted one after the other.

        Args:
            identifier: Whose.
            device: A known device's name, or empty for what unknown ones asked for.
            since: Counts from here on.
        """
        ...

    def add(self, challenge: Challenge) -> None:
        """
        Store a challenge that was issued.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        ...

    def change(self, challenge: Challenge, *, expected: Challenge) -> None:
        """
        Store a guess or a use: compare-and-set.

        Raises:
            ConflictError: It was guessed or used meanwhile, or is not stored.
        """
        ...

    def clear(self, *, issued_before: datetime) -> int:
        """
        Delete what was issued before an instant, and tell how many.
        """
        ...
