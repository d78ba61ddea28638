"""
Rate limits: how often somebody has asked of late.
"""

from datetime import datetime
from typing import Protocol

import attrs

from dastern_core.kernel import RequestClass

__all__ = ["RateAnswer", "RateLimits"]


@attrs.frozen(kw_only=True)
class RateAnswer:
    """
    Whether a request may go on.

    Args:
        allowed: Whether it may.
        remaining: How many more may follow at once.
        resets_at: When one more may, at the latest.
    """

    allowed: bool
    remaining: int
    resets_at: datetime


class RateLimits(Protocol):
    """
    Counts requests within a window that moves; never fails, and never opens by failing.
    """

    def hit(self, kind: RequestClass, key: str) -> RateAnswer:
        """
        Count a request, unless there were too many, and say whether it may go on.

        Args:
            kind: What is asked for; its limit is in ``REQUEST_LIMITS``.
            key: For whom it is counted.
        """
        ...
