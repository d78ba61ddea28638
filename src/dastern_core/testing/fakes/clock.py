"""
A clock that stands still until it is told to move.
"""

from datetime import datetime, timedelta

__all__ = ["SteppingClock"]


class SteppingClock:
    """
    Tells the time that it was set to.

    Args:
        start: Aware; what it tells first.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """
        Give the instant at which the clock stands.
        """
        return self._now

    def move_to(self, instant: datetime) -> None:
        """
        Set the clock, forwards or backwards.
        """
        self._now = instant

    def step(self, by: timedelta) -> None:
        """
        Move the clock by a duration.
        """
        self._now += by
