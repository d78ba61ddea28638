"""
Opening sessions: what somebody gets who has proven who they are, in the step's unit of work.
"""

from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    DEVICE_BYTES,
    Account,
    Entry,
    Failures,
    SessionId,
    TokenId,
    after_success,
    claims_for,
    device_token,
    entry_of,
    open_session,
)
from dastern_core.kernel import AccountId, NotPermittedError
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.usecases.identification import (
    Identification,
    LoggedIn,
    Visit,
    record_identity,
)

__all__ = ["clear_failures", "open_login", "open_or_refuse", "record_refusal", "sign_access"]

_ROOT_BYTES = 32


def open_login(
    work: IdentityUnitOfWork,
    account: Account,
    *,
    visit: Visit,
    known_device: str,
    is_remembered: bool,
    by: str,
    now: datetime,
    using: Identification,
) -> LoggedIn:
    """
    Open a session for a proven person, and put it on record.

    Args:
        work: The unit of work of the step.
        account: As it stands in this unit of work.
        visit: From where they come.
        known_device: The device's name; empty makes it known from now on.
        is_remembered: Whether the session lasts 30 days instead of 7 (AUTH-07).
        by: How they proved it.
        now: When.
        using: What it needs.

    Raises:
        NotPermittedError: The account was rejected or closed (AUTH-08, AUTH-35, EPA-15).
        InvalidInputError: The device's name is too long.
        PortError: The store failed.
    """
    session_id = SessionId(using.entropy.identifier())
    access = sign_access(account, session_id=session_id, now=now, using=using)
    session, refresh_token = open_session(
        session_id=session_id,
        account_id=account.id,
        device=visit.device,
        is_remembered=is_remembered,
        root=using.entropy.salt(_ROOT_BYTES),
        secret=using.secrets.sessions,
        now=now,
    )
    work.sessions.add(session)
    record_identity(
        work,
        AuditAction.LOGIN_SUCCESS,
        about=account.id,
        by=account,
        details={"by": by},
        now=now,
        using=using,
    )
    token = visit.device_token
    if not known_device:
        token = device_token(
            account.id,
            randomness=using.entropy.salt(DEVICE_BYTES),
            secret=using.secrets.devices,
        )
    return LoggedIn(
        account_id=account.id,
        session_id=session.id,
        access_token=access,
        refresh_token=refresh_token,
        device_token=token,
        is_waiting=entry_of(account) is Entry.WAITING,
        expires_at=session.expires_at,
    )


def open_or_refuse(
    work: IdentityUnitOfWork,
    account: Account,
    *,
    visit: Visit,
    known_device: str,
    is_remembered: bool,
    by: str,
    now: datetime,
    using: Identification,
) -> LoggedIn | NotPermittedError:
    """
    As ``open_login``, with the refusal of a closed account as a value.

    Put it on record by ``record_refusal``, let the unit of work commit, then raise it.

    Raises:
        InvalidInputError: The device's name is too long.
        PortError: The store failed.
    """
    try:
        return open_login(
            work,
            account,
            visit=visit,
            known_device=known_device,
            is_remembered=is_remembered,
            by=by,
            now=now,
            using=using,
        )
    except NotPermittedError as closed:
        return closed


def record_refusal(
    work: IdentityUnitOfWork,
    refusal: NotPermittedError,
    *,
    by: str,
    about: AccountId | None,
    now: datetime,
    using: Identification,
) -> None:
    """
    Append an entry about a log-in that is refused (AUD-11).

    Args:
        work: The unit of work of the step, which commits before the refusal is raised.
        refusal: Its code is recorded.
        by: By which way somebody tried to come in.
        about: Whose account; None for nobody's.
        now: When.
        using: What it needs.

    Raises:
        PortError: The log cannot be written.
    """
    record_identity(
        work,
        AuditAction.LOGIN_FAILED,
        about=about,
        details={"by": by, "why": refusal.code},
        now=now,
        using=using,
    )


def sign_access(
    account: Account, *, session_id: SessionId, now: datetime, using: Identification
) -> str:
    """
    Sign an access token for an account as it stands (AUTH-08).

    Raises:
        NotPermittedError: The account was rejected or closed.
    """
    claims = claims_for(
        account, session_id=session_id, token_id=TokenId(using.entropy.identifier()), now=now
    )
    return using.access_tokens.sign(claims)


def clear_failures(
    work: IdentityUnitOfWork, account: Account, *origins: str, now: datetime
) -> None:
    """
    Start counting wrong passwords anew, from anywhere and from these origins (AUTH-09).
    """
    none: Failures = after_success()
    for origin in ("", *origins):
        work.login_failures.put(account.id, origin, none, at=now)
