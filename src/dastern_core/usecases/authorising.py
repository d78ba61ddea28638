"""
Authorising: the decision about a step, from what is stored, with a refusal on record.
"""

from datetime import datetime

import attrs

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, ActorRole, PatientId
from dastern_core.permissions import (
    SYSTEM,
    Action,
    Actor,
    Decision,
    Resource,
    ResourceType,
    World,
    decide,
    world_of,
)
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.prescriptions import Prescription
from dastern_core.usecases.auditing import record

__all__ = ["Judged", "judge", "prescription_thing", "record_act", "world_between"]


@attrs.frozen(kw_only=True)
class Judged:
    """
    Who asked, and what was decided.

    Args:
        actor: As they stand at this moment.
        decision: Allow or deny, and why.
    """

    actor: Actor
    decision: Decision


def judge(
    work: UnitOfWork,
    action: Action,
    resource: Resource,
    *,
    actor_id: AccountId | None,
    now: datetime,
    entropy: Entropy,
) -> Judged:
    """
    Decide about a step; a refusal is put on record in the same unit of work (RBAC-11).

    Nothing is raised, so that the record commits: leave the unit of work, then call
    ``dastern_core.permissions.require``.

    Args:
        work: The unit of work of the step.
        action: What somebody wants to do.
        resource: With what.
        actor_id: Who; None for the system.
        now: When; the instant that the use case read from the clock.
        entropy: Draws the entry's identifier and salt.

    Raises:
        NotFoundError: Nobody acts with this account.
        PortError: The store failed.
    """
    actor = SYSTEM if actor_id is None else work.actors.get(actor_id)
    world = World() if actor_id is None else world_between(work, resource.patient_id, actor_id)
    decision = decide(actor, action, resource, world, now=now)
    if not decision.allowed:
        refused = {"refused": action.value, "rule": decision.rule}
        record_act(
            work,
            AuditAction.DATA_ACCESS,
            actor=actor,
            patient_id=resource.patient_id,
            resource=(resource.type.value, str(resource.patient_id)),
            details=refused,
            now=now,
            entropy=entropy,
        )
    return Judged(actor=actor, decision=decision)


def prescription_thing(
    prescription: Prescription, type_: ResourceType = ResourceType.PRESCRIPTION
) -> Resource:
    """
    Give what a prescription, or something about it, is to the decision.
    """
    return Resource(
        type=type_,
        patient_id=prescription.patient_id,
        author_id=prescription.author_id,
        prescription_id=prescription.id,
        at=prescription.created_at,
    )


def world_between(work: UnitOfWork, patient_id: PatientId, actor_id: AccountId) -> World:
    """
    Load all that stands between a patient and somebody, for a decision.
    """
    connection = work.connections.between(AccountId(patient_id), actor_id)
    grant = work.grants.get(patient_id, actor_id)
    return world_of(
        connections=[] if connection is None else [connection],
        grants=[] if grant is None else [grant],
        requests=work.access_requests.between(patient_id, actor_id),
        sessions=work.emergency_sessions.between(patient_id, actor_id),
        admissions=[(hospital, patient_id) for hospital in work.actors.hospitals_of(patient_id)],
    )


def record_act(
    work: UnitOfWork,
    action: AuditAction,
    *,
    actor: Actor,
    patient_id: PatientId,
    resource: tuple[str, str],
    details: dict[str, str],
    now: datetime,
    entropy: Entropy,
) -> None:
    """
    Append an entry about what an actor did.

    Raises:
        PortError: The log cannot be written; the step must not happen either.
    """
    record(
        work,
        action,
        at=now,
        actor_id=actor.account_id,
        actor_role=None if actor.role is ActorRole.SYSTEM else actor.role,
        patient_id=patient_id,
        resource=resource,
        details=details,
        entropy=entropy,
    )
