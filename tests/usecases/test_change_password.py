"""
Passwords in use: changed, forgotten, and every other session over.
"""

from datetime import timedelta

import attrs
import pytest

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    AccessClaims,
    Account,
    CodeRefusedError,
    LoginLockedError,
    LoginRefusedError,
    OtpPurpose,
    ResetTokenError,
)
from dastern_core.kernel import InvalidInputError, Language, PatientId
from dastern_core.testing.fakes import CollectedMessages, SteppingClock
from dastern_core.testing.identity_samples import sample_account
from dastern_core.usecases.change_password import (
    begin_password_reset,
    change_password,
    finish_password_reset,
)
from dastern_core.usecases.end_login import list_logins
from dastern_core.usecases.identification import Identification, LoggedIn, Visit
from dastern_core.usecases.log_in import log_in
from dastern_core.usecases.request_code import request_code

OLD, NEW = "a few quiet words", "some other quiet words"
VISIT = Visit(origin="203.0.113.7", device="Phone")


@pytest.fixture
def account(using: Identification) -> Account:
    """
    Store an account with a password.
    """
    account = attrs.evolve(sample_account(1), password_hash=using.passwords.hash(OLD))
    with using.store.begin() as work:
        work.accounts.add(account)
    return account


def enter(using: Identification, account: Account, password: str = OLD) -> AccessClaims:
    """
    Log in.
    """
    opened = log_in(account.identifiers[0].value, password, visit=VISIT, using=using)
    assert isinstance(opened, LoggedIn)
    return using.access_tokens.read(opened.access_token, now=using.clock.now())


def reset_token(using: Identification, messages: CollectedMessages, account: Account) -> str:
    """
    Ask for a code and turn it into a token.
    """
    typed = account.identifiers[0].value
    request_code(
        typed,
        purpose=OtpPurpose.PASSWORD_RESET,
        visit=VISIT,
        language=Language.KHMER,
        using=using,
    )
    code = messages.code_for(account.identifiers[0])
    return begin_password_reset(typed, code, visit=VISIT, using=using)


@pytest.mark.rule("AUTH-06")
def test_a_new_password_ends_the_other_sessions(using: Identification, account: Account) -> None:
    """
    This one goes on; the old password lets nobody in.
    """
    other, claims = enter(using, account), enter(using, account)
    ended = change_password(OLD, NEW, claims=claims, using=using)
    left = [one.id for one in list_logins(claims, using=using)]
    with pytest.raises(LoginRefusedError):
        enter(using, account)
    with using.store.begin() as work:
        entry = work.audit_log.about(PatientId(account.id), limit=2)[1]

    assert (1, [claims.session_id]) == (ended, left)
    assert AuditAction.PASSWORD_CHANGE is entry.action
    assert account.id == enter(using, account, NEW).account_id == other.account_id


def test_an_unlocked_device_gives_five_guesses(using: Identification, account: Account) -> None:
    """
    They are counted for its session, and lock nobody out of anything else.
    """
    claims, other = enter(using, account), enter(using, account)
    for _ in range(5):
        with pytest.raises(LoginRefusedError):
            change_password("wrong", NEW, claims=claims, using=using)
    with pytest.raises(LoginLockedError):
        change_password(OLD, NEW, claims=claims, using=using)

    assert 1 == change_password(OLD, NEW, claims=other, using=using)


@pytest.mark.rule("AUTH-27")
def test_the_policy_holds_on_both_ways(
    using: Identification, account: Account, messages: CollectedMessages
) -> None:
    """
    A refused password changes nothing, and does not spend the token.
    """
    claims = enter(using, account)
    with pytest.raises(InvalidInputError, match="password is too short"):
        change_password(OLD, "short", claims=claims, using=using)
    typed, token = account.identifiers[0].value, reset_token(using, messages, account)
    with pytest.raises(InvalidInputError, match="password is too short"):
        finish_password_reset(typed, token, "short", using=using)
    ended = finish_password_reset(typed, token, NEW, using=using)

    assert 1 == ended


@pytest.mark.rule("AUTH-26")
def test_a_reset_sets_a_password_once(
    using: Identification, account: Account, messages: CollectedMessages
) -> None:
    """
    It ends every session and forgets the failures; the token is good for nothing after.
    """
    enter(using, account)
    for number in range(20):
        for _ in range(5):
            with pytest.raises(LoginRefusedError):
                log_in(
                    account.identifiers[0].value,
                    "wrong",
                    visit=attrs.evolve(VISIT, origin=str(number)),
                    using=using,
                )
    typed, token = account.identifiers[0].value, reset_token(using, messages, account)
    ended = finish_password_reset(typed, token, NEW, using=using)
    with pytest.raises(ResetTokenError):
        finish_password_reset(typed, token, OLD, using=using)

    assert 1 == ended
    assert account.id == enter(using, account, NEW).account_id


@pytest.mark.rule("AUTH-26")
def test_a_reset_token_lasts_a_quarter_of_an_hour(
    using: Identification, account: Account, messages: CollectedMessages, clock: SteppingClock
) -> None:
    """
    A newer one replaces it, and nobody has one without the code.
    """
    typed = account.identifiers[0].value
    first = reset_token(using, messages, account)
    clock.step(timedelta(minutes=1))
    second = reset_token(using, messages, account)
    with pytest.raises(ResetTokenError):
        finish_password_reset(typed, first, NEW, using=using)
    clock.step(timedelta(minutes=15))
    with pytest.raises(ResetTokenError):
        finish_password_reset(typed, second, NEW, using=using)
    with pytest.raises(CodeRefusedError):
        begin_password_reset(typed, "x", visit=VISIT, using=using)
