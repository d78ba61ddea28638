"""
Sessions in use: refreshed, listed, ended, and known to have ended.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    AccessClaims,
    AccessTokenError,
    Account,
    AccountEvent,
    MessageKind,
    RefreshRefusedError,
    SessionEnd,
    advance_account,
)
from dastern_core.kernel import IllegalTransitionError, NotFoundError, PatientId
from dastern_core.testing.fakes import CollectedMessages, SteppingClock
from dastern_core.testing.fakes.cache import InMemoryCache
from dastern_core.testing.identity_samples import sample_account
from dastern_core.usecases.authenticate import authenticate
from dastern_core.usecases.clear_login_records import clear_login_records
from dastern_core.usecases.close_account import close_account
from dastern_core.usecases.end_login import end_login, end_other_logins, list_logins, log_out
from dastern_core.usecases.ending_sessions import ALIVE_LIFE
from dastern_core.usecases.identification import Identification, LoggedIn, Visit
from dastern_core.usecases.log_in import log_in
from dastern_core.usecases.refresh_login import refresh_login

PASSWORD = "a few quiet words"  # noqa: S105 - of nobody
VISIT = Visit(origin="203.0.113.7", device="Phone")


@pytest.fixture(params=["without a cache", "with a cache"])
def using(
    using: Identification, clock: SteppingClock, request: pytest.FixtureRequest
) -> Identification:
    """
    Give what it needs, with and without a cache: nobody sees a difference.
    """
    cache = None if request.param == "without a cache" else InMemoryCache(clock)
    return attrs.evolve(using, cache=cache)


@pytest.fixture
def account(using: Identification) -> Account:
    """
    Store an account with a password.
    """
    account = attrs.evolve(sample_account(1), password_hash=using.passwords.hash(PASSWORD))
    with using.store.begin() as work:
        work.accounts.add(account)
    return account


def enter(using: Identification, account: Account) -> LoggedIn:
    """
    Log in.
    """
    opened = log_in(account.identifiers[0].value, PASSWORD, visit=VISIT, using=using)
    assert isinstance(opened, LoggedIn)
    return opened


def claims_of(using: Identification, opened: LoggedIn) -> AccessClaims:
    """
    Authenticate with the access token of a log-in.
    """
    return authenticate(opened.access_token, using=using)


def is_in(using: Identification, opened: LoggedIn) -> bool:
    """
    Tell whether an access token still lets in.
    """
    try:
        claims_of(using, opened)
    except AccessTokenError:
        return False
    return True


@pytest.mark.rule("AUTH-05")
def test_a_refresh_gives_the_next_tokens(
    using: Identification, account: Account, clock: SteppingClock
) -> None:
    """
    A lost answer is given again for ten seconds, to the microsecond.
    """
    opened = enter(using, account)
    clock.step(timedelta(minutes=15))
    first = refresh_login(opened.refresh_token, using=using)
    clock.step(timedelta(seconds=10))
    again = refresh_login(opened.refresh_token, using=using)
    claims = authenticate(again.access_token, using=using)

    assert first.refresh_token == again.refresh_token != opened.refresh_token
    assert (account.id, opened.session_id) == (claims.account_id, claims.session_id)


@pytest.mark.rule("AUTH-05")
@pytest.mark.rule("AUTH-34")
def test_a_reused_token_ends_the_session(
    using: Identification, account: Account, messages: CollectedMessages, clock: SteppingClock
) -> None:
    """
    For the thief and the owner; it is on record, and the owner is told.
    """
    opened = enter(using, account)
    assert is_in(using, opened)
    following = refresh_login(opened.refresh_token, using=using)
    clock.step(timedelta(seconds=10, microseconds=1))
    for token in (opened.refresh_token, following.refresh_token):
        with pytest.raises(RefreshRefusedError):
            refresh_login(token, using=using)
    with using.store.begin() as work:
        session = work.sessions.get(opened.session_id)
        entry = work.audit_log.about(PatientId(account.id), limit=1)[0]

    assert session is not None
    assert (SessionEnd.TOKEN_REUSED, False) == (session.end, is_in(using, opened))
    assert (AuditAction.SESSION_REVOKED, "token_reused") == (
        entry.action,
        dict(entry.details)["why"],
    )
    assert [MessageKind.REUSED] == [one.kind for one in messages.sent]


@pytest.mark.parametrize("token", ["", "x", "0" * 32 + ".0." + "A" * 43])
def test_a_token_that_was_never_made_refreshes_nothing(using: Identification, token: str) -> None:
    """
    Neither nonsense nor one of a session that never was.
    """
    with pytest.raises(RefreshRefusedError):
        refresh_login(token, using=using)


def test_a_forged_token_ends_nobodys_session(using: Identification, account: Account) -> None:
    """
    Whoever knows a session's identifier cannot end it.
    """
    opened = enter(using, account)
    forged = opened.refresh_token[:-4] + ("AAAA" if opened.refresh_token[-4:] != "AAAA" else "BBBB")
    with pytest.raises(RefreshRefusedError):
        refresh_login(forged, using=using)

    assert "" != refresh_login(opened.refresh_token, using=using).refresh_token


@pytest.mark.rule("AUTH-08")
def test_a_refresh_asks_how_the_account_stands(using: Identification, account: Account) -> None:
    """
    One that was closed refreshes nothing, and the session ends with it.
    """
    opened = enter(using, account)
    with using.store.begin() as work:
        closed = advance_account(account, AccountEvent.CLOSE, now=using.clock.now())
        work.accounts.change(closed, expected=account)
    with pytest.raises(RefreshRefusedError):
        refresh_login(opened.refresh_token, using=using)
    with using.store.begin() as work:
        session = work.sessions.get(opened.session_id)

    assert session is not None
    assert SessionEnd.ACCOUNT_CLOSED is session.end


@pytest.mark.rule("AUTH-06")
@pytest.mark.rule("B021")
def test_logging_out_ends_this_session(using: Identification, account: Account) -> None:
    """
    At once, for both of its tokens; twice is as good as once, and others go on.
    """
    opened, other = enter(using, account), enter(using, account)
    claims = claims_of(using, opened)
    log_out(claims, using=using)
    log_out(claims, using=using)
    with pytest.raises(RefreshRefusedError):
        refresh_login(opened.refresh_token, using=using)

    assert (False, True) == (is_in(using, opened), is_in(using, other))


def test_lists_and_ends_devices(
    using: Identification, account: Account, clock: SteppingClock
) -> None:
    """
    The last used first; one of them, or all but this one.
    """
    logins = []
    for _ in range(4):
        clock.step(timedelta(seconds=1))
        logins.append(enter(using, account))
    claims = claims_of(using, logins[0])
    listed = [one.id for one in list_logins(claims, using=using)]
    end_login(logins[3].session_id, claims, using=using)
    ended = end_other_logins(claims, using=using)
    left = [one.id for one in list_logins(claims, using=using)]

    assert [one.session_id for one in reversed(logins)] == listed
    assert (2, [logins[0].session_id]) == (ended, left)
    assert [True, False, False, False] == [is_in(using, one) for one in logins]


def test_nobody_ends_anothers_session(using: Identification, account: Account) -> None:
    """
    It is not told from one that does not exist.
    """
    opened = enter(using, account)
    stranger = attrs.evolve(claims_of(using, opened), account_id=sample_account(2).id)
    with pytest.raises(NotFoundError):
        end_login(opened.session_id, stranger, using=using)

    assert is_in(using, opened)


@pytest.mark.rule("EPA-16")
@pytest.mark.rule("EPA-15")
def test_closing_an_account_ends_everything(using: Identification, account: Account) -> None:
    """
    Its actor does not act, its sessions are over; the account and its entries are kept.
    """
    first, second = enter(using, account), enter(using, account)
    claims = claims_of(using, first)
    close_account(claims=claims, using=using)
    with pytest.raises(IllegalTransitionError):
        close_account(claims=claims, using=using)
    with using.store.begin() as work:
        actor = work.actors.get(account.id)
        kept = work.accounts.get(account.id)
        entry = work.audit_log.about(PatientId(account.id), limit=1)[0]

    assert (False, using.clock.now()) == (actor.is_active, kept.closed_at)
    assert AuditAction.ACCOUNT_SOFT_DELETE is entry.action
    assert (False, False) == (is_in(using, first), is_in(using, second))


def test_an_end_that_the_cache_missed_counts_soon(
    using: Identification, account: Account, clock: SteppingClock
) -> None:
    """
    At once where every question goes to the store, else within half a minute.
    """
    opened = enter(using, account)
    assert is_in(using, opened)
    log_out(claims_of(using, opened), using=attrs.evolve(using, cache=None))
    at_once = is_in(using, opened)
    clock.step(ALIVE_LIFE)

    assert (using.cache is not None) is at_once
    assert not is_in(using, opened)


def test_a_cache_that_forgets_changes_nothing(using: Identification, account: Account) -> None:
    """
    Who was logged out stays out after the cache has lost everything.
    """
    opened = enter(using, account)
    log_out(claims_of(using, opened), using=using)
    emptied = attrs.evolve(using, cache=InMemoryCache(using.clock))

    assert not is_in(emptied, opened)


def test_clears_what_is_of_no_use(
    using: Identification, account: Account, clock: SteppingClock
) -> None:
    """
    Ended sessions and failures of a quarter of a year ago.
    """
    enter(using, account)
    fresh = clear_login_records(store=using.store, clock=clock)
    clock.step(timedelta(days=98))

    assert (0, 3) == (fresh, clear_login_records(store=using.store, clock=clock))
