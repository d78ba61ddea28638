"""
Emergency access: 30 minutes of reading one patient's record, with a reason, on record.

Rules: a verified doctor alone, with a second factor of their own (EPE-03, C68); a reason of
at least 10 characters (EPE-02, C67); 30 minutes to the instant, told by the stored end and
by no timer (EPE-01, EPE-13, B060); one session for each doctor and patient (EPE-05).
Whether the factor's proof is genuine is the caller's to find out before.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from typing import ClassVar, NewType
from unicodedata import category
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    ActorRole,
    Fault,
    InvalidInputError,
    NotPermittedError,
    PatientId,
    TransitionTable,
    require_aware,
    text_fault,
)
from dastern_core.permissions.actors import Actor

__all__ = [
    "EMERGENCY_DURATION",
    "EMERGENCY_LIFE",
    "EMERGENCY_PAGE",
    "EMERGENCY_REASONS",
    "SHORTEST_REASON",
    "EmergencyAttempt",
    "EmergencyEvent",
    "EmergencyRefusal",
    "EmergencyRefusedError",
    "EmergencySession",
    "EmergencySessionId",
    "EmergencyStatus",
    "SecondFactor",
    "Urgency",
    "end_session",
    "expire_session",
    "is_active",
    "refusal",
    "review",
    "start_session",
    "urgency",
]

EmergencySessionId = NewType("EmergencySessionId", UUID)
"""
One emergency session.
"""

EMERGENCY_DURATION = timedelta(minutes=30)
"""
How long a session lasts (EPE-01, C01).
"""

SHORTEST_REASON = 10
"""
How many characters a reason has at least (EPE-02, C67): letters, digits and a blank between words.
"""

EMERGENCY_PAGE = 20
"""
How many encounters and documents a session shows at most, the newest (EPE-08).
"""

EMERGENCY_REASONS = (
    "Cardiac Emergency",
    "Respiratory Distress",
    "Trauma/Accident",
    "Allergic Reaction",
    "Drug Overdose",
    "Stroke Symptoms",
    "Seizure",
    "Unconscious Patient",
    "Severe Pain",
    "Mental Health Crisis",
    "Other Medical Emergency",
)
"""
The reasons to suggest (EPE-02); "Seizure" alone is too short and needs a word more.
"""

_LONGEST_REASON = 500
_HIGH, _MEDIUM = timedelta(minutes=2), timedelta(minutes=5)


class SecondFactor(Enum):
    """
    With what the doctor has proven to be there (EPE-03, C68).
    """

    OTP = "OTP"
    FINGERPRINT = "FINGERPRINT"
    IRIS = "IRIS"


class EmergencyStatus(Enum):
    """
    Where a session stands.
    """

    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


class EmergencyEvent(Enum):
    """
    What can happen to a session.
    """

    EXPIRE = "EXPIRE"
    REVOKE = "REVOKE"


EMERGENCY_LIFE: TransitionTable[EmergencyStatus, EmergencyEvent] = TransitionTable(
    name="emergency session",
    start=EmergencyStatus.ACTIVE,
    steps={
        (EmergencyStatus.ACTIVE, EmergencyEvent.EXPIRE): EmergencyStatus.EXPIRED,
        (EmergencyStatus.ACTIVE, EmergencyEvent.REVOKE): EmergencyStatus.REVOKED,
    },
)
"""
The life of an emergency session (EPE-01, EPE-12, EPE-13).
"""


class EmergencyRefusal(Enum):
    """
    Why there is no session (EPE-06); too many by EPA-06.
    """

    NOT_A_DOCTOR = "NOT_A_DOCTOR"
    PATIENT_NOT_FOUND = "PATIENT_NOT_FOUND"
    PATIENT_DEACTIVATED = "PATIENT_DEACTIVATED"
    AUTH_FAILED = "AUTH_FAILED"
    REASON_TOO_SHORT = "REASON_TOO_SHORT"
    SESSION_ACTIVE = "SESSION_ACTIVE"
    TOO_MANY_SESSIONS = "TOO_MANY_SESSIONS"


class EmergencyRefusedError(NotPermittedError):
    """
    Emergency access was refused; the attempt is on record.

    Args:
        refusal: Why.
    """

    code: ClassVar[str] = "emergency_refused"

    def __init__(self, refusal: EmergencyRefusal) -> None:
        super().__init__(f"emergency access was refused: {refusal.value}")
        self.refusal = refusal


class Urgency(Enum):
    """
    How a screen shows the time that is left (EPE-11).
    """

    EXPIRED = "EXPIRED"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@attrs.frozen(kw_only=True)
class EmergencyAttempt:
    """
    What a doctor brings when asking for emergency access.

    Args:
        doctor: Who asks, as they stand.
        patient: The patient as they stand; None where nobody has the identifier. An
            unconscious person without one is not guessed (EPE-10, B030).
        reason: In words.
        factor: The second factor that was proven just now; None where none was.
    """

    doctor: Actor
    patient: Actor | None
    reason: str = attrs.field(repr=False)
    factor: SecondFactor | None


@attrs.frozen(kw_only=True)
class EmergencySession:
    """
    One doctor's half hour with one patient's record.

    Args:
        id: Its identifier; every read during the session names it (EPE-07).
        patient_id: The one patient.
        doctor_id: The one doctor.
        reason: Why, 10 to 500 characters; the patient reads it (EPE-14).
        factor: The doctor's second factor.
        granted_at: The start; aware.
        expires_at: The end, not included; exactly 30 minutes later.
        status: Where it stands; an expired session may still be stored as active.
        ended_by: Who revoked it; None where nobody did.
        ended_at: When it was revoked or its expiry was written down.

    Raises:
        InvalidInputError: The reason or the duration breaks a rule, or an instant is naive.
    """

    id: EmergencySessionId
    patient_id: PatientId
    doctor_id: AccountId
    reason: str = attrs.field(repr=False)
    factor: SecondFactor
    granted_at: datetime
    expires_at: datetime
    status: EmergencyStatus = EmergencyStatus.ACTIVE
    ended_by: AccountId | None = None
    ended_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a session of another length or without a reason, naming every fault.
        """
        require_aware(self.granted_at, field="granted_at")
        require_aware(self.expires_at, field="expires_at")
        faults = []
        if not _is_reason(self.reason):
            problem = f"has not {SHORTEST_REASON} to {_LONGEST_REASON} characters"
            faults.append(Fault(field="reason", problem=problem, remedy="Say what happened."))
        faults += [one for one in (text_fault(self.reason, field="reason"),) if one is not None]
        if self.expires_at - self.granted_at != EMERGENCY_DURATION:
            problem = f"is not {EMERGENCY_DURATION} after the start"
            remedy = "Start sessions with start_session."
            faults.append(Fault(field="expires_at", problem=problem, remedy=remedy))
        if faults:
            raise InvalidInputError(*faults)


