"""
The contracts, against a real server and without one.
"""

import pytest

from dastern_core.testing.contracts.cache import CacheContract
from dastern_core.testing.contracts.rate_limits import RateLimitsContract
from dastern_redis import LocalRateLimits, RedisCache, RedisLink, RedisRateLimits


class TestRedisRateLimits(RateLimitsContract):
    """
    Limits in Redis.
    """

    @pytest.fixture
    def rate_limits(self, link: RedisLink) -> RedisRateLimits:
        """
        Count on the server.
        """
        return RedisRateLimits(link)


class TestLocalRateLimits(RateLimitsContract):
    """
    Limits in this process.
    """

    @pytest.fixture
    def rate_limits(self) -> LocalRateLimits:
        """
        Count here.
        """
        return LocalRateLimits()


class TestRedisCache(CacheContract):
    """
    A cache in Redis.
    """

    @pytest.fixture
    def cache(self, link: RedisLink) -> RedisCache:
        """
        Keep on the server.
        """
        return RedisCache(link)
