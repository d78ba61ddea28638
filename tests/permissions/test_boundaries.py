"""
Boundaries: who verifies doctors, and what of a family's a doctor never sees.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from dastern_core.kernel import AccountId, ActorRole, HospitalId, PatientId
from dastern_core.permissions import (
    AccessLevel,
    Action,
    Actor,
    ConnectionId,
    ConnectionKind,
    EmergencySession,
    EmergencySessionId,
    Grant,
    Resource,
    ResourceType,
    SecondFactor,
    World,
    accept,
    decide,
    request,
    world_of,
)

RELATIVE, SOMEBODY = AccountId(UUID(int=7)), AccountId(UUID(int=8))


@pytest.fixture
def trusted(patient_id: PatientId, doctor_id: AccountId, now: datetime) -> World:
    """
    Give a world in which the patient allows a doctor everything, in an emergency too.
    """
    asked = request(
        ConnectionId(UUID(int=3)),
        ConnectionKind.DOCTOR,
        patient_id=patient_id,
        member_id=doctor_id,
        initiator_id=doctor_id,
        now=now,
    )
    session = EmergencySession(
        id=EmergencySessionId(UUID(int=4)),
        patient_id=patient_id,
        doctor_id=doctor_id,
        reason="Unconscious after a fall",
        factor=SecondFactor.OTP,
        granted_at=now,
        expires_at=now + timedelta(minutes=30),
    )
    return world_of(
        connections=[accept(asked, by=AccountId(patient_id), now=now)],
        grants=[Grant(patient_id=patient_id, grantee_id=doctor_id, level=AccessLevel.ALLOWED)],
        sessions=[session],
    )


def actor_of(role: ActorRole) -> Actor:
    """
    Give somebody who acts in a role.
    """
    return Actor(
        account_id=SOMEBODY,
        role=role,
        is_verified=role is ActorRole.DOCTOR,
        hospital_id=HospitalId(UUID(int=9)) if role is ActorRole.OPERATOR else None,
    )


@pytest.mark.rule("RBAC-01")
@pytest.mark.rule("C12")
def test_an_administrator_alone_verifies_doctors(doctor_id: AccountId, now: datetime) -> None:
    """
    No patient, doctor, relative or operator does; the system keeps what was decided.
    """
    standing = Resource(type=ResourceType.STANDING, patient_id=PatientId(doctor_id))
    people = {"PATIENT", "DOCTOR", "FAMILY_MEMBER", "ADMIN", "OPERATOR", "SYSTEM"}
    verifying = {
        role
        for role in set(ActorRole) - {ActorRole.SYSTEM}
        if decide(actor_of(role), Action.UPDATE, standing, World(), now=now).allowed
    }

    assert people == {role.value for role in ActorRole}
    assert {ActorRole.ADMIN} == verifying


@pytest.mark.rule("RBAC-10")
@pytest.mark.parametrize("type_", [ResourceType.NUDGE, ResourceType.NOTICE])
@pytest.mark.parametrize("action", Action)
def test_a_doctor_has_no_part_in_what_a_family_says(
    *,
    doctor: Actor,
    patient: Actor,
    trusted: World,
    patient_id: PatientId,
    now: datetime,
    type_: ResourceType,
    action: Action,
) -> None:
    """
    Not with every level, and not in an emergency; the patient reads it.
    """
    said = Resource(
        type=type_, patient_id=patient_id, author_id=RELATIVE, counterpart_id=AccountId(patient_id)
    )

    assert not decide(doctor, action, said, trusted, now=now).allowed
    assert decide(patient, Action.READ, said, trusted, now=now).allowed
