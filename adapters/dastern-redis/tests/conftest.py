"""
One real server for this distribution's tests.
"""

from collections.abc import Iterator

import pytest

from dastern_core.testing.fakes import SteppingClock
from dastern_core.testing.samples import NOW
from dastern_redis import RedisLink, open_link
from dastern_redis.testing import LocalServer, local_redis


@pytest.fixture(scope="session")
def server() -> Iterator[LocalServer]:
    """
    Run a server.
    """
    with local_redis() as running:
        yield running


@pytest.fixture
def link(server: LocalServer) -> Iterator[RedisLink]:
    """
    Give a link to the emptied server, which is asked again at once after a failure.
    """
    opened = open_link(server.url, clock=SteppingClock(NOW), pause_seconds=0)
    opened.client.flushall()
    yield opened
    opened.client.close()
