"""
Rate limits in a dictionary, by a clock that tests move.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from dastern_core.kernel import REQUEST_LIMITS, RequestClass, RequestLimit
from dastern_core.ports.clock import Clock
from dastern_core.ports.rate_limits import RateAnswer

__all__ = ["GENEROUS", "InMemoryRateLimits"]

_Moments = list[datetime]


GENEROUS: Final[Mapping[RequestClass, RequestLimit]] = dict.fromkeys(
    RequestClass, RequestLimit(requests=10**6, window=timedelta(hours=1))
)
"""
A table for tests of something else.
"""


class InMemoryRateLimits:
    """
    When everybody asked.

    Args:
        clock: Tells when.
        table: Other limits than the library's, for tests of something else.
    """

    def __init__(
        self, clock: Clock, *, table: Mapping[RequestClass, RequestLimit] = REQUEST_LIMITS
    ) -> None:
        self._clock, self._table = clock, table
        self._asked: dict[tuple[RequestClass, str], _Moments] = {}

    def hit(self, kind: RequestClass, key: str) -> RateAnswer:
        """
        Count a request.
        """
        now, limit = self._clock.now(), self._table[kind]
        asked = [one for one in self._asked.get((kind, key), []) if now - one < limit.window]
        allowed = len(asked) < limit.requests
        if allowed:
            asked.append(now)
        self._asked[kind, key] = asked
        return RateAnswer(
            allowed=allowed,
            remaining=limit.requests - len(asked),
            resets_at=asked[0] + limit.window,
        )
