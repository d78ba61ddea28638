"""
Change a password: by the old one, by a code, or, for staff, by an administrator (AUTH-26).
"""

from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    AccessClaims,
    Account,
    CodeRefusedError,
    LoginRefusedError,
    OtpPurpose,
    SessionEnd,
    SessionId,
    begin_reset,
    needs_second_factor,
    parse_identifier,
    use_reset,
)
from dastern_core.kernel import AccountId, Fault, InvalidInputError, RequestClass
from dastern_core.permissions import require
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.usecases.attempting_passwords import begin_attempt, check_password
from dastern_core.usecases.choosing_passwords import with_password
from dastern_core.usecases.ending_sessions import tell_ended
from dastern_core.usecases.identification import (
    Identification,
    Visit,
    count_way_in,
    id_of,
    record_identity,
)
from dastern_core.usecases.limiting import count_request
from dastern_core.usecases.opening_sessions import clear_failures
from dastern_core.usecases.proving_codes import known_device, record_codes, subject_of, try_codes
from dastern_core.usecases.review_doctor import judge_admin

__all__ = [
    "begin_password_reset",
    "change_password",
    "finish_password_reset",
    "replace_staff_password",
]

_TOKEN_BYTES = 32


def change_password(old: str, new: str, *, claims: AccessClaims, using: Identification) -> int:
    """
    Give an account another password; every other session ends.

    Wrong old passwords are counted for the session that tries them: whoever found a device
    unlocked cannot guess on.

    Args:
        old: The password until now. Who has none asks for a reset instead.
        new: The new one.
        claims: Of an authenticated token.
        using: What it needs.

    Returns:
        How many sessions were ended.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        LoginRefusedError: The old password is another one.
        LoginLockedError: Too many wrong ones were tried in this session.
        InvalidInputError: The new one is not accepted.
        ConflictError: It was changed elsewhere at this moment.
        PortError: The store failed; the old one is still good.
    """
    kind = RequestClass.AUTHENTICATION
    count_request(kind, "password", claims.account_id, limits=using.limits)
    now = using.clock.now()
    origin = f"session:{claims.session_id}"
    with using.store.begin() as work:
        account = work.accounts.get(claims.account_id)
        attempt = begin_attempt(work, account.id, origin="", device=origin, now=now)
    if attempt.refusal is not None:
        raise attempt.refusal
    if not check_password(old, account.password_hash, using=using).is_right:
        with using.store.begin() as work:
            refused = {"by": "old password", "why": LoginRefusedError.code}
            action = AuditAction.LOGIN_FAILED
            record_identity(work, action, about=account.id, details=refused, now=now, using=using)
        raise LoginRefusedError
    changed = with_password(account, new, using=using)
    with using.store.begin() as work:
        work.accounts.change(changed, expected=account)
        clear_failures(work, changed, attempt.origin, now=now)
        ended = _end_others(work, changed, keep=claims.session_id, by=account, now=now, using=using)
    tell_ended(ended, using=using)
    return len(ended)


def begin_password_reset(typed: str, code: str, *, visit: Visit, using: Identification) -> str:
    """
    Turn the code that an identifier received into a token that sets a password once.

    Args:
        typed: The identifier.
        code: As typed; ``request_code`` sent it for this purpose.
        visit: From where; the same device that asked.
        using: What it needs.

    Returns:
        The token, good for 15 minutes; it is shown once and never stored.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        InvalidInputError: What was typed is neither a number nor an address.
        CodeRefusedError: Nobody is there, the code is not right, or its owner needs two
            factors, of which a code is one (EPA-05): all alike. Staff get another password by
            `replace_staff_password`.
        PortError: The store failed.
    """
    identifier = parse_identifier(typed)
    count_way_in("reset-code", identifier, origin=visit.origin, using=using)
    now = using.clock.now()
    token = ""
    with using.store.begin() as work:
        account = work.accounts.find(identifier)
        subject = subject_of(account, identifier, using=using)
        is_right = try_codes(
            work,
            {identifier: code},
            purpose=OtpPurpose.PASSWORD_RESET,
            device=known_device(visit, subject, using=using),
            origin=visit.origin,
            now=now,
            using=using,
        )
        if account is not None and is_right and not needs_second_factor(account):
            randomness = using.entropy.salt(_TOKEN_BYTES)
            reset, token = begin_reset(account.id, randomness=randomness, now=now)
            work.password_resets.put(reset)
        record_codes(
            work,
            is_right=is_right,
            purpose=OtpPurpose.PASSWORD_RESET,
            about=id_of(account),
            by=account,
            now=now,
            using=using,
        )
    if not token:
        raise CodeRefusedError
    return token


