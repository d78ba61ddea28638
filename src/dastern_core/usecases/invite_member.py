"""
Invite a member: a patient makes a code that connects a doctor or a relative once.
"""

from datetime import timedelta

from dastern_core.audit import AuditAction
from dastern_core.kernel import AccountId, PatientId, RequestClass
from dastern_core.permissions import (
    CODE_ENTROPY_BYTES,
    INVITATION_RETENTION,
    AccessLevel,
    Action,
    ConnectionKind,
    Resource,
    ResourceType,
    code_from,
    hash_code,
    invite,
    require,
)
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.rate_limits import RateLimits
from dastern_core.ports.unit_of_work import Store
from dastern_core.usecases.authorising import judge
from dastern_core.usecases.judging import record_act
from dastern_core.usecases.limiting import count_request

__all__ = ["clear_invitations", "invite_member"]

_HOUR = timedelta(hours=1)


def invite_member(
    kind: ConnectionKind,
    *,
    patient_id: PatientId,
    level: AccessLevel,
    hashing_key: bytes,
    store: Store,
    limits: RateLimits,
    clock: Clock,
    entropy: Entropy,
) -> str:
    """
    Make an invitation.

    Args:
        kind: For a doctor or a relative.
        patient_id: Who invites.
        level: What the patient has in mind to allow; confirmed after acceptance.
        hashing_key: The secret that codes are hashed with; at least 32 bytes.
        store: Where it goes.
        limits: Counts how often somebody asks.
        clock: Tells when.
        entropy: Draws the code, and the entry's identifier and salt.

    Returns:
        The code, to be shown as text and as a QR; it is stored nowhere.

    Raises:
        TooManyRequestsError: Too many came of late; it tells when to come again.
        NotPermittedError: The account is closed.
        InvitationRateError: It would be the sixth within an hour (CON-20).
        ConflictError: The code is taken; ask again.
        PortError: The store failed; nothing is stored.
    """
    count_request(RequestClass.WRITE, "invite", patient_id, limits=limits)
    now = clock.now()
    code = code_from(entropy.salt(CODE_ENTROPY_BYTES))
    with store.begin() as work:
        thing = Resource(type=ResourceType.INVITATION, patient_id=patient_id)
        judged = judge(
            work,
            Action.CREATE,
            thing,
            actor_id=AccountId(patient_id),
            now=now,
            entropy=entropy,
        )
        if judged.decision.allowed:
            work.usage.hold(patient_id)  # two at once would both fit below the limit
            made = work.invitations.made_since(patient_id, now - _HOUR)
            work.invitations.add(
                invite(
                    hash_code(code, key=hashing_key),
                    kind,
                    patient_id=patient_id,
                    level=level,
                    made_last_hour=made,
                    now=now,
                )
            )
            record_act(
                work,
                AuditAction.CONNECTION_REQUEST,
                actor=judged.actor,
                patient_id=patient_id,
                resource=("invitation", str(patient_id)),
                details={"kind": kind.value, "level": level.value},
                now=now,
                entropy=entropy,
            )
    require(judged.decision)
    return code


def clear_invitations(*, store: Store, clock: Clock) -> int:
    """
    Delete invitations that are older than 48 hours, and tell how many (CON-24).

    Args:
        store: The system's store.
        clock: Tells when.

    Raises:
        PortError: The store failed; nothing is deleted.
    """
    with store.begin() as work:
        return work.invitations.clear(created_before=clock.now() - INVITATION_RETENTION)
