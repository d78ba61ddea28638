"""
Logging in: by password, by code, by both, by Google.
"""

from collections.abc import Mapping
from datetime import timedelta

import attrs
import pytest

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    LOCK_TIME,
    Account,
    AccountEvent,
    AccountStatus,
    CodeRefusedError,
    Entry,
    IdTokenError,
    LoginLockedError,
    LoginNeedsCodeError,
    LoginRefusedError,
    MessageKind,
    OtpPurpose,
    TooManyCodesError,
    advance_account,
    entry_of,
)
from dastern_core.kernel import ActorRole, InvalidInputError, Language, NotPermittedError, PatientId
from dastern_core.ports.passwords import PasswordCheck
from dastern_core.testing.fakes import CollectedMessages, SteppingClock
from dastern_core.testing.fakes.passwords import FastPasswords
from dastern_core.testing.identity_samples import sample_account
from dastern_core.testing.samples import sample_hospital_id
from dastern_core.usecases.identification import Identification, LoggedIn, Visit
from dastern_core.usecases.log_in import SecondFactorAsked, log_in
from dastern_core.usecases.log_in_by_code import log_in_by_code
from dastern_core.usecases.log_in_by_google import begin_google_login, log_in_by_google
from dastern_core.usecases.request_code import request_code

PASSWORD = "a few quiet words"  # noqa: S105 - of nobody
VISIT = Visit(origin="203.0.113.7", device="Phone")
ELSEWHERE = Visit(origin="198.51.100.1", device="Somebody's")


@pytest.fixture
def account(using: Identification) -> Account:
    """
    Store an account with a password.
    """
    return stored(using, sample_account(1))


def stored(using: Identification, account: Account) -> Account:
    """
    Store an account with the password.
    """
    account = attrs.evolve(account, password_hash=using.passwords.hash(PASSWORD))
    with using.store.begin() as work:
        work.accounts.add(account)
    return account


def name_of(account: Account) -> str:
    """
    Give what its owner types.
    """
    return account.identifiers[0].value


def enter(using: Identification, account: Account, visit: Visit = VISIT) -> LoggedIn:
    """
    Log in by the right password.
    """
    opened = log_in(name_of(account), PASSWORD, visit=visit, using=using)
    assert isinstance(opened, LoggedIn)
    return opened


def fail(using: Identification, account: Account, visit: Visit, times: int) -> None:
    """
    Try a wrong password some times.
    """
    for _ in range(times):
        with pytest.raises(LoginRefusedError):
            log_in(name_of(account), "wrong", visit=visit, using=using)


def code(
    using: Identification,
    messages: CollectedMessages,
    account: Account,
    *,
    visit: Visit = VISIT,
    purpose: OtpPurpose = OtpPurpose.LOGIN,
) -> str:
    """
    Ask for a code and read it.
    """
    request_code(
        name_of(account), purpose=purpose, visit=visit, language=Language.KHMER, using=using
    )
    return messages.code_for(account.identifiers[0])


def newest(using: Identification, account: Account) -> tuple[AuditAction, dict[str, str]]:
    """
    Give what the newest entry about an account says.
    """
    with using.store.begin() as work:
        entry = work.audit_log.about(PatientId(account.id), limit=1)[0]
    return entry.action, dict(entry.details)


@pytest.mark.rule("AUTH-01")
@pytest.mark.rule("AUD-11")
def test_lets_in_by_either_identifier(using: Identification, account: Account) -> None:
    """
    By telephone and by e-mail, however they are spelled; a wrong password is on record.
    """
    opened = [
        log_in(typed, PASSWORD, visit=VISIT, using=using)
        for typed in ("012 340 001", "SAMPLE.1@clinic.kh")
    ]
    fail(using, account, VISIT, 1)
    recorded = newest(using, account)

    assert [account.id] * 2 == [one.account_id for one in opened if isinstance(one, LoggedIn)]
    assert (AuditAction.LOGIN_FAILED, {"by": "password", "why": "login_refused"}) == recorded


