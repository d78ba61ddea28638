"""
Access once: a doctor asks for one access, and the patient approves or closes it.
"""

from collections.abc import Callable
from datetime import timedelta

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    AccessRequest,
    AccessRequestId,
    Action,
    Resource,
    ResourceType,
    approve,
    ask_access,
    close_request,
    require,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import record_act
from dastern_core.usecases.telling import tell

__all__ = ["approve_access", "close_access", "request_access"]

_TOLD = {Action.ACCEPT: NoticeKind.ACCESS_APPROVED, Action.END: NoticeKind.ACCESS_CLOSED}


def request_access(
    patient_id: PatientId,
    *,
    actor_id: AccountId,
    reason: str,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> AccessRequest:
    """
    Ask a patient for one access; only a doctor of the level REQUEST has to (CON-06).

    Returns:
        The request; the patient was told of it with its reason.

    Raises:
        NotPermittedError: The doctor has another level, or is no connected doctor; audited.
        InvalidInputError: The reason is blank or too long.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    asked = ask_access(
        AccessRequestId(entropy.identifier()),
        patient_id=patient_id,
        requester_id=actor_id,
        reason=reason,
        now=now,
    )
    with store.begin() as work:
        work.connections.hold(AccountId(patient_id), actor_id)  # no request outlives its end
        thing = _thing(asked)
        judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            work.access_requests.add(asked)
            record_act(
                work,
                AuditAction.CONNECTION_REQUEST,
                actor=judged.actor,
                patient_id=patient_id,
                resource=("access_request", str(asked.id)),
                details={"reason": reason},
                now=now,
                entropy=entropy,
            )
            tell(
                work,
                NoticeKind.ACCESS_REQUESTED,
                patient_id=patient_id,
                author_id=actor_id,
                about=asked.id,
                reason=reason,
                now=now,
                entropy=entropy,
            )
    require(judged.decision)
    return asked


def approve_access(
    request_id: AccessRequestId,
    *,
    actor_id: AccountId,
    lasting: timedelta,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> AccessRequest:
    """
    Approve one access for a time; its end is exact, and the doctor is told.

    An access is a consultation, not a query: whatever the doctor reads within the time is
    opened by the one approval, and each reading is on record.

    Raises:
        NotPermittedError: Somebody else than the patient; audited.
        IllegalTransitionError: It is not pending.
        InvalidInputError: The time is too short or too long.
        ConflictError: It has changed meanwhile.
        NotFoundError: There is no such request.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    return _decide(
        request_id,
        Action.ACCEPT,
        lambda asked: approve(asked, lasting=lasting, now=now),
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def close_access(
    request_id: AccessRequestId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> AccessRequest:
    """
    Deny, withdraw or end an access: the patient or the doctor, with immediate effect.

    The doctor is told of the patient's step; of the doctor's own the patient reads.

    Raises:
        NotPermittedError: A third person; audited.
        IllegalTransitionError: It is closed.
        ConflictError: It has changed meanwhile.
        NotFoundError: There is no such request.
        PortError: The store failed; nothing is stored.
    """
    return _decide(
        request_id,
        Action.END,
        close_request,
        actor_id=actor_id,
        store=store,
        clock=clock,
        entropy=entropy,
    )


def _decide(
    request_id: AccessRequestId,
    action: Action,
    change: Callable[[AccessRequest], AccessRequest],
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> AccessRequest:
    now = clock.now()
    with store.begin() as work:
        asked = work.access_requests.get(request_id)
        thing = _thing(asked)
        judged = judge(work, action, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            decided = change(asked)
            work.access_requests.change(decided, expected=asked.status)
            record_act(
                work,
                AuditAction.PERMISSION_CHANGE,
                actor=judged.actor,
                patient_id=asked.patient_id,
                resource=("access_request", str(asked.id)),
                details={"status": decided.status.value},
                now=now,
                entropy=entropy,
            )
            tell(
                work,
                _TOLD[action],
                patient_id=asked.patient_id,
                recipient_id=asked.requester_id,
                author_id=actor_id,
                about=asked.id,
                now=now,
                entropy=entropy,
            )
            asked = decided
    require(judged.decision)
    return asked


def _thing(asked: AccessRequest) -> Resource:
    return Resource(
        type=ResourceType.ACCESS_REQUEST,
        patient_id=asked.patient_id,
        author_id=asked.requester_id,
    )
