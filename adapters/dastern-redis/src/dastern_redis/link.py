"""
The link to a Redis server: asked quickly or not at all, and honest about its troubles.

A server that does not answer is left alone for a few seconds, so that no request waits for
it more than once in that time; meanwhile the caller does without.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar

import attrs
from limits.errors import StorageError
from redis import Redis, RedisError

from dastern_core.ports.clock import Clock

__all__ = ["RedisLink", "RedisTrouble", "open_link"]

_Answer = TypeVar("_Answer")
_TIMEOUT_SECONDS: Final = 0.25  # a server in the same building answers in a millisecond
_PAUSE_SECONDS: Final = 5.0


@attrs.frozen(kw_only=True)
class RedisTrouble:
    """
    What is not as it should be.

    Args:
        since: The first question that found no answer.
        meaning: What works in another way until it answers again.
    """

    since: datetime
    meaning: str = (
        "Redis does not answer: each process counts requests alone, and asks the database"
        " whether a session has ended"
    )


class RedisLink:
    """
    One server, for any number of threads.

    Args:
        client: With short timeouts and without retries, as ``open_link`` makes it.
        clock: Tells since when there is trouble.
        pause_seconds: How long a server that failed is left alone.
        monotonic: Tells seconds that only go up.
    """

    def __init__(
        self,
        client: Redis,
        *,
        clock: Clock,
        pause_seconds: float = _PAUSE_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self._clock = clock
        self._pause_seconds = pause_seconds
        self._monotonic = monotonic
        self._quiet_until = float("-inf")
        self._trouble: RedisTrouble | None = None

    def ask(self, question: Callable[[], _Answer], *, otherwise: Callable[[], _Answer]) -> _Answer:
        """
        Ask the server, or do otherwise where it does not answer.

        Args:
            question: Asks it.
            otherwise: Does without it.
        """
        if self._monotonic() < self._quiet_until:
            return otherwise()
        try:
            answer = question()
        except (RedisError, StorageError, OSError):
            self._quiet_until = self._monotonic() + self._pause_seconds
            if self._trouble is None:
                self._trouble = RedisTrouble(since=self._clock.now())
            return otherwise()
        self._trouble = None
        return answer

    @property
    def trouble(self) -> RedisTrouble | None:
        """
        What to show whoever runs the service; None where the last question was answered.
        """
        return self._trouble


def open_link(url: str, *, clock: Clock, pause_seconds: float = _PAUSE_SECONDS) -> RedisLink:
    """
    Prepare a link; the first question connects.

    Args:
        url: Such as ``redis://localhost:6379/0``, or ``rediss://`` for an encrypted one.
        clock: Tells since when there is trouble.
        pause_seconds: How long a server that failed is left alone.
    """
    client = Redis.from_url(
        url,
        socket_timeout=_TIMEOUT_SECONDS,
        socket_connect_timeout=_TIMEOUT_SECONDS,
        retry=None,
    )
    return RedisLink(client, clock=clock, pause_seconds=pause_seconds)
