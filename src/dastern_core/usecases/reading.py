"""
Reading: those of a patient's things that somebody may see, with the reading on record.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Generic, TypeVar

import attrs

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.permissions import (
    EMERGENCY_PAGE,
    Action,
    Actor,
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
        closed: Why none of their kind is shown; None where some are or the kind is open.
    """

    things: tuple[_Thing, ...]
    closed: Decision | None

    def shown(self) -> tuple[_Thing, ...]:
        """
        Give the things, once their unit of work is left.

        Raises:
            NotPermittedError: None may be seen, whether there are some or not.
        """
        if self.closed is not None:
            require(self.closed)
        return self.things


def read_allowed(
    work: UnitOfWork,
    things: Iterable[_Thing],
    thing_of: Callable[[_Thing], Resource],
    *,
    about: Resource,
    actor_id: AccountId,
    now: datetime,
    entropy: Entropy,
) -> Readable[_Thing]:
    """
    Decide about each of a patient's things (CON-09).

    Reading and being refused are audited alike (RBAC-11), but not being shown one's own. Where
    nothing is shown, whether that is a refusal is decided about the kind itself: a store may
    hold back what exists, and an empty answer must not depend on it (RBAC-21).
    Nothing is raised, so that the record commits: leave the unit of work, then call
    `Readable.shown`.

    Args:
        work: The unit of work.
        things: The patient's things of one kind, the newest first.
        thing_of: What each is to the decision.
        about: Whose, of which kind, and what else all of them have in common.
        actor_id: Who reads.
        now: The instant that the use case read from the clock.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    actor, patient_id = work.actors.get(actor_id), about.patient_id
    world = world_between(work, patient_id, actor_id)
    kept: list[_Thing] = []
    for one in things:
        decision = decide(actor, Action.READ, thing_of(one), world, now=now)
        paged = decision.rule == _EMERGENCY_RULE and about.type in _PAGED
        if decision.allowed and not (paged and len(kept) >= EMERGENCY_PAGE):
            kept.append(one)
    closed = None if kept else _closed(about, actor, world, now=now)
    if actor_id != patient_id or closed is not None:
        details = {"shown": str(len(kept))}
        if closed is not None:
            details = {"refused": Action.READ.value, "rule": closed.rule}
        record_act(
            work,
            AuditAction.DATA_ACCESS,
            actor=actor,
            patient_id=patient_id,
            resource=(about.type.value, str(patient_id)),
            details=details | during_emergency(world, patient_id, actor_id, now=now),
            now=now,
            entropy=entropy,
        )
    return Readable(things=tuple(kept), closed=closed)


def read_shown(
    load: Callable[[UnitOfWork], Iterable[_Thing]],
    thing_of: Callable[[_Thing], Resource],
    *,
    about: Resource,
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
        about: Whose, of which kind, and what else all of them have in common.
        actor_id: Who reads.
        store: Where they are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: Nothing of the kind is open to this person; audited.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is shown.
    """
    now = clock.now()
    with store.begin() as work:
        found = read_allowed(
            work,
            load(work),
            thing_of,
            about=about,
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


def _closed(about: Resource, actor: Actor, world: World, *, now: datetime) -> Decision | None:
    decisions = [
        decide(actor, Action.READ, one, world, now=now) for one in _kinds(about, actor, world)
    ]
    return None if any(one.allowed for one in decisions) else decisions[0]


def _kinds(about: Resource, actor: Actor, world: World) -> Iterator[Resource]:
    yield about
    # An operator's hospital has its patients' records, also where there are none yet.
    if (actor.hospital_id, about.patient_id) in world.admissions:
        yield attrs.evolve(about, hospital_id=actor.hospital_id)
    # How doses were taken is kept by prescription: a chosen one may have none to count.
    tie = world.ties.get((about.patient_id, actor.account_id))
    if tie is not None and about.type is ResourceType.ADHERENCE:
        for chosen in tie.grant.scope.prescriptions:
            yield attrs.evolve(about, prescription_id=chosen)
