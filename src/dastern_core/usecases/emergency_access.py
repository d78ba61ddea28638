"""
Emergency access: start it, end it, and write down whose time is over.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import attrs

from dastern_core.audit import AuditAction
from dastern_core.kernel import (
    REQUEST_LIMITS,
    AccountId,
    ConflictError,
    NotFoundError,
    PatientId,
    RequestClass,
)
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    SYSTEM,
    Action,
    Actor,
    EmergencyAttempt,
    EmergencyRefusal,
    EmergencyRefusedError,
    EmergencySession,
    EmergencySessionId,
    EmergencyStatus,
    Resource,
    ResourceType,
    SecondFactor,
    end_session,
    expire_session,
    refusal,
    require,
    start_session,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import record_act
from dastern_core.usecases.telling import tell

__all__ = ["end_emergency", "expire_emergencies", "start_emergency"]

_CREATION_FAILED = "SESSION_CREATION_FAILED"


@attrs.frozen(kw_only=True)
class _Wish:
    """
    What a doctor asks for.
    """

    patient_id: PatientId
    doctor_id: AccountId
    reason: str
    factor: SecondFactor | None

    def brought(self, work: UnitOfWork) -> EmergencyAttempt:
        """
        Give it with doctor and patient as they stand.
        """
        return EmergencyAttempt(
            doctor=work.actors.get(self.doctor_id),
            patient=_known(work, self.patient_id),
            reason=self.reason,
            factor=self.factor,
        )


def start_emergency(
    patient_id: PatientId,
    *,
    doctor_id: AccountId,
    reason: str,
    factor: SecondFactor | None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> EmergencySession:
    """
    Open a patient's record to a doctor for 30 minutes; every attempt is audited (EPE-06).

    A doctor starts at most three sessions an hour, with all patients together (EPA-06).

    Args:
        patient_id: The one patient, identified; never the first that comes (B030).
        doctor_id: The doctor.
        reason: At least 10 characters.
        factor: The doctor's second factor, proven just before; None where it failed.
        store: The system's store: whether the patient exists is told to no doctor's role.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The session; the patient was told of it with its reason (EPE-15).

    Raises:
        EmergencyRefusedError: It tells why; the attempt is on record. Of several at once for
            one patient one starts, and the others are told that a session is active.
        ConflictError: Something else changed meanwhile; on record: try again.
        NotFoundError: The doctor is no account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    wish = _Wish(patient_id=patient_id, doctor_id=doctor_id, reason=reason, factor=factor)
    try:
        outcome = _attempt(wish, store=store, now=now, entropy=entropy)
    except ConflictError as lost:
        refused = _lost_race(wish, store=store, now=now, entropy=entropy)
        if refused is None:
            raise
        raise refused from lost
    if isinstance(outcome, EmergencyRefusedError):
        raise outcome
    return outcome


def _attempt(
    wish: _Wish, *, store: Store, now: datetime, entropy: Entropy
) -> EmergencySession | EmergencyRefusedError:
    with store.begin() as work:
        attempt = wish.brought(work)
        sessions = work.emergency_sessions.between(wish.patient_id, wish.doctor_id)
        outcome = _start(attempt, sessions, now=now, entropy=entropy)
        if isinstance(outcome, EmergencySession) and _too_many(work, wish.doctor_id, now=now):
            outcome = EmergencyRefusedError(EmergencyRefusal.TOO_MANY_SESSIONS)
        if isinstance(outcome, EmergencySession):
            for late in sessions:
                if late.status is EmergencyStatus.ACTIVE:
                    ended = expire_session(late, now=now)
                    work.emergency_sessions.change(ended, expected=late.status)
            work.emergency_sessions.add(outcome)
            action, named = AuditAction.EMERGENCY_SESSION_CREATED, str(outcome.id)
            details = {"result": "ACCESS_GRANTED", "factor": outcome.factor.value}
            details["reason"] = wish.reason
            tell(
                work,
                NoticeKind.EMERGENCY_OPENED,
                patient_id=wish.patient_id,
                author_id=wish.doctor_id,
                about=outcome.id,
                reason=wish.reason,
                now=now,
                entropy=entropy,
            )
        else:
            action, named = AuditAction.EMERGENCY_ACCESS_ATTEMPT, str(wish.patient_id)
            details = {"result": outcome.refusal.value}
        record_act(
            work,
            action,
            actor=attempt.doctor,
            patient_id=wish.patient_id,
            resource=("emergency_session", named),
            details=details,
            now=now,
            entropy=entropy,
        )
    return outcome


