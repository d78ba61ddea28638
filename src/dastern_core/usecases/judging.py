"""
Judging: a decision, with a refusal on record, and as what somebody stands before it.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, ActorRole, PatientId
from dastern_core.permissions import (
    SYSTEM,
    Action,
    Actor,
    Decision,
    Obligation,
    Resource,
    World,
    decide,
)
from dastern_core.ports.actors import People
from dastern_core.ports.audit_log import Audited
from dastern_core.ports.entropy import Entropy
from dastern_core.usecases.auditing import record

__all__ = [
    "Judged",
    "judge_alone",
    "judge_in",
    "record_act",
    "record_reading",
    "standing_of",
]

_NOTHING: Mapping[str, str] = MappingProxyType({})


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


def judge_in(
    work: Audited,
    action: Action,
    resource: Resource,
    *,
    actor: Actor,
    world: World,
    now: datetime,
    entropy: Entropy,
) -> Judged:
    """
    Decide about a step in a world that was loaded; a refusal is put on record (RBAC-11).

    Args:
        work: The unit of work of the step.
        action: What somebody wants to do.
        resource: With what.
        actor: Who, as they stand at this moment.
        world: What stands between the two.
        now: When; the instant that the use case read from the clock.
        entropy: Draws the entry's identifier and salt.

    Raises:
        PortError: The store failed.
    """
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


def judge_alone(
    work: Audited,
    action: Action,
    resource: Resource,
    *,
    actor: Actor,
    now: datetime,
    entropy: Entropy,
) -> Judged:
    """
    As `judge_in`, about what no connection opens: a payment, a seat, a standing.

    Args:
        work: The unit of work of the step; of the store whose log the refusal belongs in.
        action: What somebody wants to do.
        resource: With what.
        actor: Who, as they stand at this moment (`standing_of`).
        now: When; the instant that the use case read from the clock.
        entropy: Draws the entry's identifier and salt.

    Raises:
        PortError: The store failed.
    """
    return judge_in(work, action, resource, actor=actor, world=World(), now=now, entropy=entropy)


def record_reading(
    work: Audited,
    judged: Judged,
    resource: Resource,
    *,
    details: Mapping[str, str] = _NOTHING,
    now: datetime,
    entropy: Entropy,
) -> None:
    """
    Put on record that one thing was read, where the decision asks for it.

    Args:
        work: The unit of work of the reading.
        judged: Who read, and what was decided about it; a refusal is on record already.
        resource: What was read.
        details: More facts, without clinical content.
        now: The instant that the use case read from the clock.
        entropy: Draws the entry's identifier and salt.

    Raises:
        PortError: The log cannot be written; nothing may be shown either.
    """
    decision = judged.decision
    if not decision.allowed or Obligation.AUDIT not in decision.obligations:
        return
    record_act(
        work,
        AuditAction.DATA_ACCESS,
        actor=judged.actor,
        patient_id=resource.patient_id,
        resource=(resource.type.value, str(resource.patient_id)),
        details={"rule": decision.rule, **details},
        now=now,
        entropy=entropy,
    )


def standing_of(actor_id: AccountId | None, *, people: People) -> Actor:
    """
    Give somebody as they stand at this moment, for a step in another store.

    Args:
        actor_id: Who; None for the system.
        people: Where it is stored as what they act.

    Raises:
        NotFoundError: Nobody acts with this account.
        PortError: The store failed.
    """
    if actor_id is None:
        return SYSTEM
    with people.begin() as work:
        return work.actors.get(actor_id)


def record_act(
    work: Audited,
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