def _says_enough(text: str) -> bool:
    # Without dots, invisible signs and long gaps; what is stored already keeps its reason.
    said = [one for one in text if one.isalnum() or one.isspace() or category(one)[0] == "M"]
    return _is_reason(text) and len(" ".join("".join(said).split())) >= SHORTEST_REASON


def _is_reason(text: str) -> bool:
    return len(text.strip()) >= SHORTEST_REASON and len(text) <= _LONGEST_REASON


def refusal(
    attempt: EmergencyAttempt, *, open_sessions: Iterable[EmergencySession], now: datetime
) -> EmergencyRefusal | None:
    """
    Tell why an attempt must be refused, or None where nothing speaks against it.

    Args:
        attempt: What the doctor brings.
        open_sessions: The doctor's sessions; others are ignored.
        now: When; aware.

    Source:
        Rules EPE-02 to EPE-06, EPE-10; defects B028 to B030.
    """
    doctor, patient = attempt.doctor, attempt.patient
    checks = (
        (EmergencyRefusal.NOT_A_DOCTOR, not doctor.is_verified_doctor),
        (EmergencyRefusal.AUTH_FAILED, attempt.factor is None),
        (
            EmergencyRefusal.PATIENT_NOT_FOUND,
            patient is None or patient.role is not ActorRole.PATIENT,
        ),
        (EmergencyRefusal.PATIENT_DEACTIVATED, patient is not None and not patient.is_active),
        (EmergencyRefusal.REASON_TOO_SHORT, not _says_enough(attempt.reason)),
        (
            EmergencyRefusal.SESSION_ACTIVE,
            any(_is_between(one, attempt) and _runs(one, now=now) for one in open_sessions),
        ),
    )
    return next((refused for refused, holds in checks if holds), None)


