"""
Redis for dastern-core: request limits and a cache that all processes share.
"""

from dastern_redis.cache import RedisCache
from dastern_redis.link import RedisLink, RedisTrouble, open_link
from dastern_redis.rate_limits import LocalRateLimits, RedisRateLimits

__all__ = [
    "LocalRateLimits",
    "RedisCache",
    "RedisLink",
    "RedisRateLimits",
    "RedisTrouble",
    "open_link",
]
