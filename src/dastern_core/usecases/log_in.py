"""
Log in: by a password, with a code besides where two factors are asked for.
"""

from datetime import datetime

import attrs

from dastern_core.identity import (
    Account,
    CodeRefusedError,
    Identifier,
    IdentityMessage,
    LoginNeedsCodeError,
    LoginRefusedError,
    MessageKind,
    OtpPurpose,
    TooManyCodesError,
    needs_second_factor,
    parse_identifier,
)
from dastern_core.kernel import NotPermittedError
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.usecases.attempting_passwords import begin_attempt, check_password
from dastern_core.usecases.identification import (
    Identification,
    LoggedIn,
    Visit,
    count_way_in,
    id_of,
)
from dastern_core.usecases.opening_sessions import clear_failures, open_or_refuse, record_refusal
from dastern_core.usecases.proving_codes import (
    known_device,
    make_code,
    record_codes,
    subject_of,
    try_codes,
)

__all__ = ["SecondFactorAsked", "log_in"]

_BY = "password"


@attrs.frozen(kw_only=True)
class SecondFactorAsked:
    """
    The password was right, and a code was sent: call again with both.

    Args:
        sent_to: Where the code went, as it may be shown (EPA-09).
    """

    sent_to: str


@attrs.frozen(kw_only=True)
class _Person:
    """
    Somebody whose password was right.
    """

    account: Account
    identifier: Identifier
    code: str | None
    visit: Visit
    device: str
    origin: str
    is_remembered: bool


def log_in(
    typed: str,
    password: str,
    *,
    code: str | None = None,
    visit: Visit,
    is_remembered: bool = False,
    using: Identification,
) -> LoggedIn | SecondFactorAsked:
    """
    Let somebody in by their password.

    The attempt is counted and committed first, then the password is hashed outside of any
    transaction, then the session is opened: many at once get no more tries than one after
    the other, and nobody waits for a stranger's hash. An old hash is replaced (C03).

    Args:
        typed: A telephone number or an e-mail address.
        password: As typed.
        code: The second factor, where one was asked for; or a code to log in, where a
            password alone is not enough. That way in no stranger closes.
        visit: From where.
        is_remembered: Whether the session lasts 30 days.
        using: What it needs.

    Returns:
        The session; or that a code is asked for (EPA-05: operators and administrators).

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        InvalidInputError: What was typed is neither a number nor an address.
        LoginRefusedError: Nobody is there, or the password is another one: both alike.
        LoginLockedError: Too many wrong ones came from here.
        LoginNeedsCodeError: Too many came from everywhere, the device is not known, and no
            right code came with the password.
        CodeRefusedError: The password is right and the code is not.
        TooManyCodesError: The password is right, and no code can be sent now.
        NotPermittedError: The password is right and the account is closed (AUTH-35).
        PortError: The store failed; nobody is let in.
    """
    identifier = parse_identifier(typed)
    count_way_in("log-in", identifier, origin=visit.origin, using=using)
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.find(identifier)
        subject = subject_of(account, identifier, using=using)
        device = known_device(visit, subject, using=using)
        attempt = begin_attempt(work, subject, origin=visit.origin, device=device, now=now)
        if isinstance(attempt.refusal, LoginNeedsCodeError) and code is not None:
            is_right = try_codes(
                work,
                {identifier: code},
                purpose=OtpPurpose.LOGIN,
                device=device,
                origin=visit.origin,
                is_alone=False,
                now=now,
                using=using,
            )
            attempt = begin_attempt(
                work,
                subject,
                origin=visit.origin,
                device=device,
                is_proven=is_right,
                now=now,
            )
            record_codes(
                work,
                is_right=is_right,
                purpose=OtpPurpose.LOGIN,
                about=id_of(account),
                by=account,
                now=now,
                using=using,
            )
        if attempt.refusal is not None:
            record_refusal(
                work, attempt.refusal, by=_BY, about=id_of(account), now=now, using=using
            )
    if attempt.refusal is not None:
        raise attempt.refusal
    stored = None if account is None else account.password_hash
    check = check_password(password, stored, using=using)
    with using.store.begin() as work:
        outcome: LoggedIn | IdentityMessage | NotPermittedError | TooManyCodesError
        fresh = _still(work, account, is_right=check.is_right)
        if fresh is None:
            outcome = LoginRefusedError()
        else:
            if check.new_hash is not None:
                renewed = attrs.evolve(fresh, password_hash=check.new_hash)
                work.accounts.change(renewed, expected=fresh)
                fresh = renewed
            person = _Person(
                account=fresh,
                identifier=identifier,
                code=code,
                visit=visit,
                device=device,
                origin=attempt.origin,
                is_remembered=is_remembered,
            )
            outcome = _let_in(work, person, now=now, using=using)
        if isinstance(outcome, NotPermittedError):
            record_refusal(work, outcome, by=_BY, about=id_of(account), now=now, using=using)
    if isinstance(outcome, NotPermittedError | TooManyCodesError):
        raise outcome
    if isinstance(outcome, IdentityMessage):
        using.messages.send(outcome)
        return SecondFactorAsked(sent_to=identifier.masked)
    return outcome


def _still(work: IdentityUnitOfWork, account: Account | None, *, is_right: bool) -> Account | None:
    """
    Give the account as it stands now, where its password is still the one that was checked.
    """
    if account is None or not is_right:
        return None
    fresh = work.accounts.hold(account.id)
    return fresh if fresh.password_hash == account.password_hash else None


def _let_in(
    work: IdentityUnitOfWork, person: _Person, *, now: datetime, using: Identification
) -> LoggedIn | IdentityMessage | NotPermittedError | TooManyCodesError:
    account = person.account
    if needs_second_factor(account):
        if person.code is None:
            clear_failures(work, account, person.origin, now=now)
            try:
                _, message = make_code(
                    work,
                    person.identifier,
                    purpose=OtpPurpose.OPERATOR_LOGIN,
                    kind=MessageKind.CODE,
                    about=account.id,
                    device=person.device,
                    origin=person.visit.origin,
                    language=account.language,
                    now=now,
                    using=using,
                )
            except TooManyCodesError as wait:
                return wait  # the password was right, and is not counted as a wrong one
            return message
        work.login_failures.hold(account.id, "")
        is_right = try_codes(
            work,
            {person.identifier: person.code},
            purpose=OtpPurpose.OPERATOR_LOGIN,
            device=person.device,
            origin=person.visit.origin,
            now=now,
            using=using,
        )
        record_codes(
            work,
            is_right=is_right,
            purpose=OtpPurpose.OPERATOR_LOGIN,
            about=account.id,
            by=account,
            now=now,
            using=using,
        )
        if not is_right:
            return CodeRefusedError()
    clear_failures(work, account, person.origin, now=now)
    return open_or_refuse(
        work,
        account,
        visit=person.visit,
        known_device=person.device,
        is_remembered=person.is_remembered,
        by=_BY,
        now=now,
        using=using,
    )
