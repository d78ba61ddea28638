"""
Refresh a log-in: a refresh token for the next one and a new access token.
"""

import attrs

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    Account,
    Entry,
    IdentityMessage,
    MessageKind,
    Refresh,
    RefreshAnswer,
    RefreshRefusedError,
    SessionEnd,
    end_session,
    entry_of,
    refresh_session,
    session_named,
)
from dastern_core.usecases.ending_sessions import tell_ended
from dastern_core.usecases.identification import Identification, record_identity
from dastern_core.usecases.opening_sessions import sign_access

__all__ = ["Refreshed", "refresh_login"]


@attrs.frozen(kw_only=True)
class Refreshed:
    """
    What a device goes on with.

    Args:
        access_token: For a quarter of an hour, of the account as it stands (AUTH-08).
        refresh_token: The next one; the one that was shown is used.
    """

    access_token: str = attrs.field(repr=False)
    refresh_token: str = attrs.field(repr=False)


def refresh_login(refresh_token: str, *, using: Identification) -> Refreshed:
    """
    Go on with a session.

    The session is held while it is refreshed, so that of many at once one moves it on and
    the others get the very same token. A token that was used before that ends the session,
    for the thief and the owner alike, and the owner is told (AUTH-05).

    Args:
        refresh_token: As the device kept it.
        using: What it needs.

    Raises:
        RefreshRefusedError: It refreshes nothing, or the account is closed; which, nobody is
            told.
        PortError: The store failed; the token was not used.
    """
    now = using.clock.now()
    session_id = session_named(refresh_token)
    if session_id is None:
        raise RefreshRefusedError
    refresh = Refresh(answer=RefreshAnswer.UNKNOWN, token=None, session=None)
    warning: IdentityMessage | None = None
    access = ""
    with using.store.begin() as work:
        session = work.sessions.hold(session_id)
        refresh = refresh_session(
            refresh_token, session=session, secret=using.secrets.sessions, now=now
        )
        if session is not None and refresh.answer is not RefreshAnswer.UNKNOWN:
            account = work.accounts.get(session.account_id)
            if refresh.token is not None and entry_of(account) not in {Entry.FULL, Entry.WAITING}:
                closed = end_session(session, end=SessionEnd.ACCOUNT_CLOSED, now=now)
                refresh = Refresh(answer=RefreshAnswer.ENDED, token=None, session=closed)
            if refresh.session is not None:
                work.sessions.change(refresh.session, expected=session)
            if refresh.token is not None:
                access = sign_access(account, session_id=session_id, now=now, using=using)
            if refresh.answer is RefreshAnswer.REUSED:
                warning = _warning(account)
                record_identity(
                    work,
                    AuditAction.SESSION_REVOKED,
                    about=account.id,
                    details={"session": str(session_id), "why": SessionEnd.TOKEN_REUSED.value},
                    now=now,
                    using=using,
                )
    if warning is not None:
        tell_ended([session_id], using=using)
        using.messages.send(warning)
    if refresh.token is None:
        raise RefreshRefusedError
    return Refreshed(access_token=access, refresh_token=refresh.token)


def _warning(account: Account) -> IdentityMessage:
    return IdentityMessage(
        kind=MessageKind.REUSED, identifier=account.identifiers[0], language=account.language
    )