@pytest.mark.rule("AUTH-07")
@pytest.mark.parametrize(("is_remembered", "days"), [(False, 7), (True, 30)])
def test_a_remembered_device_stays_longer(
    using: Identification, account: Account, *, is_remembered: bool, days: int
) -> None:
    """
    Thirty days instead of seven.
    """
    opened = log_in(
        name_of(account), PASSWORD, visit=VISIT, is_remembered=is_remembered, using=using
    )

    assert isinstance(opened, LoggedIn)
    assert using.clock.now() + timedelta(days=days) == opened.expires_at


@pytest.mark.rule("AUTH-23")
def test_a_code_is_told_to_its_identifier_alone(
    using: Identification, account: Account, messages: CollectedMessages
) -> None:
    """
    Neither the answer, nor the message's own text form, nor what is stored or audited has it.
    """
    answer = request_code(
        name_of(account),
        purpose=OtpPurpose.LOGIN,
        visit=VISIT,
        language=Language.KHMER,
        using=using,
    )
    sent = messages.code_for(account.identifiers[0])
    with using.store.begin() as work:
        stored = work.challenges.recent(
            account.identifiers[0], device="from:203.0.113.7", since=using.clock.now()
        )
        entries = work.audit_log.about(PatientId(account.id), limit=9)
    told = repr((answer, messages.sent, stored, entries))

    assert 6 == len(sent)
    assert sent not in told


def test_a_password_that_nobody_can_have_is_wrong(using: Identification, account: Account) -> None:
    """
    Neither empty nor endless text is hashed whole.
    """
    for typed in ("", "x" * 10_000):
        with pytest.raises(LoginRefusedError):
            log_in(name_of(account), typed, visit=VISIT, using=using)


class _OldPasswords(FastPasswords):
    """
    Finds every right hash old.
    """

    def check(self, password: str, stored: str | None) -> PasswordCheck:
        """
        Give a new hash with each right password.
        """
        found = super().check(password, stored)
        return PasswordCheck(
            is_right=found.is_right, new_hash=self.hash(password) if found.is_right else None
        )


@pytest.mark.rule("AUTH-20")
@pytest.mark.rule("C03")
def test_an_old_hash_is_replaced(using: Identification) -> None:
    """
    By the log-in that knew the password, and by no other.
    """
    using = attrs.evolve(using, passwords=_OldPasswords())
    account = stored(using, sample_account(1))
    fail(using, account, VISIT, 1)
    with using.store.begin() as work:
        before = work.accounts.get(account.id).password_hash
    enter(using, account)
    with using.store.begin() as work:
        after = work.accounts.get(account.id).password_hash

    assert account.password_hash == before
    assert before != after
    assert using.passwords.check(PASSWORD, after).is_right


@pytest.mark.rule("AUTH-09")
@pytest.mark.rule("C06")
def test_five_wrong_passwords_lock_their_origin(
    using: Identification, account: Account, clock: SteppingClock
) -> None:
    """
    For a quarter of an hour, the right password included; then it counts anew.
    """
    fail(using, account, ELSEWHERE, 5)
    with pytest.raises(LoginLockedError) as locked:
        log_in(name_of(account), PASSWORD, visit=ELSEWHERE, using=using)
    clock.step(timedelta(minutes=15))
    enter(using, account, ELSEWHERE)
    fail(using, account, ELSEWHERE, 4)
    enter(using, account, ELSEWHERE)

    assert clock.now() == locked.value.retry_at


@pytest.mark.rule("AUTH-10")
def test_a_lock_gives_back_the_status_that_was_there(
    using: Identification, clock: SteppingClock
) -> None:
    """
    A doctor who waits for verification waits again when the lock ends, and is not let in as active.
    """
    doctor = attrs.evolve(
        sample_account(2), role=ActorRole.DOCTOR, status=AccountStatus.PENDING_VERIFICATION
    )
    waiting = stored(using, doctor)
    fail(using, waiting, VISIT, 5)
    with pytest.raises(LoginLockedError):
        log_in(name_of(waiting), PASSWORD, visit=VISIT, using=using)
    clock.step(LOCK_TIME)
    enter(using, waiting)
    with using.store.begin() as work:
        after = work.accounts.get(waiting.id)

    assert (AccountStatus.PENDING_VERIFICATION, Entry.WAITING) == (after.status, entry_of(after))