def finish_password_reset(typed: str, token: str, new: str, *, using: Identification) -> int:
    """
    Set a password by a reset token; every session ends, failures are forgotten (AUTH-26).

    Args:
        typed: The identifier.
        token: As ``begin_password_reset`` gave it.
        new: The new password; the same rules as anywhere (AUTH-27).
        using: What it needs.

    Returns:
        How many sessions were ended.

    Raises:
        InvalidInputError: What was typed is neither a number nor an address, or the token is
            right and the new password is not accepted, which does not spend the token.
        ResetTokenError: Nobody is there, the token is none, used or too old, or its owner
            needs two factors by now: all alike.
        ConflictError: It was used at this moment.
        PortError: The store failed; the old password is still good.
    """
    identifier = parse_identifier(typed)
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.find(identifier)
        subject = subject_of(account, identifier, using=using)
        begun = work.password_resets.of_account(subject)
        if account is not None and needs_second_factor(account):
            begun = None
        reset = use_reset(token, reset=begun, now=now)
        account = work.accounts.get(reset.account_id)
    changed = with_password(account, new, using=using)
    with using.store.begin() as work:
        work.accounts.change(changed, expected=account)
        work.password_resets.use(reset)
        clear_failures(work, changed, now=now)
        ended = _end_others(work, changed, keep=None, by=account, now=now, using=using)
    tell_ended(ended, using=using)
    return len(ended)


def replace_staff_password(
    account_id: AccountId, new: str, *, claims: AccessClaims | None, using: Identification
) -> int:
    """
    Give an operator or an administrator, who forgot theirs, another password.

    A code sends them none: they prove two factors, and the code is the other one (EPA-05).

    Args:
        account_id: Whose; one's own is changed by the old one.
        new: The new one; it is to be changed.
        claims: Of an administrator's authenticated token; None only for whoever runs the
            service, where the last administrator forgot theirs.
        using: What it needs.

    Returns:
        How many sessions were ended.

    Raises:
        InvalidInputError: It is one's own account, or no staff's, or the password is not
            accepted.
        NotPermittedError: Somebody else asks; audited.
        NotFoundError: There is no such account.
        ConflictError: It was changed elsewhere at this moment.
        PortError: The store failed; the old one is still good.
    """
    now = using.clock.now()
    with using.store.begin() as work:
        by, decision = None, None
        if claims is not None:
            by, decision = judge_admin(work, account_id, claims=claims, now=now, using=using)
    if decision is not None:
        require(decision)
    with using.store.begin() as work:
        account = work.accounts.get(account_id)
    _refuse_others(account, by=by)
    changed = with_password(account, new, using=using)
    with using.store.begin() as work:
        work.accounts.change(changed, expected=account)
        clear_failures(work, changed, now=now)
        ended = _end_others(work, changed, keep=None, by=by, now=now, using=using)
    tell_ended(ended, using=using)
    return len(ended)


def _refuse_others(account: Account, *, by: Account | None) -> None:
    remedy = "Let patients and doctors ask for a code; change your own by the old one."
    if not needs_second_factor(account):
        fault = Fault(field="account_id", problem="is no staff's", remedy=remedy)
        raise InvalidInputError(fault)
    if by is not None and by.id == account.id:
        raise InvalidInputError(Fault(field="account_id", problem="is one's own", remedy=remedy))


def _end_others(
    work: IdentityUnitOfWork,
    account: Account,
    *,
    by: Account | None,
    keep: SessionId | None,
    now: datetime,
    using: Identification,
) -> tuple[SessionId, ...]:
    why = SessionEnd.PASSWORD_CHANGED
    ended = work.sessions.end_all(account.id, end=why, now=now, keep=keep)
    record_identity(
        work,
        AuditAction.PASSWORD_CHANGE,
        about=account.id,
        by=by,
        details={"ended": str(len(ended))},
        now=now,
        using=using,
    )
    return ended
