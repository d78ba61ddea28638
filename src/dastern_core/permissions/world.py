"""
The world: what stands between people, as far as a decision needs to know it.
"""

from collections.abc import Iterable, Mapping

import attrs

from dastern_core.kernel import AccountId, HospitalId, PatientId
from dastern_core.permissions.access_requests import AccessRequest
from dastern_core.permissions.connections import Connection, ConnectionStatus
from dastern_core.permissions.emergencies import EmergencySession
from dastern_core.permissions.grants import Grant
from dastern_core.permissions.levels import ConnectionKind

__all__ = ["Tie", "World", "world_of"]

_Pair = tuple[PatientId, AccountId | None]  # the system is nobody's pair


@attrs.frozen(kw_only=True)
class Tie:
    """
    An accepted connection with what it allows in one direction.

    Args:
        kind: As what the grantee is connected.
        grant: What the patient allows.
    """

    kind: ConnectionKind
    grant: Grant


@attrs.frozen(kw_only=True)
class World:
    """
    Everything that a decision may look up, by the pair of patient and actor.

    Args:
        ties: The accepted connections, by patient and grantee.
        requests: Requests for access, whatever their status.
        sessions: Emergency sessions, whatever their status.
        admissions: Which hospital has which patient (RBAC-19).
    """

    ties: Mapping[_Pair, Tie] = attrs.field(factory=dict, hash=False)
    requests: Mapping[_Pair, tuple[AccessRequest, ...]] = attrs.field(factory=dict, hash=False)
    sessions: Mapping[_Pair, tuple[EmergencySession, ...]] = attrs.field(factory=dict, hash=False)
    admissions: frozenset[tuple[HospitalId, PatientId]] = frozenset()


def world_of(
    *,
    connections: Iterable[Connection] = (),
    grants: Iterable[Grant] = (),
    requests: Iterable[AccessRequest] = (),
    sessions: Iterable[EmergencySession] = (),
    admissions: Iterable[tuple[HospitalId, PatientId]] = (),
) -> World:
    """
    Put a world together from what is stored.

    Args:
        connections: In any status; only accepted ones tie.
        grants: What patients allow; without an accepted connection a grant allows nothing.
        requests: Requests for access.
        sessions: Emergency sessions.
        admissions: Hospitals with their patients.
    """
    kinds: dict[_Pair, ConnectionKind] = {}
    for one in connections:
        if one.status is ConnectionStatus.ACCEPTED:
            kinds[one.patient_id, one.member_id] = one.kind
            if one.kind is ConnectionKind.FAMILY:
                kinds[PatientId(one.member_id), AccountId(one.patient_id)] = one.kind
    asked: dict[_Pair, tuple[AccessRequest, ...]] = {}
    for request in requests:
        pair = (request.patient_id, request.requester_id)
        asked[pair] = (*asked.get(pair, ()), request)
    opened: dict[_Pair, tuple[EmergencySession, ...]] = {}
    for session in sessions:
        pair = (session.patient_id, session.doctor_id)
        opened[pair] = (*opened.get(pair, ()), session)
    given: dict[_Pair, Grant] = {(one.patient_id, one.grantee_id): one for one in grants}
    return World(
        ties={pair: Tie(kind=kinds[pair], grant=given[pair]) for pair in kinds.keys() & given},
        requests=asked,
        sessions=opened,
        admissions=frozenset(admissions),
    )
