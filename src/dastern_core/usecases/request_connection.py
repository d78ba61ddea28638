"""
Request a connection: one person asks another, or uses the code that a patient has shown.

Both run on the system's store: whoever asks does not see the other yet.
"""

from datetime import datetime

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, ActorRole, NotPermittedError, PatientId, RequestClass
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    AccessLevel,
    Action,
    Connection,
    ConnectionId,
    ConnectionKind,
    ConnectionStatus,
    Resource,
    ResourceType,
    ask_again,
    hash_code,
    request,
    require,
    use,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.rate_limits import RateLimits
from dastern_core.ports.unit_of_work import Store, UnitOfWork
from dastern_core.subscriptions import PlanTier
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.caregiver_room import require_caregiver_room
from dastern_core.usecases.judging import Judged, record_act
from dastern_core.usecases.limiting import count_request
from dastern_core.usecases.telling import tell_other_side

__all__ = ["request_connection", "use_invitation"]

_ROLES = {
    ConnectionKind.DOCTOR: frozenset({ActorRole.DOCTOR}),
    ConnectionKind.FAMILY: frozenset({ActorRole.FAMILY_MEMBER, ActorRole.PATIENT}),
}  # CON-14; relatives may be patients themselves (CON-16)


def request_connection(
    kind: ConnectionKind,
    *,
    patient_id: PatientId,
    member_id: AccountId,
    actor_id: AccountId,
    tier: PlanTier,
    store: Store,
    limits: RateLimits,
    clock: Clock,
    entropy: Entropy,
) -> Connection:
    """
    Ask for a connection; the other side has to accept it (CON-03).

    Args:
        kind: As what the member would be connected.
        patient_id: The patient.
        member_id: The doctor or the relative.
        actor_id: Who asks: one of the two.
        tier: The patient's plan at this moment, for the number of relatives (CON-27).
        store: The system's store.
        limits: Counts how often somebody asks.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The pending connection, of which the recipient was told (CON-17).

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        NotPermittedError: A third person asks, the member has another role (CON-14), or a
            doctor is not verified (CON-15); a refusal by the rules is audited.
        CaregiverLimitError: The plan allows no further relative.
        DuplicateConnectionError: They are connected, or one has asked (CON-12).
        InvalidInputError: They are the same person (CON-13).
        NotFoundError: One of them is no account.
        PortError: The store failed; nothing is stored.
    """
    count_request(RequestClass.WRITE, "connect", actor_id, limits=limits)
    now = clock.now()
    with store.begin() as work:
        judged, asked = _ask(
            work,
            kind,
            patient_id=patient_id,
            member_id=member_id,
            actor_id=actor_id,
            offered=None,
            tier=tier,
            now=now,
            entropy=entropy,
        )
    require(judged.decision)
    return asked


def use_invitation(
    code: str,
    *,
    actor_id: AccountId,
    hashing_key: bytes,
    tier: PlanTier,
    store: Store,
    limits: RateLimits,
    clock: Clock,
    entropy: Entropy,
) -> Connection:
    """
    Use a patient's code: it asks for a connection at once, and works no second time.

    How often somebody tries codes is counted, too (CON-20).

    Args:
        code: As it was typed or read from the QR.
        actor_id: Who uses it.
        hashing_key: The secret that codes are hashed with.
        tier: The patient's plan at this moment.
        store: The system's store.
        limits: Counts how often somebody asks.
        clock: Tells when.
        entropy: Draws identifiers and salts.

    Returns:
        The pending connection with the level that the patient had in mind (CON-21).

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        InvitationInvalidError: No invitation has this code.
        InvitationExpiredError: Its 24 hours are over.
        InvitationUsedError: It was used.
        ConflictError: Somebody else uses it at this moment.
        NotPermittedError: As in `request_connection`.
        PortError: The store failed; nothing is stored.
    """
    count_request(RequestClass.AUTHENTICATION, "use-invitation", actor_id, limits=limits)
    now = clock.now()
    with store.begin() as work:
        used = use(work.invitations.find(hash_code(code, key=hashing_key)), by=actor_id, now=now)
        judged, asked = _ask(
            work,
            used.kind,
            patient_id=used.patient_id,
            member_id=actor_id,
            actor_id=actor_id,
            offered=used.level,
            tier=tier,
            now=now,
            entropy=entropy,
        )
        if judged.decision.allowed:
            work.invitations.use(used)
    require(judged.decision)
    return asked


def _ask(
    work: UnitOfWork,
    kind: ConnectionKind,
    *,
    patient_id: PatientId,
    member_id: AccountId,
    actor_id: AccountId,
    offered: AccessLevel | None,
    tier: PlanTier,
    now: datetime,
    entropy: Entropy,
) -> tuple[Judged, Connection]:
    known = work.connections.between(AccountId(patient_id), member_id)
    if known is None:
        asked = request(
            ConnectionId(entropy.identifier()),
            kind,
            patient_id=patient_id,
            member_id=member_id,
            initiator_id=actor_id,
            offered_level=offered,
            now=now,
        )
    else:
        asked = ask_again(known, initiator_id=actor_id, offered_level=offered, now=now)
    thing = Resource(
        type=ResourceType.CONNECTION,
        patient_id=asked.patient_id,
        author_id=actor_id,
        counterpart_id=asked.member_id,
    )
    judged = judge(work, Action.CREATE, thing, actor_id=actor_id, now=now, entropy=entropy)
    if judged.decision.allowed:
        _require_fitting(work, asked, tier)
        if known is None:
            work.connections.add(asked)
        else:
            work.connections.change(asked, expected=ConnectionStatus.REVOKED)
        record_act(
            work,
            AuditAction.CONNECTION_REQUEST,
            actor=judged.actor,
            patient_id=asked.patient_id,
            resource=("connection", str(asked.id)),
            details={"kind": asked.kind.value},
            now=now,
            entropy=entropy,
        )
        tell_other_side(
            work,
            NoticeKind.CONNECTION_REQUESTED,
            actor_id=actor_id,
            sides=(asked.patient_id, asked.member_id),
            about=asked.id,
            now=now,
            entropy=entropy,
        )
    return judged, asked


def _require_fitting(work: UnitOfWork, asked: Connection, tier: PlanTier) -> None:
    member = work.actors.get(asked.member_id)
    doctor = asked.kind is ConnectionKind.DOCTOR
    if member.role not in _ROLES[asked.kind] or (doctor and not member.is_verified_doctor):
        message = f"this account cannot be connected as {asked.kind.value}"
        raise NotPermittedError(message)
    if not doctor:
        require_caregiver_room(work, asked.patient_id, tier=tier)
