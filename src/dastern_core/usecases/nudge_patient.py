"""
Nudge a patient: a relative asks about a missed dose, and the patient answers.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, Fault, InvalidInputError, PatientId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    Action,
    ConnectionStatus,
    Nudge,
    NudgeAnswer,
    NudgeId,
    Resource,
    ResourceType,
    answer,
    nudge,
    refused,
    require,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.schedule import DoseId, DoseStatus
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import record_act
from dastern_core.usecases.telling import tell_other_side

__all__ = ["answer_nudge", "nudge_patient", "unanswered_nudges"]

_TOLD = {
    NudgeAnswer.TAKEN: NoticeKind.NUDGE_TAKEN,
    NudgeAnswer.SOON: NoticeKind.NUDGE_SOON,
    NudgeAnswer.DISMISS: NoticeKind.NUDGE_DISMISSED,
}


def nudge_patient(
    dose_id: DoseId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Nudge:
    """
    Ask whether a missed dose was taken.

    Returns:
        The nudge, of which the patient was told (CON-35).

    Raises:
        NotPermittedError: The patient does not let this person remind; audited (CON-33).
        InvalidInputError: The dose is not missed.
        NudgeRateError: This person has asked twice about it (CON-34).
        NotFoundError: There is no such dose.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    sent = None
    with store.begin() as work:
        dose = work.doses.get(dose_id)
        thing = Resource(type=ResourceType.NUDGE, patient_id=dose.patient_id, author_id=actor_id)
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            sent = nudge(
                NudgeId(entropy.identifier()),
                dose_id=dose_id,
                is_missed=dose.status is DoseStatus.MISSED,
                patient_id=dose.patient_id,
                caregiver_id=actor_id,
                sent_before=len(work.nudges.about(dose_id, actor_id)),
                now=now,
            )
            work.nudges.add(sent)
            record_act(
                work,
                AuditAction.NOTIFICATION_SENT,
                actor=judged.actor,
                patient_id=dose.patient_id,
                resource=("nudge", str(sent.id)),
                details={"number": str(sent.number)},
                now=now,
                entropy=entropy,
            )
            tell_other_side(
                work,
                NoticeKind.NUDGE_SENT,
                actor_id=actor_id,
                sides=(sent.patient_id, actor_id),
                about=sent.id,
                now=now,
                entropy=entropy,
            )
    if sent is None:
        raise refused(judged.decision)
    return sent


def answer_nudge(
    nudge_id: NudgeId,
    reply: NudgeAnswer,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Nudge:
    """
    Answer the relative who asked, and nobody else (CON-36, B009).

    Returns:
        The answered nudge, of which the relative was told, unless the connection has ended.

    Raises:
        NotPermittedError: Somebody else than the patient answers; audited.
        IllegalTransitionError: It is answered.
        ConflictError: It is answered at this moment.
        NotFoundError: There is no such nudge.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        sent = work.nudges.get(nudge_id)
        thing = Resource(
            type=ResourceType.NUDGE, patient_id=sent.patient_id, author_id=sent.caregiver_id
        )
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            answered = answer(sent, reply, by=actor_id, now=now)
            work.nudges.answer(answered)
            record_act(
                work,
                AuditAction.NOTIFICATION_SENT,
                actor=judged.actor,
                patient_id=sent.patient_id,
                resource=("nudge", str(sent.id)),
                details={"answer": reply.value},
                now=now,
                entropy=entropy,
            )
            if _is_connected(work, sent):
                tell_other_side(
                    work,
                    _TOLD[reply],
                    actor_id=actor_id,
                    sides=(sent.patient_id, sent.caregiver_id),
                    about=sent.id,
                    now=now,
                    entropy=entropy,
                )
            sent = answered
    require(judged.decision)
    return sent


def unanswered_nudges(
    patient_id: PatientId, *, limit: int = 50, store: Store, clock: Clock, entropy: Entropy
) -> tuple[Nudge, ...]:
    """
    Give what a patient was asked and has not answered, the newest first, to the patient.

    Args:
        patient_id: Who was asked, and asks for it.
        limit: How many of the newest; at least 1.
        store: Where they are.
        clock: Tells when.
        entropy: Draws a refusal's identifier and salt.

    Raises:
        InvalidInputError: The limit is not positive.
        NotPermittedError: The account is closed; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed.
    """
    if limit < 1:
        raise InvalidInputError(
            Fault(field="limit", problem="is not positive", remedy="Give 1 or more.")
        )
    now = clock.now()
    thing = Resource(type=ResourceType.NUDGE, patient_id=patient_id)
    waiting: tuple[Nudge, ...] = ()
    with store.begin() as work:
        actor_id = AccountId(patient_id)
        judged = judge(work, Action.READ, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            waiting = work.nudges.unanswered(patient_id, limit=limit)
    require(judged.decision)
    return waiting


def _is_connected(work: UnitOfWork, sent: Nudge) -> bool:
    tie = work.connections.between(AccountId(sent.patient_id), sent.caregiver_id)
    return tie is not None and tie.status is ConnectionStatus.ACCEPTED
