"""
Reading: those of a patient's things that somebody may see, with the reading on record.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, TypeVar

import attrs

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import (
    EMERGENCY_PAGE,
    Action,
    Decision,
    Resource,
    ResourceType,
    World,
    decide,
    is_active,
    require,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.usecases.authorising import world_between
from dastern_core.usecases.judging import record_act

__all__ = ["Readable", "during_emergency", "read_allowed", "read_shown"]

# EPE-08 shows the newest of these; what was prescribed and what is critical is shown whole.
_PAGED = frozenset({ResourceType.DOCUMENT, ResourceType.ENCOUNTER})
_EMERGENCY_RULE = "emergency"

_Thing = TypeVar("_Thing")


@attrs.frozen(kw_only=True)
class Readable(Generic[_Thing]):
    """
    What somebody may see of several things.

    Args:
        things: Those that the decision allows, in their order.
        refused: Why one was left out, or None where none was.
    """

    things: tuple[_Thing, ...]
    refused: Decision | None

    def shown(self) -> tuple[_Thing, ...]:
        """
        Give the things, once their unit of work is left.

        Raises:
            NotPermittedError: There are some, and none may be seen.
        """
        if self.refused is not None and not self.things:
            require(self.refused)
        return self.things


def read_allowed(
    work: UnitOfWork,
    things: Iterable[_Thing],
    thing_of: Callable[[_Thing], Resource],
    *,
    patient_id: PatientId,
    type_: ResourceType,
    actor_id: AccountId,
    now: datetime,
    entropy: Entropy,
) -> Readable[_Thing]:
    """
    Decide about each of a patient's things (CON-09).

    Reading and being refused are audited alike (RBAC-11), but not reading one's own.
    Nothing is raised, so that the record commits: leave the unit of work, then call
    `Readable.shown`.

    Args:
        work: The unit of work.
        things: The patient's things of one kind, the newest first.
        thing_of: What each is to the decision.
        patient_id: Whose.
        type_: Their kind, for the record.
        actor_id: Who reads.
        now: The instant that the use case read from the clock.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    actor = work.actors.get(actor_id)
    world = world_between(work, patient_id, actor_id)
    kept: list[_Thing] = []
    refused: Decision | None = None
    for one in things:
        decision = decide(actor, Action.READ, thing_of(one), world, now=now)
        paged = decision.rule == _EMERGENCY_RULE and type_ in _PAGED
        if decision.allowed and not (paged and len(kept) >= EMERGENCY_PAGE):
            kept.append(one)
        elif not decision.allowed:
            refused = decision
    if actor_id != patient_id:
        count = {"shown": str(len(kept))}
        none = {"refused": Action.READ.value, "rule": refused.rule} if refused else {}
        details = count if kept or not refused else none
        record_act(
            work,
            AuditAction.DATA_ACCESS,
            actor=actor,
            patient_id=patient_id,
            resource=(type_.value, str(patient_id)),
            details={**details, **during_emergency(world, patient_id, actor_id, now=now)},
            now=now,
            entropy=entropy,
        )
    return Readable(things=tuple(kept), refused=refused)


def read_shown(
    load: Callable[[UnitOfWork], Iterable[_Thing]],
    thing_of: Callable[[_Thing], Resource],
    *,
    patient_id: PatientId,
    type_: ResourceType,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[_Thing, ...]:
    """
    Give those of a patient's things that somebody may see, in a unit of work of its own.

    Args:
        load: Gives the patient's things of one kind, the newest first.
        thing_of: What each is to the decision.
        patient_id: Whose.
        type_: Their kind, for the record.
        actor_id: Who reads.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: There are some, and none may be seen; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    with store.begin() as work:
        found = read_allowed(
            work,
            load(work),
            thing_of,
            patient_id=patient_id,
            type_=type_,
            actor_id=actor_id,
            now=now,
            entropy=entropy,
        )
    return found.shown()


def during_emergency(
    world: World, patient_id: PatientId, actor_id: AccountId, *, now: datetime
) -> dict[str, str]:
    """
    Give what a record of reading says of the emergency session that runs, if one does.

    Every read names its session (EPE-07), and the patient's trail says why.
    """
    for session in world.sessions.get((patient_id, actor_id), ()):
        if is_active(session, now=now):
            return {"session": str(session.id), "reason": session.reason}
    return {}
