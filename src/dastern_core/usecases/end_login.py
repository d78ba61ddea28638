"""
End a log-in: one's own, another device's, or all the others; and list them.
"""

from dastern_core.audit import AuditAction
from dastern_core.identity import AccessClaims, Session, SessionEnd, SessionId, end_session
from dastern_core.kernel import NotFoundError
from dastern_core.usecases.ending_sessions import tell_ended
from dastern_core.usecases.identification import Identification, record_identity

__all__ = ["end_login", "end_other_logins", "list_logins", "log_out"]


def list_logins(claims: AccessClaims, *, using: Identification) -> tuple[Session, ...]:
    """
    List where somebody is logged in, the last used first.

    Args:
        claims: Of an authenticated token.
        using: What it needs.

    Raises:
        PortError: The store failed.
    """
    with using.store.begin() as work:
        return work.sessions.of_account(claims.account_id, now=using.clock.now())


def log_out(claims: AccessClaims, *, using: Identification) -> None:
    """
    End the session of an authenticated token; once is as good as twice (AUTH-06).

    Raises:
        PortError: The store failed; the session goes on.
    """
    _end(claims.session_id, claims, end=SessionEnd.LOGGED_OUT, using=using)


def end_login(session_id: SessionId, claims: AccessClaims, *, using: Identification) -> None:
    """
    End one of one's own sessions, from wherever one is in.

    Args:
        session_id: From the list.
        claims: Of an authenticated token.
        using: What it needs.

    Raises:
        NotFoundError: The account has no such session; another's is no different.
        PortError: The store failed; the session goes on.
    """
    _end(session_id, claims, end=SessionEnd.ENDED_BY_OWNER, using=using)


def end_other_logins(claims: AccessClaims, *, using: Identification) -> int:
    """
    End every session of an account but this one, and tell how many.

    Raises:
        PortError: The store failed; all go on.
    """
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.get(claims.account_id)
        ended = work.sessions.end_all(
            account.id, end=SessionEnd.ENDED_BY_OWNER, now=now, keep=claims.session_id
        )
        record_identity(
            work,
            AuditAction.SESSION_REVOKED,
            about=account.id,
            by=account,
            details={"others": str(len(ended)), "why": SessionEnd.ENDED_BY_OWNER.value},
            now=now,
            using=using,
        )
    tell_ended(ended, using=using)
    return len(ended)


def _end(
    session_id: SessionId, claims: AccessClaims, *, end: SessionEnd, using: Identification
) -> None:
    now = using.clock.now()
    with using.store.begin() as work:
        session = work.sessions.hold(session_id)
        if session is None or session.account_id != claims.account_id:
            message = "there is no such session: look at the list again"
            raise NotFoundError(message)
        if session.ended_at is None:
            account = work.accounts.get(claims.account_id)
            work.sessions.change(end_session(session, end=end, now=now), expected=session)
            is_own = end is SessionEnd.LOGGED_OUT
            record_identity(
                work,
                AuditAction.LOGOUT if is_own else AuditAction.SESSION_REVOKED,
                about=account.id,
                by=account,
                details={"session": str(session_id), "why": end.value},
                now=now,
                using=using,
            )
    tell_ended([session_id], using=using)