def test_no_stranger_locks_a_known_device_out(using: Identification, account: Account) -> None:
    """
    Not from the very same network, and not by hundreds of tries from everywhere.
    """
    known = attrs.evolve(VISIT, device_token=enter(using, account).device_token)
    fail(using, account, VISIT, 5)
    for number in range(100):
        away = attrs.evolve(ELSEWHERE, origin=f"198.51.100.{number}")
        with pytest.raises(NotPermittedError):
            log_in(name_of(account), "wrong", visit=away, using=using)
    with pytest.raises(LoginNeedsCodeError):
        log_in(name_of(account), PASSWORD, visit=ELSEWHERE, using=using)
    opened = log_in(name_of(account), PASSWORD, visit=known, using=using)

    assert isinstance(opened, LoggedIn)
    assert known.device_token == opened.device_token


def test_a_known_device_is_locked_by_itself_alone(using: Identification, account: Account) -> None:
    """
    A stolen token gives five tries, and leaves the network and other devices open.
    """
    tokens = [enter(using, account).device_token for _ in range(2)]
    first, second = (attrs.evolve(VISIT, device_token=token) for token in tokens)
    fail(using, account, first, 5)
    with pytest.raises(LoginLockedError):
        log_in(name_of(account), PASSWORD, visit=first, using=using)
    opened = [enter(using, account, visit) for visit in (second, VISIT)]

    assert [account.id] * 2 == [one.account_id for one in opened]


def test_a_code_opens_what_a_hundred_failures_closed(
    using: Identification, account: Account, messages: CollectedMessages
) -> None:
    """
    The owner on a new device proves the identifier, and the count begins anew.
    """
    for number in range(20):
        fail(using, account, attrs.evolve(ELSEWHERE, origin=f"198.51.100.{number}"), 5)
    with pytest.raises(LoginNeedsCodeError):
        enter(using, account)
    by_code = log_in_by_code(
        name_of(account), code(using, messages, account), visit=VISIT, using=using
    )
    by_password = enter(using, account)

    assert account.id == by_code.account_id == by_password.account_id


@pytest.mark.rule("AUTH-22")
def test_a_code_lets_in_once(
    using: Identification, account: Account, messages: CollectedMessages, clock: SteppingClock
) -> None:
    """
    Neither again, nor after five minutes, nor for another purpose.
    """
    sent = code(using, messages, account)
    log_in_by_code(name_of(account), sent, visit=VISIT, using=using)
    with pytest.raises(CodeRefusedError):
        log_in_by_code(name_of(account), sent, visit=VISIT, using=using)
    clock.step(timedelta(minutes=2))
    late = code(using, messages, account)
    clock.step(timedelta(minutes=5))
    with pytest.raises(CodeRefusedError):
        log_in_by_code(name_of(account), late, visit=VISIT, using=using)
    other = code(using, messages, account, purpose=OtpPurpose.PASSWORD_RESET)
    with pytest.raises(CodeRefusedError):
        log_in_by_code(name_of(account), other, visit=VISIT, using=using)

    assert (AuditAction.LOGIN_FAILED, "code_refused") == (
        newest(using, account)[0],
        newest(using, account)[1]["why"],
    )


@pytest.mark.rule("C09")
def test_guesses_are_counted_over_every_code(
    using: Identification, account: Account, messages: CollectedMessages, clock: SteppingClock
) -> None:
    """
    Five in a quarter of an hour, whatever they are for; then the right one is refused, too.
    """
    code(using, messages, account, purpose=OtpPurpose.PASSWORD_RESET)
    clock.step(timedelta(minutes=1))
    sent = code(using, messages, account)
    wrong = "000000" if sent != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(CodeRefusedError):
            log_in_by_code(name_of(account), wrong, visit=VISIT, using=using)
    with pytest.raises(CodeRefusedError):
        log_in_by_code(name_of(account), sent, visit=VISIT, using=using)


