"""
Close an account: its owner goes, its records are kept (EPA-16).
"""

from dastern_core.audit import AuditAction
from dastern_core.identity import AccessClaims, Account, AccountEvent, SessionEnd, advance_account
from dastern_core.usecases.ending_sessions import tell_ended
from dastern_core.usecases.identification import Identification, actor_of, record_identity

__all__ = ["close_account"]


def close_account(*, claims: AccessClaims, using: Identification) -> Account:
    """
    Close one's own account: every session ends, and nobody comes in by it again (EPA-15).

    Args:
        claims: Of an authenticated token.
        using: What it needs.

    Raises:
        IllegalTransitionError: It is closed already.
        ConflictError: Somebody else changes it at this moment.
        PortError: The store failed; it is still open.
    """
    now = using.clock.now()
    with using.store.begin() as work:
        account = work.accounts.hold(claims.account_id)
        closed = advance_account(account, AccountEvent.CLOSE, now=now)
        work.accounts.change(closed, expected=account)
        work.actors.put(actor_of(closed))
        why = SessionEnd.ACCOUNT_CLOSED
        ended = work.sessions.end_all(account.id, end=why, now=now, keep=None)
        record_identity(
            work,
            AuditAction.ACCOUNT_SOFT_DELETE,
            about=account.id,
            by=account,
            now=now,
            using=using,
        )
    tell_ended(ended, using=using)
    return closed
