"""
Review a doctor: an administrator decides whether a licence is one.
"""

from datetime import datetime

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
from dastern_core.kernel import AccountId, Fault, InvalidInputError, PatientId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    Action,
    Decision,
    Resource,
    ResourceType,
    refused,
)
from dastern_core.ports.identity_store import IdentityUnitOfWork
from dastern_core.usecases.ending_sessions import tell_ended
from dastern_core.usecases.identification import Identification, actor_of, record_identity
from dastern_core.usecases.judging import Judged, judge_alone, record_reading
from dastern_core.usecases.telling import tell

__all__ = ["judge_admin", "read_licence", "review_doctor"]

_TOLD = {
    AccountEvent.APPROVE: NoticeKind.DOCTOR_VERIFIED,
    AccountEvent.REJECT: NoticeKind.DOCTOR_REJECTED,
}


def judge_admin(
    work: IdentityUnitOfWork,
    about: AccountId,
    *,
    claims: AccessClaims,
    now: datetime,
    using: Identification,
) -> tuple[Account, Decision]:
    """
    Decide whether somebody, as their account stands now, sets a standing (RBAC-20).

    As `dastern_core.usecases.authorising.judge`: a refusal is put on record, nothing is
    raised.

    Args:
        work: The unit of work of the step.
        about: Whose standing.
        claims: Of an authenticated token.
        now: When; the instant that the use case read from the clock.
        using: Draws a refusal's identifier and salt.

    Raises:
        NotFoundError: There is no such account any longer.
        PortError: The store failed.
    """
    account = work.accounts.get(claims.account_id)
    thing = Resource(type=ResourceType.STANDING, patient_id=PatientId(about))
    judged = judge_alone(
        work, Action.UPDATE, thing, actor=actor_of(account), now=now, entropy=using.entropy
    )
    return account, judged.decision


def read_licence(doctor_id: AccountId, *, claims: AccessClaims, using: Identification) -> Licence:
    """
    Show an administrator what a doctor told of the licence; audited.

    Raises:
        NotPermittedError: Somebody else asks; audited.
        NotFoundError: The account has none.
        PortError: The store failed.
    """
    now = using.clock.now()
    licence: Licence | None = None
    with using.store.begin() as work:
        # To look at a licence is to decide about it: the doctor's own standing is no reason.
        admin, decision = judge_admin(work, doctor_id, claims=claims, now=now, using=using)
        if decision.allowed:
            licence = work.accounts.licence(doctor_id)
            record_reading(
                work,
                Judged(actor=actor_of(admin), decision=decision),
                Resource(type=ResourceType.STANDING, patient_id=PatientId(doctor_id)),
                now=now,
                entropy=using.entropy,
            )
    if licence is None:
        raise refused(decision)
    return licence


def review_doctor(
    doctor_id: AccountId,
    event: AccountEvent,
    *,
    reason: str,
    claims: AccessClaims,
    using: Identification,
) -> Account:
    """
    Approve or reject a doctor with a reason; only this makes one (AUTH-13, AUTH-14, RBAC-14).

    Args:
        doctor_id: Whose licence.
        event: ``APPROVE`` or ``REJECT``; who is rejected is logged out.
        reason: Why, in words; on record, and told to the doctor.
        claims: Of an administrator's authenticated token.
        using: What it needs.

    Returns:
        The account as it stands; its owner was told.

    Raises:
        InvalidInputError: The event is another one, or the reason is blank or too long.
        NotPermittedError: Somebody else decides; audited.
        IllegalTransitionError: The account's life has no such step.
        NotFoundError: There is no such account.
        ConflictError: Somebody else decides at this moment.
        PortError: The store failed; nothing is decided.
    """
    if event not in _TOLD:
        fault = Fault(field="event", problem="is no decision", remedy="Approve or reject.")
        raise InvalidInputError(fault)
    now = using.clock.now()
    reviewed = None
    with using.store.begin() as work:
        admin, decision = judge_admin(work, doctor_id, claims=claims, now=now, using=using)
        if decision.allowed:
            held = work.accounts.hold(doctor_id)
            reviewed = _review(work, held, event, reason=reason, by=admin, now=now, using=using)
    if reviewed is None:
        raise refused(decision)
    doctor, ended = reviewed
    tell_ended(ended, using=using)
    return doctor


def _review(
    work: IdentityUnitOfWork,
    doctor: Account,
    event: AccountEvent,
    *,
    reason: str,
    by: Account,
    now: datetime,
    using: Identification,
) -> tuple[Account, tuple[SessionId, ...]]:
    ended: tuple[SessionId, ...] = ()
    decided = advance_account(doctor, event, now=now)
    work.accounts.change(decided, expected=doctor)
    work.actors.put(actor_of(decided))
    if event is AccountEvent.REJECT:
        why = SessionEnd.ACCOUNT_CLOSED
        ended = work.sessions.end_all(doctor.id, end=why, now=now, keep=None)
    record_identity(
        work,
        AuditAction.DOCTOR_REVIEW,
        about=doctor.id,
        by=by,
        details={"decision": event.value, "reason": reason},
        now=now,
        using=using,
    )
    tell(
        work,
        _TOLD[event],
        patient_id=PatientId(doctor.id),
        author_id=by.id,
        about=doctor.id,
        reason=reason,
        now=now,
        entropy=using.entropy,
    )
    return decided, ended
