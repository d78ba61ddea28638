"""
The clock: what time it is now.
"""

from datetime import datetime
from typing import Protocol

__all__ = ["Clock"]


class Clock(Protocol):
    """
    Tells the time; a use case asks once and passes that instant down.
    """

    def now(self) -> datetime:
        """
        Give the current instant.

        Returns:
            An aware datetime in UTC. It may step backwards when the host's clock is set.
        """
        ...
