"""
Nudge a patient: a relative asks about a missed dose, and the patient answers.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId
from dastern_core.permissions import (
    Action,
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
from dastern_core.ports.unit_of_work import Store
from dastern_core.schedule import DoseId, DoseStatus
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import record_act

__all__ = ["answer_nudge", "nudge_patient"]


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
        The nudge; tell the patient (CON-35).

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
        The answered nudge; tell its ``caregiver_id``.

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
            sent = answered
    require(judged.decision)
    return sent
