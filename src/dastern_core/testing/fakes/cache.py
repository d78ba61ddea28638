"""
A cache in a dictionary, by a clock that tests move.
"""

from datetime import datetime, timedelta

from dastern_core.ports.clock import Clock

__all__ = ["InMemoryCache"]


class InMemoryCache:
    """
    What is kept, with its end.

    Args:
        clock: Tells when something is over.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[bytes, datetime]] = {}

    def get(self, name: str) -> bytes | None:
        """
        Give what is kept.
        """
        value, end = self._kept.get(name, (None, self._clock.now()))
        return value if self._clock.now() < end else None

    def put(self, name: str, value: bytes, *, life: timedelta) -> None:
        """
        Keep bytes.
        """
        self._kept[name] = (value, self._clock.now() + life)

    def add(self, name: str, value: bytes, *, life: timedelta) -> None:
        """
        Keep bytes, unless something is kept.
        """
        if self.get(name) is None:
            self.put(name, value, life=life)

    def forget(self, name: str) -> None:
        """
        Forget what is kept.
        """
        self._kept.pop(name, None)
