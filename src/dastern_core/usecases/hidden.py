"""
Hidden things: what a store does not show to whoever acts, refused and on record all the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from dastern_core.kernel import AccountId, NotFoundError
from dastern_core.permissions import Action, Resource, ResourceType, refused
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.usecases.authorising import judge

__all__ = ["begin_on"]


@contextmanager
def begin_on(
    store: Store,
    action: Action,
    thing: tuple[ResourceType, UUID],
    *,
    actor_id: AccountId,
    now: datetime,
    entropy: Entropy,
) -> Iterator[UnitOfWork]:
    """
    Begin a unit of work about one thing that is looked for by its identifier.

    A store with row security does not find what somebody may not see. Whether it is there is
    asked afterwards, in a unit of work of its own, in which the refusal is put on record
    (RBAC-11, RBAC-21); so it ends as it does in a store that shows everything.

    Args:
        store: Where the thing is.
        action: What somebody wants to do.
        thing: Its kind and its identifier.
        actor_id: Who.
        now: The instant that the use case read from the clock.
        entropy: Draws the audit entry's identifier and salt.

    Raises:
        NotPermittedError: There is such a thing, and none of its kind is open to this person;
            audited.
        NotFoundError: There is no such thing, or nobody acts with this account.
        PortError: The store failed.
    """
    try:
        with store.begin() as work:
            yield work
    except NotFoundError:
        type_, thing_id = thing
        with store.begin() as work:
            patient_id = work.owners.of(type_, thing_id)
            if patient_id is None:
                raise
            about = Resource(type=type_, patient_id=patient_id)
            judged = judge(work, action, about, actor_id=actor_id, now=now, entropy=entropy)
            if judged.decision.allowed:
                raise  # it was not found for another reason
        raise refused(judged.decision) from None