def _runs(session: EmergencySession, *, now: datetime) -> bool:
    # One that another server's clock started a moment from now runs, too.
    return session.status is EmergencyStatus.ACTIVE and now < session.expires_at


def _is_between(session: EmergencySession, attempt: EmergencyAttempt) -> bool:
    patient_id = None if attempt.patient is None else attempt.patient.account_id
    return session.patient_id == patient_id and session.doctor_id == attempt.doctor.account_id


def start_session(
    session_id: EmergencySessionId,
    attempt: EmergencyAttempt,
    *,
    open_sessions: Iterable[EmergencySession],
    now: datetime,
) -> EmergencySession:
    """
    Start a session.

    Raises:
        EmergencyRefusedError: `refusal` tells why.
    """
    reason = refusal(attempt, open_sessions=open_sessions, now=now)
    patient_id = None if attempt.patient is None else attempt.patient.account_id
    doctor_id, factor = attempt.doctor.account_id, attempt.factor
    if reason is not None or patient_id is None or doctor_id is None or factor is None:
        raise EmergencyRefusedError(reason or EmergencyRefusal.AUTH_FAILED)
    return EmergencySession(
        id=session_id,
        patient_id=PatientId(patient_id),
        doctor_id=doctor_id,
        reason=attempt.reason,
        factor=factor,
        granted_at=require_aware(now, field="now"),
        expires_at=now + EMERGENCY_DURATION,
    )


def is_active(session: EmergencySession, *, now: datetime) -> bool:
    """
    Tell whether a session is open at an instant: at its end it is not.
    """
    active = session.status is EmergencyStatus.ACTIVE
    return active and session.granted_at <= now < session.expires_at


def end_session(session: EmergencySession, *, by: Actor, now: datetime) -> EmergencySession:
    """
    End a session before its time: the doctor, the patient or an administrator (EPE-12).

    Raises:
        NotPermittedError: Somebody else would end it.
        IllegalTransitionError: It has ended, also by time.
    """
    if by.role is not ActorRole.ADMIN and by.account_id not in {
        session.doctor_id,
        session.patient_id,
    }:
        message = "only the doctor, the patient or an administrator may end it"
        raise NotPermittedError(message)
    overdue = session.status is EmergencyStatus.ACTIVE and now >= session.expires_at
    current = expire_session(session, now=now) if overdue else session
    status = EMERGENCY_LIFE.after(current.status, EmergencyEvent.REVOKE)
    return attrs.evolve(session, status=status, ended_by=by.account_id, ended_at=now)


def expire_session(session: EmergencySession, *, now: datetime) -> EmergencySession:
    """
    Write down that a session's time is over (EPE-13).

    Raises:
        IllegalTransitionError: It has ended already.
        InvalidInputError: Its time is not over.
    """
    status = EMERGENCY_LIFE.after(session.status, EmergencyEvent.EXPIRE)
    if now < session.expires_at:
        remedy = "Wait for its end, or revoke it."
        raise InvalidInputError(Fault(field="now", problem="is before the end", remedy=remedy))
    return attrs.evolve(session, status=status, ended_at=session.expires_at)


def urgency(session: EmergencySession, *, now: datetime) -> Urgency:
    """
    Tell how pressing the time that is left is (EPE-11).
    """
    left = session.expires_at - now
    if not is_active(session, now=now):
        return Urgency.EXPIRED
    if left <= _HIGH:
        return Urgency.HIGH
    return Urgency.MEDIUM if left <= _MEDIUM else Urgency.LOW


def review(sessions: Iterable[EmergencySession], *, limit: int) -> tuple[EmergencySession, ...]:
    """
    List sessions for whoever reviews them, or for the patient: the newest first (EPE-14).

    Args:
        sessions: Any, in any order.
        limit: At most so many, at least 1; 50 is a page.

    Raises:
        InvalidInputError: The limit is not positive.
    """
    if limit < 1:
        remedy = "Ask for at least 1 session."
        raise InvalidInputError(Fault(field="limit", problem="is not positive", remedy=remedy))
    newest = sorted(sessions, key=lambda one: (one.granted_at, one.id), reverse=True)
    return tuple(newest[:limit])
