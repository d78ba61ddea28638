"""
Who comes in, many at once: one of them wins, and no crowd gets more tries.

``DASTERN_REFRESH_ROUNDS`` enlarges the race of refresh tokens.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TypeVar
from uuid import UUID

import attrs
import psycopg
import pytest

from dastern_core.identity import (
    FAILURES_AT_ONE_ORIGIN,
    MOST_GUESSES,
    Account,
    OtpPurpose,
    SessionEnd,
    SessionId,
    open_session,
)
from dastern_core.kernel import DasternError, Language
from dastern_core.ports.passwords import PasswordCheck
from dastern_core.testing.fakes import CollectedMessages, SteppingClock
from dastern_core.testing.fakes.access_tokens import InMemoryAccessTokens
from dastern_core.testing.fakes.passwords import FastPasswords
from dastern_core.testing.fakes.rate_limits import GENEROUS, InMemoryRateLimits
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import NOW, PHNOM_PENH
from dastern_core.usecases.change_password import (
    begin_password_reset,
    change_password,
    finish_password_reset,
)
from dastern_core.usecases.identification import (
    Identification,
    IdentitySecrets,
    LoggedIn,
    Visit,
)
from dastern_core.usecases.log_in import log_in
from dastern_core.usecases.log_in_by_code import log_in_by_code
from dastern_core.usecases.log_in_by_google import begin_google_login, log_in_by_google
from dastern_core.usecases.refresh_login import refresh_login
from dastern_core.usecases.request_code import request_code
from dastern_postgres import PostgresIdentityStore

ROUNDS = int(os.environ.get("DASTERN_REFRESH_ROUNDS", "10"))
THREADS = 8
OLD, NEW = "a few quiet words", "some other quiet words"
VISIT = Visit(origin="203.0.113.7", device="Phone")
_Answer = TypeVar("_Answer")


class DrawnEntropy:
    """
    Draws from the system, for any number of threads.
    """

    def identifier(self) -> UUID:
        """
        Draw an identifier.
        """
        return UUID(bytes=self.salt(16), version=4)

    def salt(self, size_bytes: int) -> bytes:
        """
        Draw bytes.
        """
        return os.urandom(size_bytes)


class CountedPasswords(FastPasswords):
    """
    Counts how many passwords were looked at.
    """

    def __init__(self) -> None:
        super().__init__()
        self.checked = 0
        self._lock = threading.Lock()

    def check(self, password: str, stored: str | None) -> PasswordCheck:
        """
        Check a password.
        """
        with self._lock:
            self.checked += 1
        return super().check(password, stored)


@pytest.fixture
def clock(database: str) -> SteppingClock:
    """
    Give a clock that stands still at the database's own time, as it wants its entries.
    """
    with psycopg.connect(database) as connection:
        (now,) = connection.execute("SELECT now()").fetchone() or (NOW,)
    return SteppingClock(now)


@pytest.fixture
def messages() -> CollectedMessages:
    """
    Give a box that nothing was sent to.
    """
    return CollectedMessages()


@pytest.fixture
def passwords() -> CountedPasswords:
    """
    Hash fast, and count.
    """
    return CountedPasswords()


@pytest.fixture
def using(
    identity_store: PostgresIdentityStore,
    clock: SteppingClock,
    messages: CollectedMessages,
    passwords: CountedPasswords,
) -> Identification:
    """
    Give what letting people in needs, on a real database.
    """
    return Identification(
        store=identity_store,
        clock=clock,
        entropy=DrawnEntropy(),
        passwords=passwords,
        access_tokens=InMemoryAccessTokens(),
        messages=messages,
        limits=InMemoryRateLimits(clock, table=GENEROUS),
        secrets=IdentitySecrets(codes=b"c" * 32, sessions=b"s" * 32, devices=b"d" * 32),
        known_passwords=frozenset(),
        zone=PHNOM_PENH,
    )


@pytest.fixture
def account(using: Identification) -> Account:
    """
    Store an account with a password.
    """
    account = attrs.evolve(sample_account(1), password_hash=using.passwords.hash(OLD))
    with using.store.begin() as work:
        work.accounts.add(account)
    return account


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """
    Give threads.
    """
    with ThreadPoolExecutor(THREADS) as threads:
        yield threads


def at_once(
    pool: ThreadPoolExecutor, steps: Sequence[Callable[[], _Answer]]
) -> list[_Answer | DasternError]:
    """
    Take steps in as many threads, which begin together.
    """
    gate = threading.Barrier(len(steps))

    def take(step: Callable[[], _Answer]) -> _Answer | DasternError:
        gate.wait()
        try:
            return step()
        except DasternError as error:
            return error

    return list(pool.map(take, steps))


def told(answers: Sequence[object]) -> Counter[str]:
    """
    Count answers by their kind.
    """
    return Counter(type(one).__name__ for one in answers)


def code(using: Identification, messages: CollectedMessages, purpose: OtpPurpose) -> str:
    """
    Ask for a code and read it.
    """
    identifier = sample_account(1).identifiers[0]
    request_code(
        identifier.value, purpose=purpose, visit=VISIT, language=Language.KHMER, using=using
    )
    return messages.code_for(identifier)


@pytest.mark.rule("AUTH-05")
def test_of_many_refreshes_one_has_a_child(
    using: Identification, account: Account, pool: ThreadPoolExecutor, clock: SteppingClock
) -> None:
    """
    Eight threads with one token get one and the same next one; reuse ends the family.
    """
    children, ends, refused = [], Counter[SessionEnd | None](), Counter[str]()
    for _ in range(ROUNDS):
        session, token = open_session(
            session_id=SessionId(using.entropy.identifier()),
            account_id=account.id,
            device="Phone",
            is_remembered=False,
            root=os.urandom(32),
            secret=using.secrets.sessions,
            now=clock.now(),
        )
        with using.store.begin() as work:
            work.sessions.add(session)
        first = at_once(pool, [partial(refresh_login, token, using=using)] * THREADS)
        given = {one if isinstance(one, DasternError) else one.refresh_token for one in first}
        with using.store.begin() as work:
            moved = work.sessions.get(session.id)
        assert moved is not None
        children.append((len(given), moved.number))
        (child,) = given
        assert isinstance(child, str)
        clock.step(timedelta(seconds=11))
        again = at_once(pool, [partial(refresh_login, token, using=using)] * THREADS)
        last = at_once(pool, [partial(refresh_login, child, using=using)])
        refused += told([*again, *last])
        with using.store.begin() as work:
            ended = work.sessions.get(session.id)
        ends[ended.end if ended else None] += 1
    print(f"{ROUNDS} rounds of {THREADS} threads: one child each, every family ended by reuse")  # noqa: T201 - the figure

    assert [(1, 1)] * ROUNDS == children
    assert {SessionEnd.TOKEN_REUSED: ROUNDS} == ends
    assert {"RefreshRefusedError": ROUNDS * (THREADS + 1)} == refused


def test_a_stolen_token_beside_the_owners_ends_both(
    using: Identification, account: Account, pool: ThreadPoolExecutor, clock: SteppingClock
) -> None:
    """
    However old and new tokens meet, nobody holds one that works after it.
    """
    opened = log_in(account.identifiers[0].value, OLD, visit=VISIT, using=using)
    assert isinstance(opened, LoggedIn)
    stolen = opened.refresh_token
    own = refresh_login(stolen, using=using).refresh_token
    clock.step(timedelta(seconds=11))
    steps = [partial(refresh_login, token, using=using) for token in (stolen, own) * (THREADS // 2)]
    answers = at_once(pool, steps)
    later = [one.refresh_token for one in answers if not isinstance(one, DasternError)]
    last = at_once(pool, [partial(refresh_login, token, using=using) for token in later or [own]])

    assert {"RefreshRefusedError"} == set(told(last))


@pytest.mark.rule("C09")
@pytest.mark.rule("AUTH-24")
def test_no_crowd_guesses_more_often(
    using: Identification,
    account: Account,
    *,
    messages: CollectedMessages,
    pool: ThreadPoolExecutor,
    clock: SteppingClock,
) -> None:
    """
    Forty guesses at once at two codes of one identifier: five are looked at, in all.
    """
    typed = account.identifiers[0].value
    code(using, messages, OtpPurpose.PASSWORD_RESET)
    clock.step(timedelta(minutes=1))
    right = code(using, messages, OtpPurpose.LOGIN)
    for _ in range(5):
        at_once(
            pool,
            [
                lambda: log_in_by_code(typed, "x", visit=VISIT, using=using),
                lambda: begin_password_reset(typed, "x", visit=VISIT, using=using),
            ]
            * (THREADS // 2),
        )
    last = at_once(pool, [lambda: log_in_by_code(typed, right, visit=VISIT, using=using)])
    with using.store.begin() as work:
        stored = work.challenges.recent(
            account.identifiers[0], device=f"from:{VISIT.origin}", since=NOW
        )

    assert MOST_GUESSES == sum(len(one.guesses) for one in stored)
    assert {"CodeRefusedError": 1} == told(last)


@pytest.mark.rule("AUTH-09")
@pytest.mark.parametrize("typed", ["+85512340001", "+85512340002"])
def test_no_crowd_tries_more_passwords(
    using: Identification,
    account: Account,
    passwords: CountedPasswords,
    *,
    pool: ThreadPoolExecutor,
    typed: str,
) -> None:
    """
    Of forty at once five are looked at, whether or not somebody is there.
    """
    del account
    answers: list[object] = []
    for _ in range(5):
        step = [lambda: log_in(typed, "wrong", visit=VISIT, using=using)] * THREADS
        answers += at_once(pool, step)
    counted = told(answers)

    assert FAILURES_AT_ONE_ORIGIN == passwords.checked == counted["LoginRefusedError"]
    assert 5 * THREADS - FAILURES_AT_ONE_ORIGIN == counted["LoginLockedError"]


@pytest.mark.rule("AUTH-22")
def test_a_code_lets_one_in(
    using: Identification, account: Account, messages: CollectedMessages, pool: ThreadPoolExecutor
) -> None:
    """
    Of eight who type the right one at once.
    """
    right = code(using, messages, OtpPurpose.LOGIN)
    typed = account.identifiers[0].value
    answers = at_once(
        pool, [lambda: log_in_by_code(typed, right, visit=VISIT, using=using)] * THREADS
    )

    assert 1 == told(answers)["LoggedIn"]


@pytest.mark.rule("AUTH-26")
def test_a_reset_sets_one_password(
    using: Identification, account: Account, messages: CollectedMessages, pool: ThreadPoolExecutor
) -> None:
    """
    Of eight who use the token at once; and of eight who change it by the old one.
    """
    typed = account.identifiers[0].value
    right = code(using, messages, OtpPurpose.PASSWORD_RESET)
    token = begin_password_reset(typed, right, visit=VISIT, using=using)
    reset = at_once(
        pool,
        [
            partial(finish_password_reset, typed, token, f"{OLD} {number}", using=using)
            for number in range(THREADS)
        ],
    )
    (winner,) = (number for number, one in enumerate(reset) if isinstance(one, int))
    opened = log_in(typed, f"{OLD} {winner}", visit=VISIT, using=using)
    assert isinstance(opened, LoggedIn)
    claims = using.access_tokens.read(opened.access_token, now=using.clock.now())
    changed = at_once(
        pool,
        [lambda: change_password(f"{OLD} {winner}", NEW, claims=claims, using=using)] * THREADS,
    )

    assert 1 == told(changed)["int"]


@pytest.mark.rule("AUTH-28")
def test_an_id_token_lets_one_in(using: Identification, pool: ThreadPoolExecutor) -> None:
    """
    Of eight who show it at once; nobody registers twice.
    """
    nonce = begin_google_login(using=using)
    issued = int(using.clock.now().timestamp())
    answers = at_once(
        pool,
        [
            lambda: log_in_by_google(
                "token",
                nonce,
                client_id="us",
                id_tokens=_Google(nonce, issued),
                visit=VISIT,
                language=Language.KHMER,
                using=using,
            )
        ]
        * THREADS,
    )

    assert {"LoggedIn": 1, "IdTokenError": THREADS - 1} == told(answers)


class _Google:
    """
    Vouches for one person.

    Args:
        nonce: What the token holds.
        issued: When it was issued, in seconds.
    """

    def __init__(self, nonce: str, issued: int) -> None:
        self._nonce, self._issued = nonce, issued

    def claims(self, token: str) -> Mapping[str, object]:
        """
        Give the claims.
        """
        del token
        return {
            "iss": "https://accounts.google.com",
            "aud": "us",
            "sub": "10",
            "email": "new@clinic.kh",
            "email_verified": True,
            "nonce": self._nonce,
            "iat": self._issued,
            "exp": self._issued + 3_600,
        }