def test_no_stranger_uses_up_the_codes_of_a_known_device(
    using: Identification, account: Account, messages: CollectedMessages, clock: SteppingClock
) -> None:
    """
    Neither by asking for all there are in an hour, nor by guessing.
    """
    known = attrs.evolve(VISIT, device_token=enter(using, account).device_token)
    strangers = ""
    for _ in range(3):
        clock.step(timedelta(minutes=1))
        strangers = code(using, messages, account, visit=ELSEWHERE)
    for _ in range(5):
        with pytest.raises(CodeRefusedError):
            log_in_by_code(name_of(account), "x", visit=ELSEWHERE, using=using)
    own = code(using, messages, account, visit=known)
    with pytest.raises(CodeRefusedError):
        log_in_by_code(name_of(account), strangers, visit=known, using=using)
    opened = log_in_by_code(name_of(account), own, visit=known, using=using)

    assert account.id == opened.account_id


@pytest.mark.rule("EPA-15")
@pytest.mark.rule("AUTH-35")
def test_a_closed_account_is_told_to_its_owner_alone(
    using: Identification, account: Account, messages: CollectedMessages
) -> None:
    """
    After the right proof, whichever; a wrong one learns nothing.
    """
    sent = code(using, messages, account)
    with using.store.begin() as work:
        closed = advance_account(account, AccountEvent.CLOSE, now=using.clock.now())
        work.accounts.change(closed, expected=account)
    fail(using, account, VISIT, 1)
    with pytest.raises(NotPermittedError, match="is not active"):
        enter(using, account)
    with pytest.raises(NotPermittedError, match="is not active"):
        log_in_by_code(name_of(account), sent, visit=VISIT, using=using)

    assert (AuditAction.LOGIN_FAILED, {"by": "code", "why": "not_permitted"}) == newest(
        using, account
    )


@pytest.fixture
def operator(using: Identification) -> Account:
    """
    Store an operator.
    """
    return stored(
        using,
        attrs.evolve(sample_account(2), role=ActorRole.OPERATOR, hospital_id=sample_hospital_id(1)),
    )


@pytest.mark.rule("EPA-05")
@pytest.mark.rule("B031")
@pytest.mark.rule("B036")
def test_an_operator_proves_two_factors(
    using: Identification, operator: Account, messages: CollectedMessages
) -> None:
    """
    A password asks for a code, which works with the password alone and for nothing else.
    """
    asked = log_in(name_of(operator), PASSWORD, visit=VISIT, using=using)
    sent = messages.code_for(operator.identifiers[0])
    with pytest.raises(CodeRefusedError):
        log_in_by_code(name_of(operator), sent, visit=VISIT, using=using)
    with pytest.raises(LoginRefusedError):
        log_in(name_of(operator), "wrong", code=sent, visit=VISIT, using=using)
    with pytest.raises(CodeRefusedError):
        log_in(name_of(operator), PASSWORD, code="x", visit=VISIT, using=using)
    opened = log_in(name_of(operator), PASSWORD, code=sent, visit=VISIT, using=using)

    assert asked == SecondFactorAsked(sent_to=operator.identifiers[0].masked)
    assert isinstance(opened, LoggedIn)


def test_a_right_password_that_waits_for_a_code_locks_nobody(
    using: Identification, operator: Account, messages: CollectedMessages
) -> None:
    """
    However often an operator asks within the minute, and the code still works.
    """
    log_in(name_of(operator), PASSWORD, visit=VISIT, using=using)
    for _ in range(7):
        with pytest.raises(TooManyCodesError):
            log_in(name_of(operator), PASSWORD, visit=VISIT, using=using)
    sent = messages.code_for(operator.identifiers[0])
    opened = log_in(name_of(operator), PASSWORD, code=sent, visit=VISIT, using=using)

    assert isinstance(opened, LoggedIn)


@pytest.mark.rule("EPA-05")
def test_no_code_alone_lets_an_operator_in(
    using: Identification, operator: Account, messages: CollectedMessages
) -> None:
    """
    None is sent; the answer is the one that everybody gets.
    """
    request_code(
        name_of(operator),
        purpose=OtpPurpose.LOGIN,
        visit=VISIT,
        language=Language.KHMER,
        using=using,
    )

    assert (MessageKind.NOBODY, "") == (messages.sent[-1].kind, messages.sent[-1].code)


