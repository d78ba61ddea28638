"""
Nudges: a relative asks whether a missed dose was taken, at most twice.
"""

from datetime import datetime
from enum import Enum
from typing import ClassVar, NewType
from uuid import UUID

import attrs

from dastern_core.kernel import (
    AccountId,
    Fault,
    InvalidInputError,
    NotPermittedError,
    PatientId,
    TransitionTable,
    require_aware,
)

__all__ = [
    "NUDGES_PER_DOSE",
    "NUDGE_LIFE",
    "Nudge",
    "NudgeAnswer",
    "NudgeId",
    "NudgeRateError",
    "NudgeStatus",
    "answer",
    "nudge",
]

NudgeId = NewType("NudgeId", UUID)
"""
One nudge.
"""

NUDGES_PER_DOSE = 2
"""
How often one relative may ask about one dose (CON-34).
"""


class NudgeRateError(NotPermittedError):
    """
    The relative has asked about this dose often enough.
    """

    code: ClassVar[str] = "rate_limit_exceeded"


class NudgeAnswer(Enum):
    """
    What the patient answers (CON-35).
    """

    TAKEN = "TAKEN"
    SOON = "SOON"
    DISMISS = "DISMISS"


class NudgeStatus(Enum):
    """
    Where a nudge stands.
    """

    SENT = "SENT"
    ANSWERED = "ANSWERED"


NUDGE_LIFE: TransitionTable[NudgeStatus, NudgeAnswer] = TransitionTable(
    name="nudge",
    start=NudgeStatus.SENT,
    steps={(NudgeStatus.SENT, one): NudgeStatus.ANSWERED for one in NudgeAnswer},
)
"""
The life of a nudge: it is answered once (CON-36).
"""


@attrs.frozen(kw_only=True)
class Nudge:
    """
    One question about one dose.

    Args:
        id: Its identifier.
        dose_id: The missed dose.
        patient_id: Whose dose it is.
        caregiver_id: Who asks.
        number: The first or the second about this dose.
        sent_at: When; aware.
        answer: What the patient answered; None before.
        answered_at: When; None before.

    Raises:
        InvalidInputError: An instant is naive, or answer and time contradict each other.
    """

    id: NudgeId
    dose_id: UUID
    patient_id: PatientId
    caregiver_id: AccountId
    number: int
    sent_at: datetime
    answer: NudgeAnswer | None = None
    answered_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a nudge that contradicts itself.
        """
        require_aware(self.sent_at, field="sent_at")
        if (self.answer is None) is not (self.answered_at is None):
            remedy = "Give both answer and time, or neither."
            fault = Fault(field="answered_at", problem="contradicts the answer", remedy=remedy)
            raise InvalidInputError(fault)

    @property
    def status(self) -> NudgeStatus:
        """
        Where it stands.
        """
        return NudgeStatus.SENT if self.answer is None else NudgeStatus.ANSWERED


def nudge(
    nudge_id: NudgeId,
    *,
    dose_id: UUID,
    is_missed: bool,
    patient_id: PatientId,
    caregiver_id: AccountId,
    sent_before: int,
    now: datetime,
) -> Nudge:
    """
    Ask about a dose.

    Args:
        nudge_id: The new identifier.
        dose_id: The dose.
        is_missed: Whether it stands as missed; only then is there anything to ask (CON-33).
        patient_id: Whose dose it is.
        caregiver_id: Who asks.
        sent_before: How often this person asked about this dose already.
        now: When; aware.

    Raises:
        InvalidInputError: The dose is not missed.
        NudgeRateError: This person has asked twice (CON-34).
    """
    if not is_missed:
        remedy = "Ask about a missed dose only."
        raise InvalidInputError(Fault(field="dose_id", problem="is not missed", remedy=remedy))
    if sent_before >= NUDGES_PER_DOSE:
        message = f"{NUDGES_PER_DOSE} reminders for one dose are enough: call instead"
        raise NudgeRateError(message)
    return Nudge(
        id=nudge_id,
        dose_id=dose_id,
        patient_id=patient_id,
        caregiver_id=caregiver_id,
        number=sent_before + 1,
        sent_at=now,
    )


def answer(sent: Nudge, reply: NudgeAnswer, *, by: AccountId, now: datetime) -> Nudge:
    """
    Answer a nudge.

    Raises:
        NotPermittedError: Somebody else than the patient answers (B009).
        IllegalTransitionError: It is answered.
    """
    if by != sent.patient_id:
        message = "only the patient who was asked may answer"
        raise NotPermittedError(message)
    NUDGE_LIFE.after(sent.status, reply)
    return attrs.evolve(sent, answer=reply, answered_at=require_aware(now, field="now"))
