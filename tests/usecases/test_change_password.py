"""
Passwords in use: changed, forgotten, and every other session over.
"""

from datetime import timedelta

import attrs
import pytest
from tests.usecases.tokens import claims_of

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    AccessClaims,
    Account,
    ChallengeId,
    CodeRefusedError,
    LoginLockedError,
    LoginRefusedError,
    MessageKind,
    OtpPurpose,
    ResetTokenError,
    begin_reset,
    issue_code,
)
from dastern_core.kernel import (
    ActorRole,
    HospitalId,
    InvalidInputError,
    Language,
    NotPermittedError,
    PatientId,
)
from dastern_core.testing.fakes import CollectedMessages, SteppingClock
from dastern_core.testing.identity_samples import sample_account, sample_session
from dastern_core.testing.samples import sample_hospital_id
from dastern_core.usecases.change_password import (
    begin_password_reset,
    change_password,
    finish_password_reset,
    replace_staff_password,
)
from dastern_core.usecases.end_login import list_logins
from dastern_core.usecases.identification import Identification, LoggedIn, Visit, actor_of
from dastern_core.usecases.log_in import SecondFactorAsked, log_in
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


@pytest.fixture(params=[ActorRole.ADMIN, ActorRole.OPERATOR])
def staff(using: Identification, request: pytest.FixtureRequest) -> Account:
    """
    Store somebody who proves two factors.
    """
    role: ActorRole = request.param
    hospital = sample_hospital_id(1) if role is ActorRole.OPERATOR else None
    return stored_staff(using, 2, role, hospital)


def stored_staff(
    using: Identification, number: int, role: ActorRole, hospital: HospitalId | None = None
) -> Account:
    """
    Store an administrator or operator with a password.
    """
    account = attrs.evolve(
        sample_account(number),
        role=role,
        hospital_id=hospital,
        password_hash=using.passwords.hash(OLD),
    )
    with using.store.begin() as work:
        work.accounts.add(account)
        work.actors.put(actor_of(account))
    return account


@pytest.mark.rule("EPA-05")
def test_a_telephone_alone_gives_staff_no_password(
    using: Identification, staff: Account, messages: CollectedMessages
) -> None:
    """
    No code is sent for it, the answer is everybody's, and a guess that is right gives no token.
    """
    typed = staff.identifiers[0].value
    request_code(
        typed, purpose=OtpPurpose.PASSWORD_RESET, visit=VISIT, language=Language.KHMER, using=using
    )
    challenge = issue_code(
        "123456",
        challenge_id=ChallengeId(using.entropy.identifier()),
        identifier=staff.identifiers[0],
        purpose=OtpPurpose.PASSWORD_RESET,
        recent=(),
        pepper=using.secrets.codes,
        now=using.clock.now() + timedelta(seconds=1),
        device=VISIT.origin,
    )
    with using.store.begin() as work:
        work.challenges.add(challenge)
    with pytest.raises(CodeRefusedError):
        begin_password_reset(typed, "123456", visit=VISIT, using=using)

    assert (MessageKind.NOBODY, "") == (messages.sent[-1].kind, messages.sent[-1].code)


@pytest.mark.rule("EPA-05")
def test_a_reset_that_was_begun_before_an_appointment_is_no_good(
    using: Identification, staff: Account
) -> None:
    """
    The token is refused like an unknown one.
    """
    reset, token = begin_reset(staff.id, randomness=bytes(32), now=using.clock.now())
    with using.store.begin() as work:
        work.password_resets.put(reset)
    with pytest.raises(ResetTokenError):
        finish_password_reset(staff.identifiers[0].value, token, NEW, using=using)
    with using.store.begin() as work:
        kept = work.accounts.get(staff.id).password_hash

    assert staff.password_hash == kept


@pytest.mark.rule("EPA-05")
def test_an_administrator_replaces_a_password_of_staff(
    using: Identification, staff: Account
) -> None:
    """
    Every session of theirs ends, and the entry says who did it.
    """
    admin = stored_staff(using, 3, ActorRole.ADMIN)
    with using.store.begin() as work:
        work.sessions.add(sample_session(1, of=2))
    ended = replace_staff_password(staff.id, NEW, claims=claims_of(using, admin), using=using)
    asked = log_in(staff.identifiers[0].value, NEW, visit=VISIT, using=using)
    with using.store.begin() as work:
        entries = work.audit_log.about(PatientId(staff.id), limit=9)

    assert (1, SecondFactorAsked(sent_to=staff.identifiers[0].masked)) == (ended, asked)
    assert [admin.id] == [
        one.actor_id for one in entries if one.action is AuditAction.PASSWORD_CHANGE
    ]


def test_whoever_runs_the_service_helps_the_last_administrator(using: Identification) -> None:
    """
    Without a token, as they made the first one.
    """
    admin = stored_staff(using, 3, ActorRole.ADMIN)
    ended = replace_staff_password(admin.id, NEW, claims=None, using=using)
    asked = log_in(admin.identifiers[0].value, NEW, visit=VISIT, using=using)

    assert (0, SecondFactorAsked(sent_to=admin.identifiers[0].masked)) == (ended, asked)


def test_nobody_else_replaces_a_password(using: Identification, account: Account) -> None:
    """
    An operator is refused on record; administrators replace neither patients' nor their own.
    """
    admin = stored_staff(using, 3, ActorRole.ADMIN)
    operator = stored_staff(using, 2, ActorRole.OPERATOR, sample_hospital_id(1))
    with pytest.raises(NotPermittedError):
        replace_staff_password(admin.id, NEW, claims=claims_of(using, operator), using=using)
    for whose in (account, admin):
        with pytest.raises(InvalidInputError, match="account_id is"):
            replace_staff_password(whose.id, NEW, claims=claims_of(using, admin), using=using)
    with using.store.begin() as work:
        tried = work.audit_log.about(PatientId(admin.id), limit=9)
        hashes = [work.accounts.get(one.id).password_hash for one in (account, admin)]

    assert [{"refused": "UPDATE", "rule": "no-rule"}] == [dict(one.details) for one in tried]
    assert [account.password_hash, admin.password_hash] == hashes
