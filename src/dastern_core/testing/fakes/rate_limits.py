"""
Rate limits in a dictionary, by a clock that tests move.
"""

from datetime import datetime

from dastern_core.identity import REQUEST_LIMITS, RequestClass
from dastern_core.ports.clock import Clock
from dastern_core.ports.rate_limits import RateAnswer

__all__ = ["InMemoryRateLimits"]

_Moments = list[datetime]


class InMemoryRateLimits:
    """
    When everybody asked.

    Args:
        clock: Tells when.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked: dict[tuple[RequestClass, str], _Moments] = {}

    def hit(self, kind: RequestClass, key: str) -> RateAnswer:
        """
        Count a request.
        """
        now, limit = self._clock.now(), REQUEST_LIMITS[kind]
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
