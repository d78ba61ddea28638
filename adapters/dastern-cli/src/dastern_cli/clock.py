"""
The clock: the host's.
"""

from datetime import UTC, datetime

__all__ = ["SystemClock"]


class SystemClock:
    """
    Tells the host's time.
    """

    def now(self) -> datetime:
        """
        Give the current instant in UTC.
        """
        return datetime.now(UTC)  # noqa: TID251 - this is where the clock comes in
