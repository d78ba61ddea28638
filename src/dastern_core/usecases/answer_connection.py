"""
Answer a connection: accept it, end it, or set what it allows.
"""

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, Fault, InvalidInputError, PatientId
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    AccessLevel,
    Action,
    Connection,
    ConnectionEnd,
    ConnectionId,
    ConnectionKind,
    ConnectionStatus,
    Grant,
    Resource,
    ResourceType,
    accept,
    end,
    require,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.subscriptions import PlanTier
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.caregiver_room import require_caregiver_room
from dastern_core.usecases.judging import record_act
from dastern_core.usecases.telling import tell_other_side

__all__ = ["accept_connection", "end_connection", "set_grant"]


def accept_connection(
    connection_id: ConnectionId,
    *,
    actor_id: AccountId,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Connection:
    """
    Accept a request; it allows nothing until the patient sets a level (`set_grant`, C28).

    It begins cleared of whatever was allowed before.

    Returns:
        The accepted connection; tell the one who asked (CON-17).

    Raises:
        NotPermittedError: Somebody else than the one who was asked; audited (CON-04).
        IllegalTransitionError: No request stands (B006).
        ConflictError: It has changed meanwhile.
        NotFoundError: There is no such connection.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        asked = work.connections.get(connection_id)
        thing = _thing(asked)
        judged = judge(work, Action.ACCEPT, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            answered = accept(asked, by=actor_id, now=now)
            work.connections.change(answered, expected=asked.status)
            _clear(work, answered)
            record_act(
                work,
                AuditAction.CONNECTION_ACCEPT,
                actor=judged.actor,
                patient_id=asked.patient_id,
                resource=("connection", str(asked.id)),
                details={},
                now=now,
                entropy=entropy,
            )
            tell_other_side(
                work,
                NoticeKind.CONNECTION_ACCEPTED,
                actor_id=actor_id,
                sides=(asked.patient_id, asked.member_id),
                about=asked.id,
                now=now,
                entropy=entropy,
            )
            asked = answered
    require(judged.decision)
    return asked


def end_connection(
    connection_id: ConnectionId,
    *,
    actor_id: AccountId,
    reason: str | None,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> Connection:
    """
    End a connection or decline a request; from the next decision on it allows nothing.

    What was allowed goes with it, so that nothing of it comes back with a later acceptance.

    Args:
        connection_id: Which one.
        actor_id: Who ends it: either side (CON-10).
        reason: In words; a doctor has to give one (CON-11).
        store: Where it is.
        clock: Tells when.
        entropy: Draws the entry's identifier and salt.

    Returns:
        The ended connection, of which the other side was told (CON-10).

    Raises:
        NotPermittedError: A third person; audited.
        IllegalTransitionError: It has ended.
        InvalidInputError: The doctor gives no reason.
        ConflictError: It has changed meanwhile.
        NotFoundError: There is no such connection.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        standing = work.connections.get(connection_id)
        thing = _thing(standing)
        judged = judge(work, Action.END, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            ended = end(standing, by=actor_id, reason=reason, now=now)
            work.connections.change(ended, expected=standing.status)
            _clear(work, ended)
            left = ended.end_reason is ConnectionEnd.DISCONNECTED
            record_act(
                work,
                AuditAction.DOCTOR_DISCONNECT if left else AuditAction.CONNECTION_REVOKE,
                actor=judged.actor,
                patient_id=ended.patient_id,
                resource=("connection", str(ended.id)),
                details={"reason": reason} if reason else {},
                now=now,
                entropy=entropy,
            )
            tell_other_side(
                work,
                NoticeKind.CONNECTION_ENDED,
                actor_id=actor_id,
                sides=(ended.patient_id, ended.member_id),
                about=ended.id,
                reason=reason or None,
                now=now,
                entropy=entropy,
            )
            standing = ended
    require(judged.decision)
    return standing


def set_grant(
    grant: Grant,
    *,
    actor_id: AccountId,
    tier: PlanTier,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> None:
    """
    Set what a patient allows somebody connected, from the next decision on (CON-05, CON-08).

    A new level closes what was asked for and approved at the one before.

    Args:
        grant: What is allowed, and to whom.
        actor_id: Who sets it.
        tier: The patient's plan at this moment, for the number of relatives (CON-27).
        store: Where it goes.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Raises:
        NotPermittedError: Somebody else than the patient; audited (B005).
        CaregiverLimitError: It would let one more relative see the patient's record, and the
            plan allows no further one.
        InvalidInputError: No accepted connection stands between the two.
        NotFoundError: Nobody acts with this account.
        PortError: The store failed; nothing is stored.
    """
    now = clock.now()
    with store.begin() as work:
        thing = Resource(
            type=ResourceType.GRANT,
            patient_id=grant.patient_id,
            counterpart_id=grant.grantee_id,
        )
        judged = judge(work, Action.UPDATE, thing, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            tie = _connected(work, grant)
            before = work.grants.get(grant.patient_id, grant.grantee_id)
            if _turns_round(tie, grant, before):
                require_caregiver_room(work, grant.patient_id, tier=tier)
            work.grants.put(grant)
            if before is None or before.level is not grant.level:
                work.access_requests.close_all(grant.patient_id, grant.grantee_id)
            record_act(
                work,
                AuditAction.PERMISSION_CHANGE,
                actor=judged.actor,
                patient_id=grant.patient_id,
                resource=("grant", str(grant.grantee_id)),
                details={"level": grant.level.value},
                now=now,
                entropy=entropy,
            )
            tell_other_side(
                work,
                NoticeKind.LEVEL_CHANGED,
                actor_id=actor_id,
                sides=(grant.patient_id, grant.grantee_id),
                about=grant.patient_id,
                now=now,
                entropy=entropy,
            )
    require(judged.decision)


def _turns_round(tie: Connection, grant: Grant, before: Grant | None) -> bool:
    """
    Tell whether the relative whom a connection is about comes to see the other's record.

    Whoever is connected as a relative was counted when the connection was asked for.
    """
    none = AccessLevel.NOT_ALLOWED
    is_new = grant.level is not none and (before is None or before.level is none)
    return is_new and tie.kind is ConnectionKind.FAMILY and tie.patient_id == grant.grantee_id


def _connected(work: UnitOfWork, grant: Grant) -> Connection:
    tie = work.connections.hold(AccountId(grant.patient_id), grant.grantee_id)
    if tie is None or tie.status is not ConnectionStatus.ACCEPTED:
        remedy = "Connect first, and set what it allows once it is accepted."
        problem = "has no accepted connection with the patient"
        raise InvalidInputError(Fault(field="grantee_id", problem=problem, remedy=remedy))
    return tie


def _clear(work: UnitOfWork, tie: Connection) -> None:
    patient_id, member_id = tie.patient_id, tie.member_id
    work.grants.clear(patient_id, member_id)
    work.grants.clear(PatientId(member_id), AccountId(patient_id))  # between relatives (CON-16)
    work.access_requests.close_all(patient_id, member_id)


def _thing(connection: Connection) -> Resource:
    return Resource(
        type=ResourceType.CONNECTION,
        patient_id=PatientId(connection.patient_id),
        author_id=connection.initiator_id,
        counterpart_id=connection.member_id,
    )
