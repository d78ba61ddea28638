"""
Authorising: the decision about a step, from what is stored, with a refusal on record.
"""

from datetime import datetime

from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import (
    SYSTEM,
    Action,
    Resource,
    ResourceType,
    World,
    world_of,
)
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.prescriptions import Prescription
from dastern_core.usecases.judging import Judged, judge_in

__all__ = ["judge", "prescription_thing", "world_between"]


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
    return judge_in(work, action, resource, actor=actor, world=world, now=now, entropy=entropy)


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