def _lost_race(
    wish: _Wish, *, store: Store, now: datetime, entropy: Entropy
) -> EmergencyRefusedError | None:
    """
    Put an attempt on record that was undone, and give why there is no session, if it is known.
    """
    with store.begin() as work:
        attempt = wish.brought(work)
        sessions = work.emergency_sessions.between(wish.patient_id, wish.doctor_id)
        why = refusal(attempt, open_sessions=sessions, now=now)
        record_act(
            work,
            AuditAction.EMERGENCY_ACCESS_ATTEMPT,
            actor=attempt.doctor,
            patient_id=wish.patient_id,
            resource=("emergency_session", str(wish.patient_id)),
            details={"result": _CREATION_FAILED if why is None else why.value},
            now=now,
            entropy=entropy,
        )
    return None if why is None else EmergencyRefusedError(why)


def _start(
    attempt: EmergencyAttempt,
    sessions: Sequence[EmergencySession],
    *,
    now: datetime,
    entropy: Entropy,
) -> EmergencySession | EmergencyRefusedError:
    session_id = EmergencySessionId(entropy.identifier())
    try:
        return start_session(session_id, attempt, open_sessions=sessions, now=now)
    except EmergencyRefusedError as refused:
        return refused


def _too_many(work: UnitOfWork, doctor_id: AccountId, *, now: datetime) -> bool:
    limit = REQUEST_LIMITS[RequestClass.EMERGENCY]
    # One that started exactly an hour ago is over the hour.
    since = now - limit.window + timedelta(microseconds=1)
    return work.emergency_sessions.started_since(doctor_id, since) >= limit.requests


def end_emergency(
    session_id: EmergencySessionId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> EmergencySession:
    """
    End a session before its time: its doctor, its patient or an administrator (EPE-12).

    Whichever of doctor and patient did not end it is told.

    Args:
        session_id: Which session.
        actor_id: Who ends it.
        store: The system's store: a doctor whom nobody connected writes to no patient.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: Somebody else; audited.
        IllegalTransitionError: It has ended, also by time.
        ConflictError: It has changed meanwhile.
        NotFoundError: There is no such session.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        session = work.emergency_sessions.get(session_id)
        thing = Resource(
            type=ResourceType.EMERGENCY_SESSION,
            patient_id=session.patient_id,
            author_id=session.doctor_id,
        )
        judged = judge(work, Action.END, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            ended = end_session(session, by=judged.actor, now=now)
            work.emergency_sessions.change(ended, expected=session.status)
            _record_end(work, ended, by=judged.actor, entropy=entropy)
            for recipient in (AccountId(ended.patient_id), ended.doctor_id):
                tell(
                    work,
                    NoticeKind.EMERGENCY_ENDED,
                    patient_id=ended.patient_id,
                    recipient_id=recipient,
                    author_id=actor_id,
                    about=ended.id,
                    now=now,
                    entropy=entropy,
                )
            session = ended
    require(judged.decision)
    return session


def expire_emergencies(*, limit: int, store: Store, clock: Clock, entropy: Entropy) -> int:
    """
    Write down which sessions' time is over; they were closed from that instant on (EPE-13).

    Args:
        limit: At most so many in this run; at least 1.
        store: The system's store.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        How many were written down.

    Raises:
        ConflictError: Somebody else ended one meanwhile; run again.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        late = work.emergency_sessions.overdue(now=now, limit=limit)
        for session in late:
            ended = expire_session(session, now=now)
            work.emergency_sessions.change(ended, expected=session.status)
            _record_end(work, ended, by=SYSTEM, entropy=entropy)
    return len(late)


def _record_end(work: UnitOfWork, ended: EmergencySession, *, by: Actor, entropy: Entropy) -> None:
    revoked = ended.status is EmergencyStatus.REVOKED
    record_act(
        work,
        AuditAction.EMERGENCY_SESSION_REVOKED if revoked else AuditAction.EMERGENCY_SESSION_EXPIRED,
        actor=by,
        patient_id=ended.patient_id,
        resource=("emergency_session", str(ended.id)),
        details={"status": ended.status.value},
        now=ended.ended_at or ended.expires_at,
        entropy=entropy,
    )


def _known(work: UnitOfWork, patient_id: PatientId) -> Actor | None:
    try:
        return work.actors.get(AccountId(patient_id))
    except NotFoundError:
        return None
