"""
Request limits by the library ``limits``: in Redis for all processes, or in this one alone.
"""

from datetime import UTC, datetime
from typing import Final

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from dastern_core.kernel import REQUEST_LIMITS, RequestClass
from dastern_core.ports.rate_limits import RateAnswer
from dastern_redis.link import RedisLink

__all__ = ["LocalRateLimits", "RedisRateLimits"]

_ITEMS: Final = {
    kind: RateLimitItemPerSecond(
        limit.requests, int(limit.window.total_seconds()), namespace=f"dastern/{kind.value}"
    )
    for kind, limit in REQUEST_LIMITS.items()
}


class LocalRateLimits:
    """
    Counts in this process alone; the default where there is no Redis server.
    """

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, kind: RequestClass, key: str) -> RateAnswer:
        """
        Count a request, and say whether it may go on.
        """
        return _hit(self._limiter, _ITEMS[kind], key)


class RedisRateLimits:
    """
    Counts for all processes together, and in this one alone while the server is away.

    A server that is away opens nothing: the limits hold, for each process by itself (C43).

    Args:
        link: The server.
    """

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        storage = RedisStorage(
            "redis://", connection_pool=link.client.connection_pool, wrap_exceptions=True
        )
        self._limiter = MovingWindowRateLimiter(storage)
        self._alone = LocalRateLimits()

    def hit(self, kind: RequestClass, key: str) -> RateAnswer:
        """
        Count a request, and say whether it may go on.
        """
        return self._link.ask(
            lambda: _hit(self._limiter, _ITEMS[kind], key),
            otherwise=lambda: self._alone.hit(kind, key),
        )


def _hit(limiter: MovingWindowRateLimiter, item: RateLimitItem, key: str) -> RateAnswer:
    allowed = limiter.hit(item, key)
    window = limiter.get_window_stats(item, key)
    resets_at = datetime.fromtimestamp(window.reset_time, tz=UTC)
    return RateAnswer(allowed=allowed, remaining=window.remaining, resets_at=resets_at)
