"""
A server that goes away in the middle: everything still answers, and says so.
"""

from collections.abc import Iterator
from datetime import timedelta

import attrs
import pytest

from dastern_core.identity import AccessTokenError
from dastern_core.kernel import RequestClass
from dastern_core.testing.fakes import (
    CollectedMessages,
    InMemoryIdentityStore,
    SeededEntropy,
    SteppingClock,
)
from dastern_core.testing.fakes.access_tokens import InMemoryAccessTokens
from dastern_core.testing.fakes.passwords import FastPasswords
from dastern_core.testing.fakes.rate_limits import GENEROUS, InMemoryRateLimits
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import NOW, PHNOM_PENH
from dastern_core.usecases.authenticate import authenticate
from dastern_core.usecases.end_login import log_out
from dastern_core.usecases.identification import (
    Identification,
    IdentitySecrets,
    LoggedIn,
    Visit,
)
from dastern_core.usecases.log_in import log_in
from dastern_redis import RedisCache, RedisLink, RedisRateLimits, open_link
from dastern_redis.testing import LocalServer, local_redis

_PASSWORD = "a few quiet words"  # noqa: S105 - of nobody
_HOUR = timedelta(hours=1)


@pytest.fixture
def own_server() -> Iterator[LocalServer]:
    """
    Run a server that this test may stop.
    """
    with local_redis() as running:
        yield running


@pytest.fixture
def own_link(own_server: LocalServer) -> Iterator[RedisLink]:
    """
    Give a link to it that asks again at once.
    """
    opened = open_link(own_server.url, clock=SteppingClock(NOW), pause_seconds=0)
    yield opened
    opened.client.close()


def using(link: RedisLink) -> Identification:
    """
    Give what letting people in needs, with the server's cache and somebody who can come in.
    """
    given = Identification(
        store=InMemoryIdentityStore(),
        clock=SteppingClock(NOW),
        entropy=SeededEntropy("redis"),
        passwords=FastPasswords(),
        access_tokens=InMemoryAccessTokens(),
        messages=CollectedMessages(),
        limits=InMemoryRateLimits(SteppingClock(NOW), table=GENEROUS),
        secrets=IdentitySecrets(codes=b"c" * 32, sessions=b"s" * 32, devices=b"d" * 32),
        known_passwords=frozenset(),
        zone=PHNOM_PENH,
        cache=RedisCache(link),
    )
    account = attrs.evolve(sample_account(1), password_hash=given.passwords.hash(_PASSWORD))
    with given.store.begin() as work:
        work.accounts.add(account)
    return given


def enter(given: Identification) -> LoggedIn:
    """
    Log in.
    """
    visit = Visit(origin="203.0.113.7", device="Phone")
    opened = log_in("+85512340001", _PASSWORD, visit=visit, using=given)
    assert isinstance(opened, LoggedIn)
    return opened


def is_in(given: Identification, opened: LoggedIn) -> bool:
    """
    Tell whether an access token still lets in.
    """
    try:
        authenticate(opened.access_token, using=given)
    except AccessTokenError:
        return False
    return True


def test_sessions_are_known_with_and_without_it(
    own_server: LocalServer, own_link: RedisLink
) -> None:
    """
    Who is in stays in, who logged out stays out: while it is there, gone, and back, empty.
    """
    given = using(own_link)
    stays, leaves_before, leaves_meanwhile = (enter(given) for _ in range(3))
    log_out(authenticate(leaves_before.access_token, using=given), using=given)
    seen = [[is_in(given, one) for one in (stays, leaves_before, leaves_meanwhile)]]
    own_server.stop()
    claims = authenticate(leaves_meanwhile.access_token, using=given)
    log_out(claims, using=given)
    trouble = own_link.trouble
    seen.append([is_in(given, one) for one in (stays, leaves_before, leaves_meanwhile)])
    own_server.start()
    seen.append([is_in(given, one) for one in (stays, leaves_before, leaves_meanwhile)])

    assert [[True, False, True], [True, False, False], [True, False, False]] == seen
    assert trouble is not None
    assert NOW == trouble.since
    assert "asks the database" in trouble.meaning
    assert own_link.trouble is None


@pytest.mark.rule("C43")
def test_limits_hold_without_it(own_server: LocalServer, own_link: RedisLink) -> None:
    """
    This process counts alone, from nothing, and never lets everybody through.
    """
    limits = RedisRateLimits(own_link)
    kind = RequestClass.AUTHENTICATION
    before = [limits.hit(kind, "one").allowed for _ in range(6)]
    own_server.stop()
    meanwhile = [limits.hit(kind, "one").allowed for _ in range(6)]
    trouble = own_link.trouble
    own_server.start()
    after = limits.hit(kind, "one")

    assert [[True] * 5 + [False]] * 2 == [before, meanwhile]
    assert trouble is not None
    assert (True, None) == (after.allowed, own_link.trouble)


def test_a_server_that_failed_is_left_alone_for_a_while(own_server: LocalServer) -> None:
    """
    Nobody waits for it twice within the pause, and it is asked again after.
    """
    seconds = [0.0]
    link = RedisLink(
        open_link(own_server.url, clock=SteppingClock(NOW)).client,
        clock=SteppingClock(NOW),
        monotonic=lambda: seconds[0],
    )
    cache = RedisCache(link)
    cache.put("one", b"1", life=_HOUR)
    own_server.stop()
    cache.put("one", b"2", life=_HOUR)
    own_server.start()
    asked: list[object] = []

    def question() -> str:
        asked.append(seconds[0])
        return "asked"

    for moment in (0.0, 4.9, 5.0):
        seconds[0] = moment
        asked.append(link.ask(question, otherwise=lambda: "left alone"))
    link.client.close()

    assert ["left alone", "left alone", 5.0, "asked"] == asked


def test_a_server_that_was_never_there_is_no_error() -> None:
    """
    Nothing is kept, nothing is raised, and since when is told.
    """
    link = open_link("redis://127.0.0.1:1/0", clock=SteppingClock(NOW))
    cache = RedisCache(link)
    cache.put("one", b"1", life=_HOUR)
    cache.add("one", b"1", life=_HOUR)
    cache.forget("one")

    assert cache.get("one") is None
    assert link.trouble is not None
