"""
Review a doctor: an administrator decides whether a licence is one.
"""

from dastern_core.audit import AuditAction
from dastern_core.identity import (
    AccessClaims,
    Account,
    AccountEvent,
    Licence,
    SessionEnd,
    SessionId,
    advance_account,
)
from dastern_core.kernel import AccountId, ActorRole, Fault, InvalidInputError, NotPermittedError
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.usecases.ending_sessions import tell_ended
from dastern_core.usecases.identification import Identification, actor_of, record_identity

__all__ = ["read_licence", "require_admin", "review_doctor"]


def require_admin(work: IdentityUnitOfWork, claims: AccessClaims) -> Account:
    """
    Give the administrator who asks, as their account stands now (RBAC-20).

    Raises:
        NotPermittedError: It is somebody else, or no longer one.
    """
    account = work.accounts.get(claims.account_id)
    if account.role is not ActorRole.ADMIN or not actor_of(account).is_active:
        message = "an administrator decides this"
        raise NotPermittedError(message)
    return account


def read_licence(doctor_id: AccountId, *, claims: AccessClaims, using: Identification) -> Licence:
    """
    Show an administrator what a doctor told of the licence.

    Raises:
        NotPermittedError: Somebody else asks.
        NotFoundError: The account has none.
        PortError: The store failed.
    """
    with using.store.begin() as work:
        require_admin(work, claims)
        return work.accounts.licence(doctor_id)


def review_doctor(
    doctor_id: AccountId, event: AccountEvent, *, claims: AccessClaims, using: Identification
) -> Account:
    """
    Approve or reject a doctor; only this makes one (AUTH-13, AUTH-14, B015).

    Args:
        doctor_id: Whose licence.
        event: ``APPROVE`` or ``REJECT``; who is rejected is logged out.
        claims: Of an administrator's authenticated token.
        using: What it needs.

    Returns:
        The account as it stands; tell its owner.

    Raises:
        InvalidInputError: The event is another one.
        NotPermittedError: Somebody else decides.
        IllegalTransitionError: The account's life has no such step.
        NotFoundError: There is no such account.
        ConflictError: Somebody else decides at this moment.
        PortError: The store failed; nothing is decided.
    """
    if event not in {AccountEvent.APPROVE, AccountEvent.REJECT}:
        fault = Fault(field="event", problem="is no decision", remedy="Approve or reject.")
        raise InvalidInputError(fault)
    now = using.clock.now()
    ended: tuple[SessionId, ...] = ()
    with using.store.begin() as work:
        admin = require_admin(work, claims)
        doctor = work.accounts.hold(doctor_id)
        decided = advance_account(doctor, event, now=now)
        work.accounts.change(decided, expected=doctor)
        work.actors.put(actor_of(decided))
        if event is AccountEvent.REJECT:
            why = SessionEnd.ACCOUNT_CLOSED
            ended = work.sessions.end_all(doctor_id, end=why, now=now, keep=None)
        record_identity(
            work,
            AuditAction.DOCTOR_REVIEW,
            about=doctor_id,
            by=admin,
            details={"decision": event.value},
            now=now,
            using=using,
        )
    tell_ended(ended, using=using)
    return decided