def test_a_password_that_changed_meanwhile_lets_nobody_in(
    using: Identification, account: Account
) -> None:
    """
    What was right when it was looked at is not, once the session would be opened.
    """

    class _Slow(FastPasswords):
        """
        Changes the password while it is hashed.
        """

        def check(self, password: str, stored: str | None) -> PasswordCheck:
            """
            Let somebody else go first.
            """
            with using.store.begin() as work:
                changed = attrs.evolve(account, password_hash=self.hash("another"))
                work.accounts.change(changed, expected=account)
            return super().check(password, stored)

    with pytest.raises(LoginRefusedError):
        log_in(
            name_of(account), PASSWORD, visit=VISIT, using=attrs.evolve(using, passwords=_Slow())
        )


class _Google:
    """
    Verifies what it is told to.

    Args:
        claims: What every token says.
    """

    def __init__(self, claims: Mapping[str, object]) -> None:
        self._claims = claims

    def claims(self, token: str) -> Mapping[str, object]:
        """
        Give the claims.
        """
        del token
        return self._claims


def by_google(
    using: Identification, *, email: str, nonce: str, subject: str = "10", name: str | None = None
) -> LoggedIn:
    """
    Log in by Google with an ID token for us.
    """
    issued = int(using.clock.now().timestamp())
    claims: dict[str, object] = {
        "iss": "https://accounts.google.com",
        "aud": "us",
        "sub": subject,
        "email": email,
        "email_verified": True,
        "nonce": nonce,
        "name": name,
        "iat": issued,
        "exp": issued + 3_600,
    }
    return log_in_by_google(
        "token",
        nonce,
        client_id="us",
        id_tokens=_Google(claims),
        visit=VISIT,
        language=Language.ENGLISH,
        using=using,
    )


@pytest.mark.rule("AUTH-28")
@pytest.mark.rule("C58")
def test_google_makes_a_patient_of_somebody_new(using: Identification) -> None:
    """
    Once: the second time it is the same account, whatever the address is by then.
    """
    first = by_google(using, email="New@clinic.kh", nonce=begin_google_login(using=using))
    again = by_google(using, email="moved@clinic.kh", nonce=begin_google_login(using=using))
    with using.store.begin() as work:
        account = work.accounts.get(first.account_id)
        actor = work.actors.get(first.account_id)

    assert first.account_id == again.account_id
    assert (ActorRole.PATIENT, "new", Language.ENGLISH) == (
        account.role,
        account.name,
        account.language,
    )
    assert (ActorRole.PATIENT, None) == (actor.role, account.password_hash)


@pytest.mark.rule("AUTH-28")
def test_google_links_a_proven_address(using: Identification, account: Account) -> None:
    """
    Whoever registered with it logs in to the same account.
    """
    opened = by_google(
        using, email=account.identifiers[1].value, nonce=begin_google_login(using=using)
    )

    assert account.id == opened.account_id


def test_an_id_token_is_good_once_and_for_ten_minutes(
    using: Identification, clock: SteppingClock
) -> None:
    """
    Neither again, nor late, nor for a nonce that nobody gave.
    """
    used, late = begin_google_login(using=using), begin_google_login(using=using)
    by_google(using, email="new@clinic.kh", nonce=used)
    for nonce in (used, "0" * 64):
        with pytest.raises(IdTokenError, match="begin it again"):
            by_google(using, email="new@clinic.kh", nonce=nonce)
    clock.step(timedelta(minutes=10))
    with pytest.raises(IdTokenError, match="begin it again"):
        by_google(using, email="new@clinic.kh", nonce=late)


def test_google_is_no_second_factor_and_opens_nothing_closed(
    using: Identification, operator: Account, account: Account
) -> None:
    """
    An operator is refused, and so is who closed the account.
    """
    with using.store.begin() as work:
        closed = advance_account(account, AccountEvent.CLOSE, now=using.clock.now())
        work.accounts.change(closed, expected=account)
    with pytest.raises(LoginRefusedError):
        by_google(using, email=operator.identifiers[1].value, nonce=begin_google_login(using=using))
    with pytest.raises(NotPermittedError, match="is not active"):
        by_google(
            using,
            email=account.identifiers[1].value,
            nonce=begin_google_login(using=using),
            subject="11",
        )


def test_unreadable_identifiers_are_told_before_anything_is_done(using: Identification) -> None:
    """
    Whoever cannot be there is nobody's secret.
    """
    with pytest.raises(InvalidInputError, match="is neither"):
        log_in("nobody", PASSWORD, visit=VISIT, using=using)
